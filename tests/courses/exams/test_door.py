"""The door for saves: who gets in, what is refused, and that nothing is promised that is not kept."""

import json
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.urls import reverse

from courses.exams import actions, door, keys
from courses.exams.actions.saving.alone import keep_alone
from courses.exams.actions.saving.writer import NotNow
from courses.exams.models import AnswerEntry, Sitting
from courses.exams.rules import tokens
from tests import rsgi
from tests.factories.exams import ready_exam
from tests.factories.people import PersonFactory
from tests.factories.sync import PHONE, body, document, token

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(at, time_machine):
    time_machine.move_to(at, tick=False)


@pytest.fixture
def sitting(at):
    return actions.start_sitting(exam=ready_exam(), person=PersonFactory(), at=at, seed=11)


def knock(content, *, keep=keep_alone, method="POST", kind="application/json", length=None, parts=None):
    """Return status, headers and document; ``length`` is what is announced, and nothing is if it is empty."""
    content = content.encode() if isinstance(content, str) else content
    length = str(len(content)) if length is None else length
    head = [("content-type", kind), *([("content-length", length)] if length else [])]
    protocol = rsgi.Protocol(*(parts or [content]))

    async def kept(save):
        return keep(save)

    async def submitted(claim, at):
        return actions.hand_in(claim, at)

    rsgi.at_once(door.Door(kept, submitted)(rsgi.scope(door.ADDRESS, *head, method=method), protocol))
    return protocol.status, protocol.headers, json.loads(protocol.body)


def test_an_answer_is_kept_for_whoever_has_the_token(sitting, at):
    status, headers, told = knock(body(sitting, at, (1, 1, 1, [2])))

    assert (status, told["kept"], told["remaining"]) == (200, [1], 3600)
    assert (headers["Cache-Control"], headers["X-Content-Type-Options"]) == ("no-store", "nosniff")
    assert AnswerEntry.objects.get().sitting == sitting


def test_handing_in_keeps_what_comes_with_it_and_gives_the_receipt_at_once_and_again(sitting, at):
    first, second = (knock(body(sitting, at, (1, 1, 1, [2]), submit=True))[2] for _ in range(2))

    sitting.refresh_from_db()
    assert first["receipt"] == second["receipt"] == sitting.receipt != ""
    assert (first["kept"], first["late"], first["open"], second["late"]) == ([1], [], False, [])
    assert queries_held(sitting) == [1]


def queries_held(sitting):
    from courses.exams import queries

    return list(queries.held(sitting))


def test_a_token_of_another_sitting_opens_only_that_one(sitting, at):
    other = actions.start_sitting(exam=sitting.exam, person=PersonFactory(), at=at)
    forged = [
        token(sitting).replace(f"{sitting.pk}.", f"{other.pk}.", 1),
        token(sitting)[:-1] + "~",
        tokens.save_token(b"guessed", tokens.Claim(other.pk, other.person_id, other.nonce)),
        tokens.save_token(keys.for_tokens(), tokens.Claim(other.pk, other.person_id, sitting.nonce)),
        "",
        "非ASCII",
    ]

    for each in forged:
        status, _headers, told = knock(json.dumps({**document(sitting, at, (1, 1, 1, [2])), "token": each}))
        assert (status, told["refusal"]["code"]) == (401, "bad_token")
    assert not AnswerEntry.objects.exists()


def test_before_the_start_there_is_no_token_to_save_with(client, at):
    exam = ready_exam(opens_at=at + timedelta(days=1), closes_at=at + timedelta(days=2))
    person = PersonFactory()
    client.force_login(person)
    client.post(reverse("exams:start", args=[exam.pk]))
    made_up = tokens.save_token(keys.for_tokens(), tokens.Claim(7, person.pk, "0" * 32))

    empty = {"token": made_up, "device": PHONE, "now": 1, "entries": []}
    entry = {"number": 1, "position": 1, "sequence": 1, "shown": [0], "at": 1}

    assert knock(json.dumps({**empty, "entries": [entry]}))[0] == 401
    assert not Sitting.objects.exists()
    assert not AnswerEntry.objects.exists()


@pytest.mark.parametrize(
    ("where", "name"),
    [
        pytest.param("document", "score_hundredths", id="a-score"),
        pytest.param("entry", "earned_hundredths", id="points-with-an-answer"),
        pytest.param("signal", "late", id="a-verdict-with-a-signal"),
    ],
)
def test_what_a_phone_has_no_say_in_is_refused_by_name(sitting, at, where, name):
    said = document(sitting, at, (1, 1, 1, [2]), signals=[{"number": 2, "kind": "left", "at": 1}])
    {"document": said, "entry": said["entries"][0], "signal": said["signals"][0]}[where][name] = 10000

    status, _headers, told = knock(json.dumps(said))

    assert (status, told["refusal"]["code"]) == (400, "unknown_member")
    assert name in told["refusal"]["message"]
    assert not AnswerEntry.objects.exists()
    sitting.refresh_from_db()
    assert sitting.score_hundredths is None


def broken(change):
    def content(sitting, at):
        said = document(sitting, at, (1, 1, 1, [2]), signals=[{"number": 2, "kind": "left", "at": 1}])
        change(said)
        return json.dumps(said)

    return content


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(lambda _s, _at: b"{", id="half"),
        pytest.param(lambda _s, _at: b"[]", id="a-list"),
        pytest.param(lambda _s, _at: b"\xff\xfe", id="no-utf-8"),
        pytest.param(lambda _s, _at: b"[" * 100_000, id="nested-without-end"),
        pytest.param(lambda _s, _at: b'{"now": ' + b"9" * 5000 + b"}", id="a-number-of-5000-digits"),
        pytest.param(broken(lambda said: said.update(device="../etc")), id="device-no-uuid"),
        pytest.param(broken(lambda said: said.update(device=7)), id="device-a-number"),
        pytest.param(broken(lambda said: said.update(token=7)), id="token-a-number"),
        pytest.param(broken(lambda said: said.update(now="noon")), id="no-time"),
        pytest.param(broken(lambda said: said.update(entries={})), id="entries-no-list"),
        pytest.param(broken(lambda said: said["entries"][0].update(number=0)), id="number-nought"),
        pytest.param(broken(lambda said: said["entries"][0].update(number=True)), id="number-no-number"),
        pytest.param(broken(lambda said: said["entries"][0].update(at=1.5)), id="time-with-a-fraction"),
        pytest.param(broken(lambda said: said["signals"][0].update(kind="cheated")), id="signal-unknown"),
        pytest.param(broken(lambda said: said["signals"][0].update(kind=[])), id="signal-no-text"),
        pytest.param(broken(lambda said: said["signals"][0].update(details="x")), id="details-no-object"),
        pytest.param(broken(lambda said: said["signals"][0].update(details={"x": "\0"})), id="details-with-nul"),
        pytest.param(broken(lambda said: said["signals"][0].update(details={"x": "y" * 3000})), id="details-long"),
    ],
)
def test_what_cannot_be_read_is_refused_and_leaves_no_trace(sitting, at, content):
    status, _headers, told = knock(content(sitting, at))

    assert status == 400
    assert told["refusal"]["message"]
    assert not AnswerEntry.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"position": "1"}, id="position-no-number"),
        pytest.param({"sequence": 0}, id="sequence-nought"),
        pytest.param({"sequence": 10**9}, id="sequence-beyond-reason"),
        pytest.param({"shown": None}, id="says-nothing"),
        pytest.param({"shown": [-1]}, id="place-negative"),
        pytest.param({"shown": [True]}, id="place-no-number"),
        pytest.param({"shown": "0"}, id="places-no-list"),
        pytest.param({"text": "甲"}, id="chosen-and-written"),
        pytest.param({"shown": None, "text": "a\0b"}, id="text-with-nul"),
        pytest.param({"shown": None, "text": "\ud800"}, id="text-with-half-a-character"),
        pytest.param({"shown": None, "text": "x" * 10_001}, id="text-without-end"),
    ],
)
def test_one_answer_that_cannot_be_one_does_not_hold_up_the_others(sitting, at, change):
    said = document(sitting, at, (1, 1, 1, [2]), (2, 2, 1, [1]))
    said["entries"][0].update(change)

    status, _headers, told = knock(json.dumps(said))

    assert (status, told["kept"], [each["number"] for each in told["refused"]]) == (200, [2], [1])
    assert told["refused"][0]["code"] == "answer_malformed"
    assert AnswerEntry.objects.get().position == 2


def test_other_ways_in_are_shut(sitting, at):
    said = body(sitting, at, (1, 1, 1, [2]))

    assert knock(b"", method="GET")[0] == 405
    assert knock(said, kind="text/plain")[0] == 415
    assert knock(b" " * (door.MOST_BYTES + 1))[0] == 413
    assert knock(said, length="many")[0] == 413
    assert knock(said, length="²")[0] == 413
    assert not AnswerEntry.objects.exists()


def test_without_a_length_what_arrives_is_counted(sitting, at):
    said = body(sitting, at, (1, 1, 1, [2]))
    assert knock(said, length="", parts=[said[:9], said[9:]])[2]["kept"] == [1]
    assert knock(b"", length="", parts=[b" " * door.MOST_BYTES, b" ", b"never asked for"])[0] == 413


def test_too_many_entries_are_not_even_looked_at(sitting, at):
    said = document(sitting, at)
    said["entries"] = [{}] * 2001

    assert knock(json.dumps(said))[0] == 400


def swamped(_save):
    raise NotNow(1)


def away(_save):
    raise OperationalError("the connection is lost")


@pytest.mark.parametrize(("keep", "seconds"), [(swamped, "1"), (away, "2")])
def test_what_cannot_be_kept_now_is_not_acknowledged(sitting, at, keep, seconds):
    status, headers, told = knock(body(sitting, at, (1, 1, 1, [2])), keep=keep)

    assert (status, headers["Retry-After"], told["refusal"]["code"]) == (503, seconds, "not_now")
    assert "kept" not in told


def test_django_itself_answers_the_same_where_no_server_stands_before_it(client, sitting, at, monkeypatch):
    url = reverse("exams:sync")
    assert url == door.ADDRESS

    response = client.post(url, body(sitting, at, (1, 1, 1, [2])), "application/json")

    assert (response.status_code, response.json()["kept"]) == (200, [1])
    assert client.post(url, b"{", "application/json").status_code == 400
    handed_in = client.post(url, body(sitting, at, submit=True), "application/json").json()
    sitting.refresh_from_db()
    assert handed_in["receipt"] == sitting.receipt != ""
    monkeypatch.setattr("courses.exams.views.sync.keep_alone", away)
    refused = client.post(url, body(sitting, at, (1, 1, 1, [2])), "application/json")
    assert (refused.status_code, refused["Retry-After"]) == (503, "2")


def test_the_page_gives_the_token(client, sitting, at):
    client.force_login(sitting.person)

    context = client.get(reverse("exams:sitting", args=[sitting.pk])).context

    assert knock(json.dumps({**document(sitting, at, (1, 1, 1, [0])), "token": context["token"]}))[0] == 200
