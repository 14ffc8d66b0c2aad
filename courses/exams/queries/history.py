"""The bank as its editors see it: the newest wording, how far its review is, what changed and how it behaved."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Max, OuterRef, Prefetch, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.exams import rules
from courses.exams.models import Question, QuestionReview, QuestionVersion
from courses.exams.queries.usage import PartUse, behavior
from lms.people.models import Person

WAITING = "waiting"
_FIELDS = {
    "kind": _("Type of question"),
    "stem": _("Question text"),
    "options": _("Option"),
    "right": _("Right answers"),
    "explanation": _("Explanation"),
    "rubric": _("What earns points"),
    "difficulty": _("Difficulty"),
    "stage": _("Stage"),
}


def with_newest(questions: QuerySet[Question]) -> QuerySet[Question]:
    """Annotate questions with what their newest version says, its review, and the number of the version drawn."""
    newest = QuestionVersion.objects.filter(question=OuterRef("pk")).order_by("-number")
    verdicts = QuestionReview.objects.filter(version=OuterRef("newest_id")).order_by("-pk")
    return questions.annotate(
        newest_id=Subquery(newest.values("pk")[:1]),
        newest_number=Subquery(newest.values("number")[:1]),
        newest_kind=Subquery(newest.values("kind")[:1]),
        newest_difficulty=Subquery(newest.values("difficulty")[:1]),
        newest_stem=Subquery(newest.values("stem")[:1]),
        newest_parts=Subquery(newest.annotate(text=Cast("parts", TextField())).values("text")[:1]),
        newest_state=Coalesce(Subquery(verdicts.values("verdict")[:1]), Value(WAITING)),
        drawn_number=Max("versions__number", filter=Q(versions__reviews__verdict=QuestionReview.Verdict.APPROVED)),
    )


def waiting_for(viewer: Person) -> QuerySet[QuestionVersion]:
    """Return the newest versions that nobody has decided on, of questions in use, the oldest first.

    The viewer's own are among them: seeing that they wait is no decision.
    """
    return (
        QuestionVersion.objects.visible_to(viewer)
        .newest()
        .filter(reviews=None)
        .select_related("question__subject", "made_by")
        .order_by("made_at", "pk")
    )


def returned_to(writer: Person) -> QuerySet[QuestionVersion]:
    """Return the newest versions that ``writer`` wrote and a reviewer sent back, with ``review_comment``."""
    latest = QuestionReview.objects.filter(version=OuterRef("pk")).order_by("-pk")
    mine = QuestionVersion.objects.newest().filter(made_by=writer)
    return (
        mine.annotate(
            verdict=Subquery(latest.values("verdict")[:1]), review_comment=Subquery(latest.values("comment")[:1])
        )
        .filter(verdict=QuestionReview.Verdict.RETURNED)
        .select_related("question")
        .order_by("made_at", "pk")
    )


@dataclass(frozen=True)
class ShownChange:
    """One thing a version says differently from the one before it."""

    label: str
    runs: tuple[rules.Run, ...]


@dataclass(frozen=True)
class ShownVersion:
    """One version with what changed, who looked it over and how it behaved.

    :param parts: its numbered questions; the version's own texts where it is no group.
    """

    version: QuestionVersion
    before: QuestionVersion | None
    changes: list[ShownChange]
    reviews: list[QuestionReview]
    use: list[PartUse] = field(default_factory=list)

    @property
    def parts(self) -> list[rules.Part]:
        """What it asks, one after the other."""
        return [self.version.part(index) for index in range(self.version.part_count)]

    @property
    def state(self) -> str:
        """The newest verdict, or that it waits for one."""
        return self.reviews[-1].verdict if self.reviews else WAITING


def history_of(question: Question) -> list[ShownVersion]:
    """Return all versions of ``question``, the newest first. Three queries."""
    reviews = Prefetch("reviews", QuestionReview.objects.select_related("by").order_by("pk"))
    versions = list(question.versions.select_related("made_by").prefetch_related(reviews).order_by("number"))
    use = behavior(question)
    befores = [None, *versions]
    shown = [
        _shown(version, before, use.get(version.pk, [])) for version, before in zip(versions, befores, strict=False)
    ]
    return shown[::-1]


def told(version: QuestionVersion) -> ShownVersion:
    """Return one version as :func:`history_of` does, without its use."""
    before = version.question.versions.filter(number__lt=version.number).order_by("-number").first()
    return _shown(version, before, [])


def _shown(version: QuestionVersion, before: QuestionVersion | None, use: Sequence[PartUse]) -> ShownVersion:
    found = rules.changes(before.wording(), version.wording()) if before else []
    reviews = sorted(version.reviews.all(), key=lambda review: review.pk)
    return ShownVersion(version, before, [_labelled(change) for change in found], reviews, list(use))


def _labelled(change: rules.Change) -> ShownChange:
    label = str(_FIELDS[change.field])
    if change.number:
        label = f"{label} {rules.LETTERS[change.number - 1]}"
    if change.part:
        label = gettext("Part %(n)s: %(what)s") % {"n": change.part, "what": label}
    if change.field == "kind":
        kinds = dict(QuestionVersion.Kind.choices)
        return ShownChange(label, tuple(rules.Run(run.mark, str(kinds.get(run.text, run.text))) for run in change.runs))
    return ShownChange(label, change.runs)
