"""Cases in stages: each is opened after the one before, and until then only its ciphertext is there."""

import base64
from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.urls import reverse

from courses.exams import actions, keys
from courses.exams.models import StageReached
from tests.factories.people import PersonFactory
from tests.factories.sync import case_sitting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(at, time_machine):
    time_machine.move_to(at, tick=False)


def opened(sealed, key):
    raw = base64.b64decode(sealed)
    return AESGCM(key).decrypt(raw[:12], raw[12:], None).decode()


def test_the_key_opens_the_next_stage_and_no_other(at):
    sitting, version = case_sitting(at, stages=3)
    second, third = (keys.sealed(sitting, version.pk, stage, f"<p>第{stage}阶段</p>") for stage in (2, 3))

    key = actions.reach_stage(sitting=sitting, position=2, at=at)

    assert opened(second, key) == "<p>第2阶段</p>"
    with pytest.raises(InvalidTag):
        opened(third, key)
    other, _version = case_sitting(at)
    with pytest.raises(InvalidTag):
        opened(keys.sealed(other, version.pk, 2, "x"), key)
    assert actions.reach_stage(sitting=sitting, position=2, at=at) == key
    assert StageReached.objects.count() == 1


@pytest.mark.parametrize(
    ("position", "after", "refusal"),
    [
        pytest.param(9, 0, actions.NotOnPaper, id="no-such-question"),
        pytest.param(3, 0, actions.StageTooFar, id="a-stage-left-out"),
        pytest.param(2, 66, actions.SittingOver, id="after-the-bell"),
    ],
)
def test_a_stage_is_not_opened_out_of_turn(at, position, after, refusal):
    sitting, _version = case_sitting(at, stages=3)

    with pytest.raises(refusal):
        actions.reach_stage(sitting=sitting, position=position, at=at + timedelta(minutes=after))
    assert not StageReached.objects.exists()


def test_the_first_stage_is_open_from_the_start(at):
    sitting, _version = case_sitting(at)

    assert actions.reach_stage(sitting=sitting, position=1, at=at)
    assert not StageReached.objects.exists()


def test_the_page_asks_for_the_key_or_goes_on_without_a_script(client, at):
    sitting, _version = case_sitting(at, stages=3)
    url = reverse("exams:stage", args=[sitting.pk])
    client.force_login(sitting.person)

    told = client.post(url, {"position": "2"}, headers={"Accept": "application/json"}).json()
    assert base64.b64decode(told["key"]) == actions.reach_stage(sitting=sitting, position=2, at=at)
    assert client.post(url, {"position": "3"}).url == reverse("exams:sitting", args=[sitting.pk])
    assert StageReached.objects.count() == 2

    refused = client.post(url, {"position": "x"}, headers={"Accept": "application/json"})
    assert (refused.status_code, refused.json()["refusal"]["code"]) == (409, "not_on_paper")
    said = client.post(url, {"position": ""}, follow=True).context["messages"]
    assert [str(each) for each in said] == [str(actions.NotOnPaper(position=0))]


def test_nobody_opens_the_stage_of_another(client, at):
    sitting, _version = case_sitting(at)
    client.force_login(PersonFactory())

    assert client.post(reverse("exams:stage", args=[sitting.pk]), {"position": "2"}).status_code == 404
    assert not StageReached.objects.exists()
