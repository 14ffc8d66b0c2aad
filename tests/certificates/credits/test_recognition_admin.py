"""The office checks certificates from elsewhere, and a second person approves."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certificates.credits import actions
from certificates.credits.models import Recognition
from lms.people.roles import Role
from lms.records.models import LearningRecord
from tests.certificates.people import manager_of
from tests.factories.credits import PHOTO, RecognitionFactory
from tests.factories.people import OrganisationFactory, PostFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _then(at):
    with time_machine.travel(at, tick=False):
        yield


@pytest.fixture
def home():
    return OrganisationFactory()


@pytest.fixture
def doctor(home):
    return PostFactory(workplace=home, person__name="王秀兰").person


@pytest.fixture
def manager(home):
    return manager_of(home, Role.INSTITUTION_MANAGER)


@pytest.fixture
def centre(home):
    return manager_of(home, Role.SCHEME_MANAGER)


def at_(name, recognition):
    return reverse(f"recognition:{name}", args=[recognition.pk])


def test_one_checks_and_another_approves(client, doctor, manager, centre):
    waiting = RecognitionFactory(person=doctor)

    client.force_login(manager)
    page = client.get(at_("inspect", waiting)).content.decode()
    assert 'value="720"' in page
    assert at_("approve", waiting) not in page
    client.post(at_("check", waiting), {"minutes": "600"})
    waiting.refresh_from_db()
    assert waiting.state == "handed_in"
    client.post(at_("check", waiting), {"minutes": "600", "sure": "on"})
    assert client.post(at_("approve", waiting)).status_code == 302

    waiting.refresh_from_db()
    assert (waiting.state, waiting.checked_by, waiting.minutes) == ("checked", manager, 600)
    client.force_login(centre)
    assert at_("approve", waiting) in client.get(at_("inspect", waiting)).content.decode()
    client.post(at_("approve", waiting))

    waiting.refresh_from_db()
    assert (waiting.state, waiting.approved_by, waiting.record) == ("approved", centre, LearningRecord.objects.get())
    page = client.get(at_("inspect", waiting)).content.decode()
    assert at_("revoke", waiting) in page
    assert reverse("learning_record:inspect", args=[waiting.record_id]) in page


def test_the_same_person_does_not_approve(client, doctor, centre):
    waiting = RecognitionFactory(person=doctor, checked=True, checked_by=centre)
    client.force_login(centre)

    assert at_("approve", waiting) not in client.get(at_("inspect", waiting)).content.decode()
    page = client.post(at_("approve", waiting), follow=True).content.decode()

    assert "第二个人" in page
    assert not LearningRecord.objects.exists()


def test_a_refusal_and_a_recognition_taken_back_need_a_reason(client, doctor, centre, manager, at):
    waiting = RecognitionFactory(person=doctor)
    done = RecognitionFactory(person=doctor, checked=True, checked_by=manager)
    done = actions.recognize(done, by=centre, at=at)
    client.force_login(centre)

    for name, each, state in (("refuse", waiting, "refused"), ("revoke", done, "revoked")):
        assert client.get(at_(name, each)).status_code == 200
        assert client.post(at_(name, each), {"reason": ""}).status_code == 422
        assert client.post(at_(name, each), {"reason": "查无此证"}).status_code == 302
        each.refresh_from_db()
        assert (each.state, each.reason) == (state, "查无此证")
        assert "查无此证" in client.get(at_("inspect", each)).content.decode()

    assert client.post(at_("refuse", waiting), {"reason": "再来"}).status_code == 422


def test_a_manager_hands_in_for_a_doctor_and_may_take_it_back(client, doctor, manager):
    client.force_login(manager)
    assert client.get(reverse("recognition:add")).status_code == 200
    data = {
        "person": doctor.pk,
        "title": "基层慢病管理适宜技术推广班",
        "issuer": "山东省医学会",
        "number": "鲁医培2026-00017",
        "kind": "course",
        "mode": "onsite",
        "began_on": "2026-09-12",
        "hours": "6",
    }

    for content, status in ((b"MZ", 422), (PHOTO, 302)):
        answer = client.post(reverse("recognition:add"), {**data, "file": SimpleUploadedFile("a.png", content)})
        assert answer.status_code == status

    kept = Recognition.objects.get()
    assert (kept.person, kept.handed_in_by) == (doctor, manager)
    page = client.get(at_("inspect", kept)).content.decode()
    assert at_("withdraw", kept) in page
    assert at_("check", kept) not in page
    client.post(at_("withdraw", kept))
    kept.refresh_from_db()
    assert kept.state == "withdrawn"


def test_a_manager_hands_in_for_nobody_elsewhere(client, manager):
    stranger = PostFactory().person
    client.force_login(manager)

    answer = client.post(reverse("recognition:add"), {"person": stranger.pk})

    assert "person" in answer.context["form"].errors


def test_the_list_narrows_to_what_waits_for_me(client, home, doctor, manager, centre):
    mine = RecognitionFactory(person=doctor, handed_in_by=manager, number="甲1")
    fresh = RecognitionFactory(person=doctor, number="甲2", kind="practical")
    checked = RecognitionFactory(person=doctor, checked=True, number="甲3")
    own = RecognitionFactory(person=PostFactory(workplace=home, person=manager).person, number="甲4")
    client.force_login(manager)

    def listed(**query):
        page = client.get(reverse("recognition:index"), query).content.decode()
        return {each for each in (mine, fresh, checked, own) if each.number in page}

    assert listed() == {mine, fresh, checked}
    assert listed(queue="check") == {fresh}
    assert listed(queue="approve") == {checked}
    assert listed(state="checked") == {checked}
    assert listed(kind="practical") == {fresh}
    assert listed(holder="甲2") == {fresh}


def test_the_same_file_twice_is_pointed_out_and_nobody_elsewhere_is_named(client, home, doctor, manager):
    RecognitionFactory(person=PostFactory(workplace=home, person__name="别人").person, sha256="1" * 64)
    RecognitionFactory(person=PostFactory(person__name="外县人").person, sha256="1" * 64)
    waiting = RecognitionFactory(person=doctor, sha256="1" * 64, media_type="application/pdf")
    client.force_login(manager)

    page = client.get(at_("inspect", waiting)).content.decode()

    assert "别人" in page
    assert "外县人" not in page
    assert "管辖范围以外" in page


def test_who_only_looks_refuses_nothing(client, home, doctor):
    waiting = RecognitionFactory(person=doctor)
    auditor = manager_of(home, Role.COUNTY_AUDITOR)
    client.force_login(auditor)

    assert client.post(at_("refuse", waiting), {"reason": "不行"}).status_code == 302
    waiting.refresh_from_db()
    assert waiting.state == "handed_in"
