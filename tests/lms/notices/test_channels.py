"""Ways to reach a person."""

import json

import pytest
import requests
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from lms.notices.channels import DeliveryFailed, channel_names, console, open_channel
from lms.notices.checks import sms_channel_is_real
from tests.factories.notices import NoticeFactory
from tests.factories.people import PersonFactory

TENCENT = {
    "secret_id": "an-id",
    "secret_key": "a-key",
    "app_id": "1400006666",
    "sign_name": "杏林",
    "code_template": "1001",
    "notice_template": "1002",
    "region": "ap-guangzhou",
}


class Wire:
    """What leaves the SDK, and what comes back."""

    def __init__(self, *statuses, error=None):
        self.calls = []
        body = {"RequestId": "r", "SendStatusSet": [{"Code": code, "PhoneNumber": "+86"} for code in statuses]}
        if error:
            body = {"RequestId": "r", "Error": {"Code": error, "Message": "the request held 123456"}}
        self.answer = requests.Response()
        self.answer.status_code = 200
        self.answer._content = json.dumps({"Response": body}).encode()

    def request(self, **call):
        self.calls.append(call)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    @property
    def sent(self):
        (call,) = self.calls
        return json.loads(call["data"])


@pytest.fixture
def wire(monkeypatch, settings):
    settings.TENCENT_SMS = TENCENT

    def lay(*statuses, error=None):
        made = Wire(*statuses, error=error)
        monkeypatch.setattr(requests.Session, "request", made.request)
        return made

    return lay


def test_every_folder_is_a_channel_of_the_same_shape(settings):
    settings.SMS_CHANNEL_CHOSEN = True
    settings.TENCENT_SMS = TENCENT

    assert channel_names() == ["console", "inbox", "tencent"]
    for name in channel_names():
        channel = open_channel(name)
        assert callable(channel.send_code)
        assert callable(channel.send)


@pytest.mark.parametrize("name", ["", "pigeon", "../console", "__init__"])
def test_a_channel_that_is_not_there_is_refused(name):
    with pytest.raises(ImproperlyConfigured):
        open_channel(name)


def test_tencent_is_asked_for_the_template_with_code_and_minutes(wire):
    line = wire("Ok")

    open_channel("tencent").send_code("13800138000", "123456")

    assert line.sent == {
        "PhoneNumberSet": ["+8613800138000"],
        "SmsSdkAppId": "1400006666",
        "SignName": "杏林",
        "TemplateId": "1001",
        "TemplateParamSet": ["123456", "5"],
    }
    headers = line.calls[0]["headers"]
    assert headers["X-TC-Action"] == "SendSms"
    assert headers["X-TC-Version"] == "2021-01-11"
    assert headers["X-TC-Region"] == "ap-guangzhou"
    assert headers["Authorization"].startswith("TC3-HMAC-SHA256 Credential=an-id/")
    assert line.calls[0]["timeout"] == 10


@pytest.mark.django_db
def test_tencent_is_asked_for_the_notice_template_with_the_title(wire):
    line = wire("Ok")

    open_channel("tencent").send(NoticeFactory(title="您已报名", person=PersonFactory(phone="13800138000")))

    assert line.sent["TemplateId"] == "1002"
    assert line.sent["TemplateParamSet"] == ["您已报名"]


@pytest.mark.django_db
def test_tencent_is_not_asked_for_who_has_no_phone(wire):
    line = wire("Ok")

    open_channel("tencent").send(NoticeFactory(person=PersonFactory(phone=None)))

    assert line.calls == []


@pytest.mark.django_db
def test_tencent_without_a_notice_template_says_so(wire, settings):
    settings.TENCENT_SMS = {**TENCENT, "notice_template": ""}

    with pytest.raises(ImproperlyConfigured):
        open_channel("tencent").send(NoticeFactory())


@pytest.mark.parametrize(
    ("statuses", "error"),
    [
        pytest.param(["LimitExceeded.PhoneNumberDailyLimit"], None, id="not-sent"),
        pytest.param([], None, id="no-status"),
        pytest.param([], "AuthFailure.SignatureFailure", id="refused"),
    ],
)
def test_a_message_that_tencent_does_not_take_is_a_failure_without_its_words(wire, statuses, error):
    wire(*statuses, error=error)

    with pytest.raises(DeliveryFailed) as failure:
        open_channel("tencent").send_code("13800138000", "123456")

    assert "123456" not in str(failure.value)
    assert "13800138000" not in str(failure.value)
    assert failure.value.__cause__ is None


def test_no_network_is_a_failure(wire):
    wire("Ok").answer = requests.ConnectionError("no network")

    with pytest.raises(DeliveryFailed):
        open_channel("tencent").send_code("13800138000", "123456")


def test_nothing_of_a_code_is_logged_by_tencent(wire, caplog):
    caplog.set_level(0)
    wire("Ok")

    open_channel("tencent").send_code("13800138000", "123456")

    assert "123456" not in caplog.text


@pytest.mark.parametrize("part", ["secret_id", "secret_key", "app_id", "sign_name", "code_template"])
def test_tencent_with_a_part_missing_does_not_open(settings, part):
    settings.TENCENT_SMS = {**TENCENT, part: ""}

    with pytest.raises(ImproperlyConfigured, match=part):
        open_channel("tencent")


def test_the_inbox_carries_no_codes():
    with pytest.raises(DeliveryFailed):
        open_channel("inbox").send_code("13800138000", "123456")


def test_the_inbox_has_nothing_to_do_for_a_notice():
    assert open_channel("inbox").send(NoticeFactory.build(person=None)) is None


@pytest.mark.parametrize(
    ("debug", "chosen", "opens"), [(True, False, True), (False, True, True), (False, False, False)]
)
def test_the_console_opens_in_development_or_when_asked_for(settings, debug, chosen, opens):
    settings.DEBUG, settings.SMS_CHANNEL, settings.SMS_CHANNEL_CHOSEN = debug, "console", chosen

    faults = run_checks(tags=["security"], include_deployment_checks=True)

    assert [fault.id for fault in faults if fault.id == "notices.E001"] == ([] if opens else ["notices.E001"])
    if not opens:
        with pytest.raises(ImproperlyConfigured):
            open_channel("console")


@pytest.mark.parametrize(("chosen", "said"), [(True, ["notices.W001"]), (False, ["notices.E001"])])
def test_an_installation_that_sends_no_codes_is_warned_of(settings, chosen, said):
    settings.DEBUG, settings.SMS_CHANNEL, settings.SMS_CHANNEL_CHOSEN = False, "console", chosen

    assert [fault.id for fault in sms_channel_is_real()] == said


@pytest.mark.django_db
def test_the_console_keeps_the_last_fifty(settings):
    settings.SMS_CHANNEL_CHOSEN = True
    for n in range(52):
        open_channel("console").send_code("13800138000", f"{n:06d}")

    assert [message["code"] for message in console.shown()] == [f"{n:06d}" for n in range(51, 1, -1)]
