from datetime import date

import pytest
from django.core.files.storage import FileSystemStorage

from courses.exams.actions.imports import Destination, apply_import, approve_import, check_import, receive_import
from courses.exams.models import QuestionImport, QuestionMedia
from lms.jobs.models import Job
from lms.people.actions import appoint, sync_roles
from lms.people.roles import Role
from tests.factories.people import DivisionFactory, OrganisationFactory, PersonFactory
from tests.factories.records import SubjectFactory


class Desk:
    """A course editor of a county hospital with two subjects, and a way to import files."""

    def __init__(self, at):
        sync_roles()
        self.at = at
        self.county = DivisionFactory(code="370702000000", name="潍城区", level="county")
        self.home = OrganisationFactory(code="WF001", name="县医院", division=self.county)
        self.neike = SubjectFactory(code="neike", name="内科")
        self.waike = SubjectFactory(code="waike", name="外科")
        self.editor = self.appointed("编辑", self.home)
        self.chief = PersonFactory(name="管理员", is_superuser=True, phone="18600000000")

    def appointed(self, name, over):
        person = PersonFactory(name=name)
        appoint(person=person, role=Role.COURSE_EDITOR, over=over, starts_on=date(2026, 1, 1), by=None, at=self.at)
        return person

    def checked(self, data, by=None, name="题库.xlsx", **given):
        onto = Destination(**{"subject": self.neike, **given})
        upload = receive_import(data=data, file_name=name, onto=onto, by=by or self.editor, at=self.at)
        return check_import(upload.pk, at=self.at)

    def imported(self, data, by=None, **given):
        upload = self.checked(data, by, **given)
        return self.applied(upload, by)

    def applied(self, upload, by=None):
        approve_import(upload, by=by or self.editor, at=self.at)
        return apply_import(upload.pk, at=self.at)


@pytest.fixture
def desk(db, at, tmp_path, monkeypatch):
    storage = FileSystemStorage(tmp_path / "kept")
    files = ((QuestionImport, "file"), (QuestionImport, "marked_file"), (QuestionMedia, "file"), (Job, "file"))
    for model, name in files:
        monkeypatch.setattr(model._meta.get_field(name), "storage", storage)
    return Desk(at)
