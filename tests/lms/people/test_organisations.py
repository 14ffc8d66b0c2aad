import pytest

from lms.audit.models import Entry
from lms.people.actions import OrganisationLine, save_organisation, save_organisations
from lms.people.actions.organisations import UnknownDivision, UnknownOrganisation
from lms.people.models import Organisation
from tests.factories.people import DivisionFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def line(**given):
    return OrganisationLine(
        **{"code": "A1", "name": "甲卫生院", "kind": "township", "division_code": "370702001000", **given}
    )


@pytest.fixture(autouse=True)
def _town():
    DivisionFactory(code="370702001000", level="town")


def test_new_ones_are_added_children_before_parents_too(at):
    done = save_organisations([line(code="A2", parent_code="A1"), line()], at=at)

    assert (done.created, done.changed, done.unchanged) == (2, 0, 0)
    assert Organisation.objects.get(code="A2").parent.code == "A1"


def test_a_second_time_changes_nothing(at):
    save_organisations([line(code="A2", parent_code="A1"), line()], at=at)

    again = save_organisations([line(code="A2", parent_code="A1"), line()], at=at)

    assert (again.created, again.changed, again.unchanged) == (0, 0, 2)
    assert Entry.objects.count() == 1


def test_another_name_is_a_change_of_the_same_institution(at):
    old = OrganisationFactory(code="A1", name="旧名")

    kept = save_organisation(at=at, code="A1", name="新名", kind="township", division_code="370702001000")

    assert (kept.pk, kept.name) == (old.pk, "新名")


@pytest.mark.parametrize(
    ("given", "refusal"),
    [({"division_code": "000000000000"}, UnknownDivision), ({"parent_code": "NOBODY"}, UnknownOrganisation)],
    ids=["division", "parent"],
)
def test_an_unknown_place_is_refused_and_nothing_is_written(given, refusal, at):
    with pytest.raises(refusal):
        save_organisations([line(code="A0"), line(**given)], at=at)

    assert not Organisation.objects.exists()
