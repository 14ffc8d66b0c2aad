"""Certificates from elsewhere in the demo."""

from datetime import date
from types import SimpleNamespace

import pytest

from certificates.credits.actions import load_sets
from certificates.credits.models import CreditLine, Recognition
from lms.demo.elsewhere import hand_in_some
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def test_one_stands_at_each_step_and_a_long_stay_stands_for_the_year(at, work):
    load_sets(by=None, at=at)
    officers = {"institution_manager": PersonFactory(), "scheme_manager": PersonFactory()}
    trainees = PersonFactory.create_batch(5)

    hand_in_some(SimpleNamespace(trainees=trainees, officers=officers), day=date(2026, 10, 7), at=at)
    work()

    states = [Recognition.objects.get(person=person).state for person in trainees]
    assert states == ["handed_in", "checked", "approved", "refused", "approved"]
    assert CreditLine.objects.get(person=trainees[4]).hundredths == 2500
