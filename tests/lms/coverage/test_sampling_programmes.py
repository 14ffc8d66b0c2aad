"""Drawing from the people behind a figure of a programme, of now or of a day that is over."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from lms.coverage.actions import count_day, rebuild
from lms.coverage.actions.days import let_go
from lms.coverage.models import Sample
from lms.coverage.queries.matter import Key
from lms.coverage.queries.population import difference
from lms.people.models import Division, Person
from lms.people.roles import Role
from tests.factories.coverage import manager_of
from tests.factories.inspection import inspector_of
from tests.factories.people import AppointmentFactory
from tests.lms.coverage.scene import NOW, Scene
from tests.lms.coverage.test_views import sign_in, slug

pytestmark = [pytest.mark.django_db]
THEN = date(2026, 9, 30)
SEED = "2026 11 19"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def scene():
    """Two who are covered, one of them since October, one who is not; and one in another county."""
    scene = Scene()
    scene.doctor(scene.towns[0], minutes=60, person__name="九月", person__sex="F")
    scene.doctor(scene.towns[1], minutes=60, person__name="十月", on=datetime(2026, 10, 9, 4, tzinfo=UTC))
    scene.doctor(scene.towns[0], person__name="未开始")
    scene.doctor(scene.towns[2], minutes=60, person__name="外县")
    return scene.count()


@pytest.fixture
def auditor(scene):
    return inspector_of(scene.counties[0])


def at(scene, day=None, place=None):
    key = Key(scene.programme.pk, day)
    return reverse("coverage:programme_draw", args=[key, place or slug(scene.counties[0])])


def drawn(scene, who, query="", *, day=None, place=None, **said):
    """Draw as the page does: what was looked at is drawn from."""
    client, address = sign_in(who), f"{at(scene, day, place)}?{query}"
    looked = client.get(address).context["source"].size
    answer = client.post(address, {"title": "抽查", "size": 1, "seed": SEED, "expected": looked, **said})
    assert answer.status_code == 302, answer.context["form"].errors
    return Sample.objects.get(pk=answer.url.rstrip("/").rpartition("/")[2])


def members(sample):
    uids = [line.partition("\t")[0] for line in sample.lines().splitlines()]
    return sorted(Person.objects.filter(uid__in=uids).values_list("name", flat=True))


def test_exactly_the_people_behind_a_figure_are_drawn_from(scene, auditor):
    assert members(drawn(scene, auditor)) == sorted(["九月", "十月", "未开始"])
    assert members(drawn(scene, auditor, "which=covered")) == sorted(["九月", "十月"])
    assert members(drawn(scene, auditor, "which=covered&by=sex&value=F")) == ["九月"]
    assert members(drawn(scene, auditor, place=slug(scene.towns[1]))) == ["十月"]


def test_of_a_day_that_is_over_those_of_then(scene, auditor):
    count_day(scene.programme, THEN, at=NOW)
    sample = drawn(scene, auditor, "which=covered", day=THEN)
    assert members(sample) == ["九月"]
    assert "2026-09-30" in sample.drawn_from
    [person] = sample.people.all()
    client = sign_in(auditor)
    checklist = client.get(reverse("coverage:samples:person", args=[sample.pk, person.position]))
    shown = reverse("coverage:programme_person", args=[Key(scene.programme.pk, THEN), person.person_id])
    assert checklist.context["proof_url"] == shown
    assert client.get(shown).status_code == 200


def test_who_has_left_the_figures_since_is_found_in_those_of_the_day(scene, auditor):
    sample = drawn(scene, auditor, place=slug(scene.towns[1]))
    [person] = sample.people.all()
    checklist = reverse("coverage:samples:person", args=[sample.pk, person.position])
    living = reverse("coverage:programme_person", args=[scene.programme.pk, person.person_id])
    assert sign_in(auditor).get(checklist).context["proof_url"] == living

    person.person.posts.update(ends_on=date(2026, 11, 20))
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        client = sign_in(auditor)
        # Until the figures have gone on, those that there are have everybody.
        assert client.get(checklist).context["proof_url"] == living
        rebuild(scene.programme, day=date(2026, 11, 21), at=NOW + timedelta(days=2))
        assert client.get(living).status_code == 404

        shown = client.get(checklist).context["proof_url"]
        offer = client.get(shown, follow=True)
        assert offer.status_code == 200
        assert offer.context["form"].data["as_of"] == "2026-11-19"
        count_day(scene.programme, date(2026, 11, 19), at=NOW + timedelta(days=2))
        assert client.get(shown).context["ground"].person == person.person


def test_the_list_of_people_leads_to_the_draw(scene, auditor):
    people = reverse("coverage:programme_people", args=[scene.programme.pk, slug(scene.counties[0])])
    page = sign_in(auditor).get(people, {"which": "covered", "by": "sex", "value": "F"})
    assert f"{at(scene)}?which=covered&amp;by=sex&amp;value=F" in page.content.decode()


@pytest.mark.parametrize("strata", [Sample.Strata.KIND, Sample.Strata.COUNTY, ""])
def test_strata_are_words_that_no_translation_changes(scene, auditor, strata):
    expected = {Sample.Strata.KIND: "township", Sample.Strata.COUNTY: f"寿光市 {scene.counties[0].code}", "": ""}
    sample = drawn(scene, auditor, strata=strata, size=2)
    assert set(sample.people.values_list("stratum", flat=True)) == {expected[strata]}


def test_two_counties_of_one_name_are_two_strata(scene):
    Division.objects.filter(pk__in=[each.pk for each in scene.counties[:2]]).update(name="市中区")
    sample = drawn(scene, inspector_of(scene.city), place=slug(scene.city), strata="county", size=4)
    expected = {f"市中区 {each.code}": number for each, number in zip(scene.counties[:2], (3, 1), strict=True)}
    assert Counter(sample.people.values_list("stratum", flat=True)) == expected


def test_a_population_that_has_changed_is_noticed(scene, auditor):
    sample = drawn(scene, auditor, "which=open")
    assert (difference(sample).joined, difference(sample).left) == (0, 0)
    scene.learn(Person.objects.get(name="未开始"), scene.towns[0])
    scene.doctor(scene.towns[0])
    scene.doctor(scene.towns[2])
    scene.count()
    assert (difference(sample).joined, difference(sample).left) == (1, 1)


def test_everywhere_is_that_of_whoever_drew(scene, auditor):
    AppointmentFactory(person=auditor, role=Role.COUNTY_AUDITOR, division=scene.counties[1], organisation=None)
    sample = drawn(scene, Person.objects.get(pk=auditor.pk), place="all")
    assert len(members(sample)) == 4
    assert (difference(sample).joined, difference(sample).left) == (0, 0)
    scene.doctor(scene.counties[2])
    scene.count()
    assert difference(sample).joined == 0


def test_a_day_that_is_kept_no_longer_is_not_compared(scene, auditor):
    count_day(scene.programme, THEN, at=NOW)
    sample = drawn(scene, auditor, day=THEN)
    assert difference(sample).left == 0
    let_go(scene.programme.roll_ups.closed().get().pk, at=NOW)
    assert difference(sample) is None
    answer = sign_in(auditor).get(at(scene, THEN))
    assert answer.url.startswith(reverse("coverage:programme_day", args=[scene.programme.pk, slug(scene.counties[0])]))


def test_who_may_not_draw_or_look_there_does_not(scene, auditor):
    assert sign_in(auditor).get(at(scene, place=slug(scene.counties[1]))).status_code == 404
    assert sign_in(inspector_of(scene.counties[2])).get(at(scene)).status_code == 404
    assert sign_in(manager_of(scene.institution(scene.towns[0]))).get(at(scene)).status_code == 302
    client = sign_in(auditor)
    looked = client.get(at(scene)).context["source"].size
    scene.doctor(scene.towns[0])
    scene.count()
    answer = client.post(at(scene), {"title": "抽查", "size": 1, "expected": looked})
    assert answer.status_code == 422
    assert not Sample.objects.exists()
