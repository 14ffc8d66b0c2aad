"""Older databases keep what their figures say."""

import pytest

from tests.factories.coverage import RollUpFactory
from tests.factories.people import OrganisationFactory
from tests.migrating import migrate


@pytest.mark.django_db(transaction=True)
@pytest.mark.database
def test_the_groups_of_institutions_are_let_go_and_all_else_stays():
    roll_up, institution = RollUpFactory(), OrganisationFactory()
    division = institution.division
    try:
        before = migrate("coverage", "0016_hours_and_credits_of_lines")
        figure = before.get_model("coverage", "NodeFigure")
        for place in (
            {"organisation_id": institution.pk, "node": -institution.pk},
            {"division_id": division.pk, "node": division.pk},
        ):
            for dimension, value in (("", ""), ("sex", "F")):
                figure.objects.create(roll_up_id=roll_up.pk, dimension=dimension, value=value, due=1, **place)
    finally:
        migrate("coverage")

    rows = roll_up.figures.order_by("node", "dimension").values_list("node", "dimension")
    assert list(rows) == [(-institution.pk, ""), (division.pk, ""), (division.pk, "sex")]
