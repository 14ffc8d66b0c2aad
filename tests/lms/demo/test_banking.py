"""The demo's questions with parts, pictures and sounds."""

import pytest
from django.core.files.storage import FileSystemStorage

from courses.exams import queries
from courses.exams.models import QuestionMedia, QuestionVersion
from lms.demo.banking import fill_bank
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def test_every_kind_with_parts_is_there_one_version_waits_and_one_came_back(at, tmp_path, monkeypatch):
    monkeypatch.setattr(QuestionMedia._meta.get_field("file"), "storage", FileSystemStorage(tmp_path))
    editor, reviewer = PersonFactory(), PersonFactory(is_superuser=True)

    for _ in range(2):
        fill_bank(editor=editor, reviewer=reviewer, at=at)

    drawn = QuestionVersion.objects.current()
    assert set(drawn.values_list("kind", flat=True)) == {"a2", "a3", "b1", "case", "short"}
    assert {media.kind for media in QuestionMedia.objects.all()} == {"image", "audio"}
    assert [version.question.code for version in queries.waiting_for(reviewer)] == ["copd-a2-01"]
    assert [version.question.code for version in queries.returned_to(editor)] == ["copd-short-01"]
