from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.audit.models import Entry
from lms.coverage.queries import looks_at
from lms.people.roles import Role
from lms.records.models import Activity
from tests.factories.coverage import AS_OF, auditor_of, manager_of
from tests.factories.people import PersonFactory, RosterEntryFactory
from tests.factories.records import ActivityFactory, LearningRecordFactory
from tests.factories.register import CertificateFactory
from tests.factories.schemes import CohortFactory, RequirementFactory
from tests.lms.coverage.land import Land

pytestmark = [pytest.mark.django_db]
NOW = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def land():
    return Land()


@pytest.fixture
def auditor(land):
    return auditor_of(land.counties[0])


def sign_in(person):
    client = Client(raise_request_exception=True)
    client.force_login(person)
    return client


def url(land, name, *more, as_of=AS_OF):
    return reverse(f"coverage:{name}", args=[land.scheme.pk, land.roster.pk, as_of, *more])


def slug(division):
    return f"division-{division.pk}"


def attended(person, **fields):
    activity = ActivityFactory(kind=Activity.Kind.LECTURE, title="慢阻肺讲座")
    fields = {"outcome": "attended", "evidence": {"checkin": 7, "checked_in_at": "2026-11-18T02:00:00+00:00"}, **fields}
    return LearningRecordFactory(person=person, activity=activity, source_key=f"live:checkin:{activity.pk}", **fields)


def numbers(response):
    table = response.context["table"]
    return {row.place.name: (row.figures.due, row.figures.covered) for row in table.rows}


def test_the_first_page_offers_schemes_and_leads_to_the_tree(land, auditor):
    land.person(land.towns[0], state="completed")
    client = sign_in(auditor)
    page = client.get(reverse("coverage:index"))
    assert [each.figures.percent for each in page.context["standings"]] == ["100.0%"]
    asked = {"scheme": land.scheme.pk, "roster": land.roster.pk, "as_of": "2026-11-01"}
    answer = client.get(reverse("coverage:index"), asked)
    assert answer.url == url(land, "tree", slug(land.counties[0]), as_of=date(2026, 11, 1))
    assert client.get(answer.url).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        pytest.param({"as_of": "2026-11-20"}, "as_of", id="day-to-come"),
        pytest.param({"as_of": "yesterday"}, "as_of", id="no-day"),
        pytest.param({"roster": "99999"}, "roster", id="no-roster"),
        pytest.param({"scheme": "x"}, "scheme", id="no-scheme"),
    ],
)
def test_a_wrong_choice_gets_a_sentence(land, auditor, wrong, field):
    land.person(land.towns[0])
    asked = {"scheme": land.scheme.pk, "roster": land.roster.pk, "as_of": "2026-11-01", **wrong}
    page = sign_in(auditor).get(reverse("coverage:index"), asked)
    assert list(page.context["form"].errors) == [field]


def test_the_tree_starts_at_the_auditors_county_and_drills_down(land, auditor):
    land.person(land.towns[0], state="completed")
    land.person(land.towns[1])
    land.person(land.towns[2])
    client = sign_in(auditor)
    page = client.get(url(land, "tree", "all"))
    assert numbers(page) == {land.towns[0].name: (1, 1), land.towns[1].name: (1, 0)}
    assert land.counties[1].name not in page.content.decode()
    assert client.get(url(land, "tree", slug(land.towns[0]))).status_code == 200
    institution = f"institution-{land.institution(land.towns[0]).pk}"
    assert client.get(url(land, "tree", institution)).url == url(land, "names", institution)


def test_nobody_due_is_said_in_words(land, auditor):
    land.person(land.towns[0], joined_on=AS_OF + timedelta(days=1))
    page = sign_in(auditor).get(url(land, "tree", "all"))
    assert page.context["table"].total.tenths is None
    assert "%" not in page.content.decode().split('class="coverage__figures"')[1].split("</ul>")[0]


def test_names_are_paged_sorted_and_searched(land, auditor):
    for n in range(51):
        land.person(land.towns[0], person__name=f"人{n:02d}")
    land.person(land.towns[1], state="completed", person__name="完成")
    client = sign_in(auditor)

    def listed(**asked):
        page = client.get(url(land, "names", "all"), asked)
        return [entry.person.name for entry in page.context["page_obj"].object_list]

    assert len(listed()) == 50
    assert len(listed(p=2)) == 2
    assert len(listed(p="x", ordering="person__id_number_hash", which="nonsense")) == 50
    assert listed(which="covered") == ["完成"]
    assert len(listed(which="open", p=2)) == 1
    assert listed(ordering="-name")[0] == "完成"
    assert listed(q="07") == ["人07"]
    assert listed(institution=land.institution(land.towns[1]).name) == ["完成"]


def test_a_person_shows_each_requirement_and_its_records(land, auditor):
    lectures = RequirementFactory(scheme=land.scheme, title="听两次讲座", target=2, position=1)
    exam = RequirementFactory(scheme=land.scheme, title="考试合格", measure="pass", activity_kind="exam", position=2)
    person = land.person(land.towns[0], state="running")
    counted, other = attended(person), LearningRecordFactory(person=person, workplace=land.institution(land.towns[0]))
    page = sign_in(auditor).get(url(land, "person", person.pk))
    proof = page.context["proof"]
    assert [(step.state.requirement_id, step.state.value, step.records) for step in proof.steps] == [
        (lectures.pk, 1, [counted]),
        (exam.pk, 0, []),
    ]
    assert proof.others == [other]


def test_a_person_is_shown_as_of_the_day(land, auditor):
    RequirementFactory(scheme=land.scheme, target=1)
    person = land.person(land.towns[0], state="running")
    attended(person)
    client = sign_in(auditor)

    def value(day):
        return client.get(url(land, "person", person.pk, as_of=day)).context["proof"].steps[0].state.value

    assert (value(date(2026, 11, 17)), value(date(2026, 11, 18))) == (0, 1)


def test_a_record_shows_its_evidence_in_words(land, auditor):
    RequirementFactory(scheme=land.scheme, title="听讲座")
    person = land.person(land.towns[0], state="running")
    item = attended(person, workplace=land.institution(land.towns[0]), score_hundredths=8550)
    page = sign_in(auditor).get(url(land, "record", person.pk, item.pk))
    assert [value for _label, value in page.context["evidence"]] == ["7", "2026-11-18 10:00:00"]
    assert page.context["counts_for"] == ["听讲座"]
    assert page.context["score"] == "85.5"


def test_the_certificate_is_shown_from_the_day_of_its_issue(land, auditor):
    person = land.person(land.towns[0])
    certificate = CertificateFactory(traineeship=land.train(person, "completed"), issued_at=NOW)
    client = sign_in(auditor)
    page = client.get(url(land, "person", person.pk))
    assert page.context["proof"].certificates == [certificate]
    assert certificate.facts["verify_url"] in page.content.decode()
    day_before = client.get(url(land, "person", person.pk, as_of=AS_OF - timedelta(days=1)))
    assert day_before.context["proof"].certificates == []


def test_a_record_taken_back_says_so_and_counts_for_nothing(land, auditor):
    RequirementFactory(scheme=land.scheme)
    person = land.person(land.towns[0], state="running")
    item = attended(person, workplace=land.institution(land.towns[0]))
    taken = {"outcome": "reversed", "reverses": item, "evidence": {"reason": "签到代打"}}
    LearningRecordFactory(person=person, activity=item.activity, **taken)
    page = sign_in(auditor).get(url(land, "record", person.pk, item.pk))
    assert "签到代打" in page.content.decode()
    assert page.context["counts_for"] == []


def test_somebody_never_enrolled_shows_what_is_asked(land, auditor):
    RequirementFactory(scheme=land.scheme, title="听讲座")
    person = land.person(land.towns[0])
    proof = sign_in(auditor).get(url(land, "person", person.pk)).context["proof"]
    assert (proof.traineeship, [step.state.title for step in proof.steps]) == (None, ["听讲座"])


def test_records_of_elsewhere_are_shown_only_where_they_count(land, auditor):
    RequirementFactory(scheme=land.scheme)
    person = land.person(land.towns[0], state="running")
    elsewhere = land.institution(land.towns[2])
    counted = attended(person, workplace=elsewhere)
    LearningRecordFactory(person=person, workplace=elsewhere)
    proof = sign_in(auditor).get(url(land, "person", person.pk)).context["proof"]
    assert proof.records == [counted]


def routes(land, division, person, item):
    institution = f"institution-{land.institution(division).pk}"
    return [
        url(land, "tree", slug(division)),
        url(land, "names", slug(division)),
        url(land, "tree", institution),
        url(land, "names", institution),
        url(land, "person", person.pk),
        url(land, "record", person.pk, item.pk),
    ]


def test_a_foreign_county_is_not_found_on_any_route(land, auditor):
    land.person(land.towns[0])
    foreigner = land.person(land.towns[2], state="running")
    item = attended(foreigner, workplace=land.institution(land.towns[2]))
    client = sign_in(auditor)

    for address in [*routes(land, land.counties[1], foreigner, item), url(land, "tree", slug(land.city))]:
        assert client.get(address).status_code == 404, address
    assert client.post(url(land, "export", slug(land.counties[1]))).status_code == 404
    assert not Entry.objects.exists()


def test_the_city_finds_what_the_county_does_not(land):
    foreigner = land.person(land.towns[2], state="running")
    item = attended(foreigner)
    client = sign_in(auditor_of(land.city, Role.CITY_AUDITOR))
    for address in routes(land, land.counties[1], foreigner, item):
        assert client.get(address, follow=True).status_code == 200, address


def test_a_roster_of_elsewhere_is_not_found(land, auditor):
    land.person(land.towns[2])
    client = sign_in(auditor)
    assert client.get(url(land, "tree", "all")).status_code == 404
    assert client.get(url(land, "names", "all")).status_code == 404
    assert client.post(url(land, "export", "all")).status_code == 404


def test_another_persons_record_is_not_found_under_this_person(land, auditor):
    person, neighbour = land.person(land.towns[0], state="running"), land.person(land.towns[0], state="running")
    item = attended(neighbour, workplace=land.institution(land.towns[0]))
    assert sign_in(auditor).get(url(land, "record", person.pk, item.pk)).status_code == 404


def test_who_moved_away_is_found_only_on_the_days_before(land, auditor):
    person = land.person(land.towns[0], left_on=date(2026, 11, 15))
    RosterEntryFactory(
        roster=land.roster, person=person, workplace=land.institution(land.towns[2]), joined_on=date(2026, 11, 15)
    )
    client = sign_in(auditor)
    assert client.get(url(land, "person", person.pk)).status_code == 404
    assert client.get(url(land, "person", person.pk, as_of=date(2026, 11, 14))).status_code == 200


def test_a_manager_sees_their_institution_only(land):
    person, neighbour = land.person(land.towns[0]), land.person(land.towns[1])
    client = sign_in(manager_of(land.institution(land.towns[0])))
    assert numbers(client.get(url(land, "tree", "all"))) == {land.institution(land.towns[0]).name: (1, 0)}
    assert client.get(url(land, "person", person.pk)).status_code == 200
    assert client.get(url(land, "person", neighbour.pk)).status_code == 404
    assert client.get(url(land, "tree", slug(land.towns[0]))).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "99999999999999999999/1/2026-11-19/all/",
        "1/1/2026-02-30/all/",
        "1/1/2026-11-20/all/",
        "1/1/2026-11-19/town-3/",
    ],
)
def test_an_address_that_makes_no_sense_is_not_found(land, auditor, address):
    assert sign_in(auditor).get(reverse("coverage:index") + address).status_code == 404


def test_doctors_are_turned_away(land):
    doctor = land.person(land.towns[0])
    for address in (reverse("coverage:index"), url(land, "tree", "all"), url(land, "person", doctor.pk)):
        assert sign_in(doctor).get(address).status_code == 302


def test_somebody_of_the_admin_without_the_permission_is_turned_away(land, auditor):
    group = auditor.groups.get()
    group.permissions.remove(group.permissions.get(codename="view_coverage"))
    answer = sign_in(auditor).get(url(land, "tree", "all"))
    assert answer.url == reverse("wagtailadmin_home")


def test_every_look_is_written_down_and_the_person_can_read_it(land, auditor):
    person = land.person(land.towns[0], state="running")
    item = attended(person, workplace=land.institution(land.towns[0]))
    client = sign_in(auditor)
    client.get(url(land, "names", "all"))
    client.get(url(land, "person", person.pk))
    client.get(url(land, "record", person.pk, item.pk))

    assert list(Entry.objects.order_by("pk").values_list("verb", "actor_name")) == [
        ("coverage.names.viewed", auditor.name),
        ("coverage.person.viewed", auditor.name),
        ("coverage.record.viewed", auditor.name),
    ]
    assert [each.verb for each in looks_at(person)] == ["coverage.record.viewed", "coverage.person.viewed"]
    assert looks_at(person).first().data["record"] == item.pk
    assert not looks_at(PersonFactory()).exists()


def count(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", ["index", "tree", "names", "person"])
def test_pages_cost_the_same_at_one_and_at_three(land, auditor, name):
    ContentType.objects.clear_cache()
    person = land.person(land.towns[0], state="completed")
    place = land.institution(land.towns[0])
    RequirementFactory(scheme=land.scheme)
    attended(person, workplace=place)
    client = sign_in(auditor)
    address = {
        "index": reverse("coverage:index"),
        "tree": url(land, "tree", "all"),
        "names": url(land, "names", "all"),
        "person": url(land, "person", person.pk),
    }[name]
    one = count(client, address)
    for town in land.towns[:2]:
        land.person(town, state="completed")
        attended(person, workplace=place)
        cohort = CohortFactory(scheme__organiser=land.institution(land.towns[0]))
        RosterEntryFactory(roster=cohort.roster, workplace=land.institution(land.towns[0]))
    assert count(client, address) == one


def test_the_admin_of_an_auditor_starts_with_the_figures(land, auditor):
    land.person(land.towns[0], state="completed")
    page = sign_in(auditor).get(reverse("wagtailadmin_home"))
    assert "100.0%" in page.content.decode()
    assert [type(panel).__name__ for panel in page.context["panels"]] == ["CoveragePanel"]
    assert '"help"' not in page.content.decode()
