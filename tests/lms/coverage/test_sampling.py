"""Drawing from the people behind a figure, and handing them out."""

import zlib
from collections import Counter

import pytest
import time_machine
from django.db.models import F

from certificates.schemes.models import Scheme
from lms.audit.models import Entry
from lms.coverage.actions import sampling
from lms.coverage.actions.sampling import Wish, assign, draw_sample
from lms.coverage.models import Sample, SampleAssignment, SampledPerson
from lms.coverage.queries import Place, Question
from lms.coverage.queries.population import difference, population
from lms.coverage.queries.samples import auditors_for, drawn_before, lines_of, progress_by_sample
from lms.coverage.rules.sampling import Member, digest_of, draw
from lms.people.models import Division, RosterEntry
from tests.factories.coverage import AS_OF
from tests.factories.inspection import SampleCheckFactory, SampledPersonFactory, SampleFactory, inspector_of
from tests.factories.people import PersonFactory
from tests.lms.coverage.land import Land
from tests.lms.coverage.test_views import NOW

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def land():
    made = Land()
    for town in made.towns[:2]:
        for _each in range(4):
            made.person(town)
    made.person(made.towns[2])
    return made


@pytest.fixture
def auditor(land):
    return inspector_of(land.counties[0])


def asked(land, viewer):
    return Question(viewer=viewer, scheme=land.scheme, roster=land.roster, as_of=AS_OF)


def people_of(land, viewer, strata="", place=Place()):  # noqa: B008 - frozen
    return population(asked(land, viewer), place, which="due", strata=strata)


def test_a_sample_keeps_all_that_draws_it_again(land, auditor):
    found = people_of(land, auditor)
    sample = draw_sample(found, Wish(title="抽查", size=3, seed=" 2026 11 19 "), by=auditor, at=NOW)

    uids = [line.partition("\t")[0] for line in sample.lines().splitlines()]
    drawn = sorted(uids, key=lambda uid: digest_of("2026 11 19", uid))[:3]
    assert [str(each.person.uid) for each in sample.people.order_by("position")] == drawn
    assert (sample.size, sample.population, sample.seed_typed) == (3, 8, True)
    assert sample.population_sha256 == found.digest
    assert Entry.objects.get(verb="coverage.sample.drawn").data["seed"] == "2026 11 19"


def test_a_share_is_rounded_up_and_a_seed_is_drawn_where_none_is_typed_in(land, auditor):
    first, second = (
        draw_sample(people_of(land, auditor), Wish(title="抽查", tenths=300), by=auditor, at=NOW) for _ in range(2)
    )
    assert (first.size, first.asked_tenths, first.seed_typed) == (3, 300, False)
    assert len(first.seed) == 19
    assert first.seed != second.seed
    assert [drawn_before(first), drawn_before(second)] == [0, 1]


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        (Wish(title="x", size=0), sampling.NobodyToDraw),
        (Wish(title="x", size=1, seed="骰子"), sampling.UnusableSeed),
        (Wish(title="x", size=1, expected=7), sampling.PopulationChanged),
    ],
)
def test_a_draw_that_would_mean_nothing_is_refused(land, auditor, wish, refusal):
    with pytest.raises(refusal):
        draw_sample(people_of(land, auditor), wish, by=auditor, at=NOW)
    assert not Sample.objects.exists()


def test_only_auditors_draw_and_not_more_than_they_can_look_at(land, auditor, monkeypatch):
    with pytest.raises(sampling.MayNotDraw):
        draw_sample(people_of(land, auditor), Wish(title="x", size=1), by=PersonFactory(), at=NOW)
    monkeypatch.setattr(sampling, "MOST_DRAWN", 2)
    with pytest.raises(sampling.TooManyToCheck):
        draw_sample(people_of(land, auditor), Wish(title="x", size=3), by=auditor, at=NOW)


@pytest.mark.parametrize("strata", ["county", "institution_kind"])
def test_strata_are_words_that_no_translation_changes(land, auditor, strata):
    land.person(land.counties[0])
    county = f"寿光市 {land.counties[0].code}"
    expected = {"county": {county}, "institution_kind": {"township"}}[strata]
    wish = Wish(title="x", size=3, strata=strata)
    sample = draw_sample(people_of(land, auditor, strata), wish, by=auditor, at=NOW)
    assert set(sample.people.values_list("stratum", flat=True)) == expected
    assert {each.stratum_words for each in sample.people.all()} <= {county, "township hospital", "乡镇卫生院"}


def test_two_counties_of_one_name_are_two_strata(land):
    Division.objects.filter(pk__in=[each.pk for each in land.counties[:2]]).update(name="市中区")
    viewer = inspector_of(land.city)
    sample = draw_sample(people_of(land, viewer, "county"), Wish(title="x", size=9, strata="county"), by=viewer, at=NOW)
    expected = {f"市中区 {each.code}": number for each, number in zip(land.counties[:2], (8, 1), strict=True)}
    assert Counter(sample.people.values_list("stratum", flat=True)) == expected


def test_people_in_no_county_are_a_stratum_of_their_own(land):
    land.person(land.city)
    viewer = inspector_of(land.city)
    members = people_of(land, viewer, "county", Place(organisation=land.institution(land.city))).members
    assert [each.stratum for each in members] == [""]


def test_a_sample_by_the_names_of_counties_alone_is_drawn_again_from_its_list():
    """So samples had it before counties were told apart by their codes."""
    uids = [f"{n:032x}" for n in range(6)]
    lines = "".join(f"{uid}\t{'寿光市' if n < 4 else '青州市'}\n" for n, uid in enumerate(uids))
    sample = SampleFactory(strata="county", population_list=zlib.compress(lines.encode()), population=6, size=3)
    kept = [line.split("\t") for line in sample.lines().splitlines()]
    again = draw([Member(n, uid, 1, stratum) for n, (uid, stratum) in enumerate(kept)], seed=sample.seed, size=3)
    by_hand = [sorted(some, key=lambda uid: digest_of(sample.seed, uid)) for some in (uids[:4], uids[4:])]
    assert [each.member.uid for each in again] == [*by_hand[0][:2], *by_hand[1][:1]]
    assert SampledPersonFactory(sample=sample, stratum="寿光市").stratum_words == "寿光市"


def test_a_population_that_has_changed_is_noticed(land, auditor):
    sample = draw_sample(people_of(land, auditor), Wish(title="x", size=3), by=auditor, at=NOW)
    assert (difference(sample).joined, difference(sample).left) == (0, 0)

    RosterEntry.objects.filter(person=sample.people.first().person).update(left_on=F("joined_on"))
    land.person(land.towns[0])
    land.person(land.towns[1])
    # Somebody of another county is no part of what the auditor of this one drew from.
    land.person(land.towns[2])

    assert (difference(sample).joined, difference(sample).left) == (2, 1)


@pytest.mark.parametrize("where", ["institution", "division"])
def test_a_population_is_found_again_by_its_place(land, auditor, where):
    place = {"institution": Place(organisation=land.institution(land.towns[0]))}
    here = place.get(where, Place(division=land.towns[0]))
    sample = draw_sample(people_of(land, auditor, place=here), Wish(title="x", size=1), by=auditor, at=NOW)
    assert sample.population == 4
    assert (difference(sample).joined, difference(sample).left) == (0, 0)


def test_what_cannot_be_found_again_is_not_compared(land, auditor):
    sample = draw_sample(people_of(land, auditor), Wish(title="x", size=1), by=auditor, at=NOW)
    sample.source["scheme"] = Scheme.objects.count() + 999
    assert difference(sample) is None
    assert difference(SampleFactory(source={"kind": "unheard of"}, population_list=zlib.compress(b""))) is None


def test_people_are_given_to_auditors_of_their_area_and_only_once(land, auditor):
    sample = draw_sample(people_of(land, auditor), Wish(title="x", size=3), by=auditor, at=NOW)
    people = list(sample.people.order_by("position"))
    helper, foreign = inspector_of(land.city), inspector_of(land.counties[1])

    assign(people, helper, by=auditor, at=NOW)
    assign(people[:2], helper, by=auditor, at=NOW)
    assign(people[:1], None, by=auditor, at=NOW)

    assert SampleAssignment.objects.count() == 4
    lines = lines_of(sample.people.all())
    assert [each.auditor for each in lines] == [None, helper, helper]
    with pytest.raises(sampling.NotTheirArea):
        assign(people, foreign, by=auditor, at=NOW)
    with pytest.raises(sampling.MayNotDraw):
        assign(people, helper, by=foreign, at=NOW)
    assert Entry.objects.filter(verb="coverage.sampled.assigned").count() == 4


def test_auditors_of_the_area_and_above_it_are_offered(land, auditor):
    above, _foreign = inspector_of(land.city), inspector_of(land.counties[1])
    offered = auditors_for([land.institution(land.towns[0])])
    assert set(offered) == {auditor, above}


def test_everybody_sees_of_a_sample_the_people_of_their_own_area(land, auditor):
    here, there = land.institution(land.towns[0]), land.institution(land.towns[2])
    sample = SampleFactory(size=2, population=2)
    own = SampledPersonFactory(sample=sample, workplace=here)
    SampledPersonFactory(sample=sample, workplace=there)
    for step in ("evidence", "phoned", "visited"):
        SampleCheckFactory(sampled=own, item=step, answer="impossible")
    SampleCheckFactory(sampled=own, item="identity", answer="no")

    assert list(SampledPerson.objects.visible_to(auditor)) == [own]
    assert list(Sample.objects.visible_to(auditor)) == [sample]
    assert not Sample.objects.visible_to(inspector_of(land.counties[2])).exists()
    assert not Sample.objects.visible_to(PersonFactory()).exists()
    assert SampledPerson.objects.visible_to(PersonFactory(is_superuser=True)).count() == 2
    progress = progress_by_sample(auditor, [sample])[sample.pk]
    assert (progress.done, progress.doubtful, progress.size, progress.percent) == (1, 1, 1, "100.0%")
