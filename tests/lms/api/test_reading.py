"""Reading by a token: what the scope holds, page by page, and clear answers to everything else."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from lms.api.models import ApiToken
from lms.api.routes import records as routes
from lms.api.rules import token_of
from lms.audit.models import Entry
from lms.coverage.actions import count_day
from lms.people.models import Appointment
from lms.people.roles import Role
from tests.factories.coverage import NodeFigureFactory, ProgrammeFactory, ProgrammeVersionFactory, RollUpFactory
from tests.factories.outward import give_factor, token_for
from tests.factories.people import AppointmentFactory, PersonFactory, PostFactory
from tests.factories.records import LearningRecordFactory
from tests.factories.register import CertificateFactory
from tests.lms.api.conftest import NOW, Program

pytestmark = pytest.mark.django_db


def said_no(answer, status, code):
    assert answer.headers["Content-Type"] == "application/problem+json"
    said = answer.json()
    assert (answer.status_code, said["status"], said["type"]) == (status, status, f"urn:xinglin:problem:{code}")
    assert said["detail"]
    return said


def test_divisions_and_institutions_of_the_county(land, program):
    county, towns = land.counties[0], land.towns[:2]
    named = [each["name"] for each in program.items("/divisions")]
    assert named == [county.name, *[town.name for town in towns], *[each.name for each in land.villages[:2]]]
    assert [each["id"] for each in program.items(f"/divisions?level=town&parent={county.pk}")] == [t.pk for t in towns]
    assert program.items(f"/divisions?code={land.city.code}&on=2026-01-01") == []
    here = [each["id"] for each in program.items("/institutions")]
    assert here == [each.pk for each in land.institutions if each.division in (county, *towns, *land.villages[:2])]
    inside = program.items(f"/institutions?division={towns[0].pk}&kind=township")
    assert [each["id"] for each in inside] == [
        each.pk for each in land.institutions if each.division in (towns[0], land.villages[0])
    ]
    assert program.get(f"/institutions/{here[0]}").json()["id"] == here[0]


def test_people_are_masked_and_opening_one_is_written_down(land, auditor, program):
    person = PostFactory(workplace=land.institution(land.towns[0]), person__phone="13800138000").person
    person.set_id_number("11010519491231002X")
    person.save()
    elsewhere = PostFactory(workplace=land.institution(land.towns[2])).person

    mine = {each["uid"]: each for each in program.items("/people")}
    assert set(mine) == {str(person.uid), str(auditor.uid)}
    said = mine[str(person.uid)]
    assert "1949" not in str(said["id_number_masked"])
    assert "13800138000" not in str(said)
    assert said["posts"][0]["workplace_id"] == land.institution(land.towns[0]).pk
    assert [each["uid"] for each in program.items("/people?post=township_doctor")] == [str(person.uid)]

    assert program.get(f"/people/{person.uid}").json()["licences"] == []
    said_no(program.get(f"/people/{elsewhere.uid}"), 404, "not_found")
    assert Entry.objects.get(verb="api.person.viewed").subject_id == str(person.pk)


def test_records_by_whitelisted_filters(land, program):
    here, there = land.institution(land.towns[0]), land.institution(land.towns[2])
    first = LearningRecordFactory(workplace=here)
    second = LearningRecordFactory(workplace=here, outcome="passed", recorded_at=NOW)
    LearningRecordFactory(workplace=there)
    taking = {"person": first.person, "reverses": first, "outcome": "reversed"}
    back = LearningRecordFactory(workplace=here, recorded_at=NOW, **taking)

    def found(asked):
        return [each["id"] for each in program.items(f"/records{asked}")]

    assert found("") == [first.pk, second.pk, back.pk]
    assert found("?standing=true") == [second.pk]
    assert found("?standing=false") == [first.pk, back.pk]
    assert found("?recorded_from=2026-11-19T02:00:00Z") == [second.pk, back.pk]
    assert found(f"?person={second.person.uid}&outcome=passed&kind=lesson&institution={here.pk}") == [second.pk]
    assert found("?happened_before=2020-01-01T00:00:00Z") == []
    assert program.get(f"/records/{first.pk}").json()["reversed_by_id"] == back.pk
    assert program.get(f"/records/{second.pk}").json()["reversed_by_id"] is None


def test_pages_follow_one_another_whatever_is_written_meanwhile(land, program):
    here = land.institution(land.towns[0])
    records = LearningRecordFactory.create_batch(5, workplace=here)
    page = program.get("/records?limit=2").json()
    seen = [each["id"] for each in page["items"]]
    LearningRecordFactory(workplace=here)
    while page["next"]:
        page = program.get(f"/records?limit=2&cursor={page['next']}").json()
        seen += [each["id"] for each in page["items"]]
    assert seen[:5] == [each.pk for each in records]
    assert len(seen) == len(set(seen)) == 6


def test_a_copy_misses_no_record_that_is_written_after_one_with_a_higher_number(land, program, monkeypatch):
    here = land.institution(land.towns[0])
    first = LearningRecordFactory(workplace=here)
    LearningRecordFactory(pk=first.pk + 2, workplace=here)
    monkeypatch.setattr(routes, "settled", lambda: first.pk)

    begun = program.get("/records").json()
    waits = program.get(f"/records?cursor={begun['resume']}").json()
    LearningRecordFactory(pk=first.pk + 1, workplace=here)
    monkeypatch.undo()
    after = program.get(f"/records?limit=1&cursor={waits['resume']}").json()
    last = program.get(f"/records?limit=1&cursor={after['resume']}").json()

    pages = [begun, waits, after, last]
    told = [[each["id"] - first.pk for each in page["items"]] for page in pages]
    assert told == [[0], [], [1], [2]]
    assert [page["next"] is None for page in pages] == [True, True, False, True]
    assert program.items(f"/records?cursor={last['resume']}") == []


def test_a_cursor_to_go_on_from_never_leads_back(land, program, monkeypatch):
    record = LearningRecordFactory(workplace=land.institution(land.towns[0]))
    ahead = program.get("/records").json()["resume"]
    monkeypatch.setattr(routes, "settled", lambda: record.pk - 1)

    assert program.get(f"/records?cursor={ahead}").json()["resume"] == ahead


@pytest.mark.parametrize("cursor", ["x", "YWZ0ZXI6LTE", "YWZ0ZXI6OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "é", "YWZ0ZXI6YQ"])
def test_a_cursor_from_nowhere(program, cursor):
    said_no(program.get(f"/records?cursor={cursor}"), 422, "bad_cursor")


def test_coverage_as_the_pages_show_it(land, program):
    covered = land.person(land.towns[0], state="completed")
    land.person(land.counties[0])
    land.person(land.towns[2], state="completed")
    asked = f"scheme={land.scheme.pk}&roster={land.roster.pk}&as_of=2026-11-19"

    tree = program.get(f"/coverage/tree?{asked}").json()
    assert tree["total"] == {"due": 2, "covered": 1, "open": 1, "tenths": 500}
    assert [each["name"] for each in tree["rows"]][:2] == [land.towns[0].name, land.towns[1].name]
    assert tree["rows"][1]["figures"]["tenths"] is None
    names = program.items(f"/coverage/names?{asked}&which=covered&place={tree['rows'][0]['place']}")
    assert [(each["person_uid"], each["state"], each["covered_on"]) for each in names] == [
        (str(covered.uid), "covered", "2026-11-10")
    ]
    assert Entry.objects.filter(verb="coverage.names.viewed").exists()
    assert [each["id"] for each in program.items("/coverage/schemes")] == [land.scheme.pk]
    assert [each["id"] for each in program.items("/coverage/rosters")] == [land.roster.pk]
    said_no(program.get(f"/coverage/tree?{asked}&place=division-{land.counties[1].pk}"), 404, "not_found")
    said_no(program.get(f"/coverage/tree?{asked.replace('2026', '2027')}"), 422, "day_to_come")
    said_no(program.get(f"/coverage/tree?{asked}&place=division-x"), 422, "parameters")


def test_programmes_with_the_figures_of_the_scope_only(land, program):
    programme = ProgrammeFactory(division=land.city)
    ProgrammeFactory(division=land.counties[1])
    county = land.counties[0]
    roll_up = RollUpFactory(programme=programme)
    NodeFigureFactory(roll_up=roll_up, division=county, node=county.pk, due=4, covered=1)
    NodeFigureFactory(roll_up=roll_up, division=land.city, node=land.city.pk, due=9, covered=9)
    assert [each["id"] for each in program.items("/programmes")] == [programme.pk]
    said = program.get(f"/programmes/{programme.pk}").json()
    assert (said["total"]["due"], said["total"]["open"], said["total"]["tenths"]) == (4, 3, 250)
    assert [each["measured"]["due"] for each in said["rows"]] == [0, 0]
    said_no(program.get(f"/programmes/{programme.pk}?place=division-{land.city.pk}"), 404, "not_found")


def test_a_programme_as_of_a_day_that_is_over(land, program):
    version = ProgrammeVersionFactory(programme__division=land.city)
    programme, day = version.programme, date(2026, 9, 30)
    address = f"/programmes/{programme.pk}?as_of={day}"
    said_no(program.get(address), 409, "day_not_counted")
    count_day(programme, day, at=NOW)
    said = program.get(address).json()
    assert (said["as_of"], said["rule_version"], said["waiting"]) == ("2026-09-30", version.number, 0)
    said_no(program.get(address.replace("2026", "2025")), 404, "not_found")
    said_no(program.get(f"{address}x"), 422, "parameters")


def test_certificates(land, program):
    mine = CertificateFactory(issuer=land.institution(land.towns[0]))
    CertificateFactory(issuer=land.institution(land.towns[2]))
    assert [each["number"] for each in program.items("/certificates")] == [mine.number]
    assert program.items("/certificates?state=revoked") == []
    assert program.get(f"/certificates/{mine.uid}").json()["facts"]


def test_the_token_speaks_of_itself(auditor, program):
    said = program.get("/token").json()
    assert (said["person"], said["calls_a_minute"]) == (auditor.name, 120)
    assert "coverage" in said["abilities"]


def test_who_has_the_answer_is_not_sent_it_again(program):
    answer = program.get("/divisions")
    again = program.get("/divisions", **{"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert program.get("/divisions", **{"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("header", ["", "Basic eA==", "Bearer", "Bearer xinglin_", f"Bearer {token_of(bytes(20))}"])
def test_nobody_reads_without_a_token(header, db):
    answer = Client().get("/api/v1/people", headers={"Authorization": header} if header else {})
    said_no(answer, 401, "token_missing")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_session_opens_nothing(auditor):
    client = Client()
    client.force_login(auditor)
    said_no(client.get("/api/v1/people"), 401, "token_missing")


def test_a_token_that_is_over(auditor, program):
    token = ApiToken.objects.get()
    ApiToken.objects.update(revoked_at=NOW, revoked_by=auditor)
    said_no(program.get("/people"), 401, "token_ended")
    old = Program(token_for(auditor, made_at=NOW - timedelta(days=token.days)))
    said_no(old.get("/people"), 401, "token_ended")


def test_no_way_around_the_second_factor(auditor, program):
    auditor.authenticator_set.all().delete()
    said_no(program.get("/people"), 401, "token_asleep")


def test_a_token_reads_only_what_it_was_made_for(auditor):
    program = Program(token_for(auditor, abilities=["places"]))
    assert program.get("/divisions").status_code == 200
    said_no(program.get("/people"), 403, "not_allowed")


def test_a_token_has_no_more_than_its_person_has_today(land, auditor, program):
    Appointment.objects.update(ends_on=NOW.date())
    assert program.items("/divisions") == []
    auditor.groups.clear()
    said_no(program.get("/divisions"), 403, "not_allowed")


def test_an_ended_administrators_token_opens_nothing_from_midnight_on(land):
    role = AppointmentFactory(
        role=Role.ADMINISTRATOR, organisation=None, person__is_superuser=True, ends_on=date(2026, 11, 20)
    )
    program = Program(token_for(role.person, days=90))
    assert len(program.items("/divisions")) > 1

    with time_machine.travel(datetime(2026, 11, 19, 16, 0, tzinfo=UTC), tick=False):
        said_no(program.get("/divisions"), 403, "not_allowed")


def test_a_doctor_reads_nothing_by_a_token(land):
    doctor = give_factor(PostFactory(workplace=land.institution(land.towns[0])).person)
    said_no(Program(token_for(doctor)).get("/people"), 403, "not_allowed")


@pytest.mark.parametrize(
    "asked",
    [
        "/records?happened_from=0001-01-01T00:00:00%2B08:00",
        "/records?happened_before=9999-12-31T23:59:59-08:00",
        "/records?recorded_from=1899-12-31T00:00:00Z",
        "/certificates?issued_from=0001-01-01T00:00:00%2B08:00",
        "/certificates?issued_before=2201-01-01T00:00:00Z",
        "/coverage/tree?scheme=1&roster=1&as_of=0001-01-01",
        "/coverage/names?scheme=1&roster=1&as_of=9999-12-31",
        "/programmes/1?as_of=9999-12-31",
    ],
)
def test_a_time_that_no_training_is_from_is_refused_in_a_sentence(program, asked):
    answer = program.get(asked)
    said_no(answer, 422, "parameters")
    assert answer.json()["errors"][0]["what"] == "年份须在 1900 至 2200 之间。"


@pytest.mark.parametrize("year", ["1900-01-01", "2200-12-31"])
def test_a_time_at_the_edge_is_no_fault(program, year):
    assert program.items(f"/records?happened_from={year}T00:00:00%2B08:00&recorded_from={year}T23:59:59Z") == []


def test_too_many_calls_in_a_minute(program, settings):
    settings.API_CALLS_A_MINUTE = 2
    assert [program.get("/token").status_code for _ in range(2)] == [200, 200]
    answer = program.get("/token")
    said_no(answer, 429, "too_many_calls")
    assert answer.headers["Retry-After"] == "60"


def test_the_minute_may_go_between_the_two(program, monkeypatch):
    from lms.api import limits

    class Gone:
        def add(self, *_asked):
            return False

        def incr(self, *_asked):
            raise ValueError

    monkeypatch.setattr(limits, "cache", Gone())
    assert program.get("/token").status_code == 200


@pytest.mark.parametrize("asked", ["sort=id_number_hash", "person__phone=1", "limit=1&ordering=x", "id_number=1"])
def test_a_parameter_that_is_not_on_the_list_is_no_filter(program, asked):
    said_no(program.get(f"/records?{asked}"), 422, "unknown_parameter")


@pytest.mark.parametrize("asked", ["limit=0", "limit=501", "person=x", "institution=99999999999999999999", "kind=x"])
def test_a_parameter_that_makes_no_sense(program, asked):
    assert said_no(program.get(f"/records?{asked}"), 422, "parameters")["errors"]


@pytest.mark.parametrize("path", ["/nothing", "/records/999999", "/people/x", "/records/99999999999999999999"])
def test_what_is_not_there(program, path):
    answer = program.get(path)
    assert answer.status_code in (404, 422)
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(program, method):
    answer = getattr(program.client, method)("/api/v1/people", headers={"Authorization": f"Bearer {program.text}"})
    said_no(answer, 405, "read_only")


def test_a_foreign_person_looks_the_same_as_nobody(land, program):
    foreign = PostFactory(workplace=land.institution(land.towns[2])).person
    nobody = "00000000-0000-4000-8000-000000000000"
    assert program.get(f"/people/{foreign.uid}").content == program.get(f"/people/{nobody}").content
    assert PersonFactory().name not in program.get("/people").content.decode()


@pytest.mark.parametrize("address", ["/nothing", "/programmes/x", "/programmes/1%0A2", "/%0A"])
def test_what_is_no_address_is_answered_as_programs_expect_it(program, address):
    said_no(program.get(address), 404, "not_found")
