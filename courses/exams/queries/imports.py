"""Reading imports of questions and their reports."""

from django.db.models import QuerySet

from courses.exams.models import QuestionImport, QuestionImportFault, QuestionImportTwin
from lms.people.models import Person
from lms.people.scopes import Scope


def imports_for(viewer: object) -> QuerySet[QuestionImport]:
    """Return the imports ``viewer`` may see, the newest first."""
    found = QuestionImport.objects.visible_to(viewer).select_related("keeper", "subject", "uploaded_by", "approved_by")
    return found.order_by("-uploaded_at", "-pk")


def may_decide(upload: QuestionImport, viewer: Person) -> bool:
    """Return whether ``viewer`` may read the rows of an import and decide on them.

    Twins are looked up in the part of the bank that whoever uploaded the file may see, and shown with their answers.
    """
    return upload.uploaded_by_id == viewer.pk or Scope.of(viewer).everything


def faults_of(upload: QuestionImport) -> QuerySet[QuestionImportFault]:
    """Return the faults of an import in the order of its rows."""
    return upload.faults.order_by("row", "pk")


def twins_of(upload: QuestionImport) -> QuerySet[QuestionImportTwin]:
    """Return what is to be answered, the open ones first."""
    return upload.twins.select_related("question").order_by("answer", "number")


def imported_before(upload: QuestionImport) -> QuestionImport | None:
    """Return an earlier import of the very same file."""
    same = QuestionImport.objects.filter(sha256=upload.sha256, state=QuestionImport.State.APPLIED)
    return same.exclude(pk=upload.pk).order_by("-written_at").first()
