"""The institutions of a programme: each of a kind is to have somebody who is covered."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from tests.factories.coverage import auditor_of
from tests.factories.people import DivisionFactory, OrganisationFactory, PersonFactory, PostFactory
from tests.lms.coverage.scene import NOW, Scene
from tests.lms.coverage.test_views import sign_in, slug

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def centre(scene, town, name, *, minutes=None, **said):
    """Make one of the kind; with somebody who has learned so many minutes, unless ``minutes`` is None."""
    made = OrganisationFactory(division=town, kind="community_centre", name=name, **said)
    if minutes is not None:
        person = PersonFactory()
        PostFactory(person=person, workplace=made, starts_on=date(2020, 1, 1))
        if minutes:
            scene.learn(person, town, minutes=minutes)
    return made


def shown(page):
    counted = page.context["counted"]
    return (counted.due, counted.covered), [row.name for _node, row in page.context["rows"]]


def address(scene, place):
    return reverse("coverage:programme_institutions", args=[scene.programme.pk, place])


def test_each_of_the_kind_counts_whether_anybody_is_due_there_or_not():
    scene = Scene(institution_kinds=["community_centre"])
    centre(scene, scene.towns[0], "甲中心", minutes=60)
    centre(scene, scene.towns[0], "乙中心", minutes=0)
    centre(scene, scene.towns[1], "丙中心")
    centre(scene, scene.towns[1], "丁中心", closed_on=date(2026, 1, 1))
    OrganisationFactory(division=scene.towns[0], kind="village_clinic")
    scene.count()
    client = sign_in(auditor_of(scene.counties[0]))

    all_of_them = shown(client.get(address(scene, "all")))
    without = shown(client.get(address(scene, "all"), {"which": "open"}))
    in_one_town = client.get(address(scene, slug(scene.towns[0])), {"which": "covered"})

    assert all_of_them == ((3, 1), sorted(["甲中心", "乙中心", "丙中心"]))
    assert without == ((3, 1), sorted(["乙中心", "丙中心"]))
    assert shown(in_one_town) == ((2, 1), ["甲中心"])
    assert "50.0%" in in_one_town.content.decode()


def test_without_kinds_in_the_rule_the_institutions_where_somebody_is_due_count():
    scene = Scene()
    scene.doctor(scene.towns[0], minutes=60)
    centre(scene, scene.towns[1], "无人应训的中心")
    scene.count()
    client = sign_in(auditor_of(scene.counties[0]))

    counted, names = shown(client.get(address(scene, "all")))

    assert counted == (1, 1)
    assert names == [scene.institution(scene.towns[0]).name]


def test_institutions_elsewhere_are_neither_counted_nor_found():
    scene = Scene(institution_kinds=["community_centre"])
    centre(scene, scene.towns[2], "别县中心", minutes=60)
    scene.count()
    own = sign_in(auditor_of(scene.counties[0]))
    foreign = sign_in(auditor_of(DivisionFactory(level="county")))

    page = own.get(address(scene, "all"))

    assert page.context["counted"].due == 0
    assert "coverage__empty" in page.content.decode()
    assert own.get(address(scene, slug(scene.towns[2]))).status_code == 404
    assert foreign.get(address(scene, "all")).status_code == 404


def test_a_village_and_an_institution_answer_for_themselves():
    scene = Scene(institution_kinds=["community_centre"])
    village = scene.villages[0]
    own = centre(scene, village, "村内中心", minutes=60)
    centre(scene, scene.towns[0], "镇上中心")
    scene.count()
    client = sign_in(auditor_of(scene.city))

    assert shown(client.get(address(scene, slug(village)))) == ((1, 1), ["村内中心"])
    assert shown(client.get(address(scene, f"institution-{own.pk}"))) == ((1, 1), ["村内中心"])
    assert shown(client.get(address(scene, slug(scene.towns[0]))))[0] == (2, 1)


def test_nothing_that_makes_no_sense_in_the_address_breaks_the_page():
    scene = Scene(institution_kinds=["community_centre"])
    centre(scene, scene.towns[0], "甲中心")
    scene.count()
    client = sign_in(auditor_of(scene.counties[0]))

    assert shown(client.get(address(scene, "all"), {"which": "x' OR 1=1", "p": "-7"})) == ((1, 0), ["甲中心"])
