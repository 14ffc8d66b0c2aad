from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from lms.api import actions, queries
from lms.api.models import ApiToken, ApiUse
from lms.api.rules import digest_of
from lms.api.tasks import tell_uses
from lms.audit.models import Entry
from lms.coverage.queries import looks_at
from tests.factories.outward import ApiTokenFactory, ApiUseFactory, give_factor
from tests.factories.people import PersonFactory
from tests.lms.api.conftest import NOW

pytestmark = pytest.mark.django_db
GIVEN = {"name": "省统计平台", "abilities": ["people", "places"], "days": 90}


def make(person, **changed):
    return actions.make_token(person=person, **{**GIVEN, **changed}, at=NOW)


def test_only_a_hash_of_a_token_is_kept(auditor):
    token, text = make(give_factor(auditor))
    kept = ApiToken.objects.values().get()
    assert text not in str(kept)
    assert (kept["digest"], text.startswith(kept["head"])) == (digest_of(text), True)
    assert token.expires_at == NOW + timedelta(days=90)
    assert token.abilities_in_words.count("、") == 1
    assert queries.token_by(text) == token
    entry = Entry.objects.get(verb="api.token.made")
    assert text not in str(entry.data)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"abilities": []}, actions.NothingToRead),
        ({"abilities": ["people", "everything"]}, actions.NothingToRead),
        ({"days": 0}, actions.LivesTooLong),
        ({"days": 367}, actions.LivesTooLong),
    ],
)
def test_what_a_token_cannot_be(auditor, changed, refusal):
    with pytest.raises(refusal):
        make(give_factor(auditor), **changed)
    assert not ApiToken.objects.exists()


def test_who_has_no_second_factor_makes_no_token(auditor):
    with pytest.raises(actions.NoSecondFactor):
        make(auditor)


def test_nobody_gives_more_than_they_may_see():
    with pytest.raises(actions.NothingToRead):
        make(give_factor(PersonFactory()))


def test_twenty_tokens_are_enough(auditor):
    give_factor(auditor)
    ApiTokenFactory.create_batch(19, person=auditor, made_at=NOW)
    ApiTokenFactory(person=auditor, made_at=NOW - timedelta(days=91))
    make(auditor)
    with pytest.raises(actions.TooManyTokens):
        make(auditor)


def test_revoking_is_written_down_once():
    token, by = ApiTokenFactory(), PersonFactory()
    actions.revoke_token(token, by=by, at=NOW)
    actions.revoke_token(token, by=PersonFactory(), at=NOW)
    token.refresh_from_db()
    assert (token.revoked_at, token.revoked_by) == (NOW, by)
    assert Entry.objects.filter(verb="api.token.revoked").count() == 1


def test_how_a_token_stands(auditor):
    token = ApiTokenFactory(person=auditor)
    assert queries.standing_of(token, NOW) == "asleep"
    give_factor(auditor)
    assert queries.standing_of(token, NOW) == "good"
    assert queries.standing_of(token, token.expires_at - timedelta(seconds=1)) == "good"
    assert queries.standing_of(token, token.expires_at) == "expired"
    token.person.is_active = False
    assert queries.standing_of(token, NOW) == "asleep"
    token.revoked_at = NOW
    assert queries.standing_of(token, NOW) == "revoked"


def test_calls_are_counted_by_the_hour_and_told_once():
    token = ApiTokenFactory()
    for minute in (0, 20, 40):
        actions.note_call(token, "people", at=NOW + timedelta(minutes=minute))
    actions.note_call(token, "records", at=NOW)
    actions.note_call(ApiToken.objects.get(), "people", at=NOW + timedelta(hours=1))
    assert sorted(ApiUse.objects.values_list("route", "calls")) == [("people", 1), ("people", 3), ("records", 1)]
    assert str(ApiToken.objects.get().last_used_on) == "2026-11-19"

    told = [actions.tell_uses(at=NOW + timedelta(minutes=59)), actions.tell_uses(at=NOW + timedelta(hours=1))]

    assert told == [0, 2]
    entries = Entry.objects.filter(verb="api.token.used")
    assert sorted((each.data["route"], each.data["count"]) for each in entries) == [("people", 3), ("records", 1)]
    assert {each.at for each in entries} == {NOW + timedelta(hours=1)}
    assert {each.actor_id for each in entries} == {str(token.person_id)}
    assert ApiUse.objects.count() == 1


def test_what_a_use_is_called():
    assert str(ApiUseFactory(calls=3)).endswith("people · 3")


def test_somebody_else_counted_first(monkeypatch):
    token = ApiTokenFactory()
    original = ApiUse.objects.get_or_create

    def late(**named):
        ApiUse.objects.create(**named)
        return original(**named)

    monkeypatch.setattr(ApiUse.objects, "get_or_create", late)
    actions.note_call(token, "people", at=NOW)
    assert ApiUse.objects.get().calls == 2


def test_the_door_for_the_worker_tells():
    ApiUseFactory(hour=datetime(2026, 11, 19, 1, tzinfo=UTC))
    tell_uses()
    assert not ApiUse.objects.exists()


def test_who_is_opened_can_see_it():
    token, person = ApiTokenFactory(), PersonFactory()
    actions.note_person(token, person, at=NOW)
    assert looks_at(person).get().actor_name == token.person.name


@pytest.mark.database
@pytest.mark.parametrize(
    "fields",
    [
        {"days": 0},
        {"days": 367},
        {"name": ""},
        {"digest": ""},
        {"revoked_at": NOW},
        {"revoked_at": datetime(2020, 1, 1, tzinfo=UTC), "revoked_by": "somebody"},
    ],
)
def test_the_database_refuses_such_a_token(fields):
    if fields.get("revoked_by"):
        fields = {**fields, "revoked_by": PersonFactory()}
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiTokenFactory(**fields)


@pytest.mark.database
@pytest.mark.parametrize("change", ["abilities = '[]'", "days = 300", "digest = 'x'", "made_at = '2030-01-01'"])
def test_the_database_gives_no_token_more_than_it_was_made_with(change):
    ApiTokenFactory()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE api_apitoken SET {change}")


@pytest.mark.database
def test_the_database_counts_a_token_route_and_hour_once():
    use = ApiUseFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiUseFactory(token=use.token)
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiUseFactory(calls=0)
