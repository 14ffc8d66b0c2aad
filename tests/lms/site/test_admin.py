"""What the shared admin views show of one object."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from lms.people.actions import appoint, sync_roles
from lms.people.roles import Role
from tests.factories.exams import ExamFactory
from tests.factories.live import LectureFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(client, at):
    sync_roles()
    person = PersonFactory()
    appoint(person=person, role=Role.ADMINISTRATOR, over=None, starts_on=date(2020, 1, 1), by=None, at=at)
    person.refresh_from_db()
    client.force_login(person)
    return person


def shown(client, address, pk):
    fields = client.get(reverse(address, args=[pk])).context["fields"]
    return {field["label"]: str(field["value"]) for field in fields}


def test_an_object_is_shown_in_local_time_and_nothing_as_a_dash(client, chief):
    lecture = LectureFactory(starts_at=datetime(2026, 11, 19, 11, 0, tzinfo=UTC), summary="")

    facts = shown(client, "live_lectures:inspect", lecture.pk)

    assert facts["开始时间"] == "2026年11月19日 19:00"
    assert (facts["座位数"], facts["简介"]) == ("—", "—")
    assert "Activity" not in facts


@pytest.mark.parametrize(("published", "word"), [(True, "是"), (False, "否")])
def test_truth_is_shown_in_words(client, chief, published, word):
    exam = ExamFactory(published=published)

    assert word in shown(client, "exam_setup:inspect", exam.pk).values()
    assert {"True", "False", "None"}.isdisjoint(shown(client, "exam_setup:inspect", exam.pk).values())
