"""A doctor hands a certificate in on the phone, and reads what became of it."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certificates.credits import actions
from certificates.credits.models import Recognition
from lms.people.roles import Role
from tests.certificates.people import manager_of
from tests.factories.credits import PHOTO, RecognitionFactory
from tests.factories.people import OrganisationFactory, PersonFactory, PostFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _then(at):
    with time_machine.travel(at, tick=False):
        yield


@pytest.fixture
def doctor(client):
    person = PostFactory(person__name="王秀兰").person
    client.force_login(person)
    return person


def typed(**other):
    return {
        "title": "基层慢病管理适宜技术推广班",
        "issuer": "山东省医学会",
        "number": "鲁医培2026-00017",
        "kind": "course",
        "mode": "onsite",
        "began_on": "2026-09-12",
        "ended_on": "2026-09-13",
        "hours": "12",
        "credits": "",
        "file": SimpleUploadedFile("证书.jpg", PHOTO, "image/jpeg"),
        **other,
    }


def test_a_doctor_hands_one_in_and_sees_how_it_stands(client, doctor):
    assert "您还没有交过" in client.get(reverse("credits:outside_list")).content.decode()

    answer = client.post(reverse("credits:outside_new"), typed())

    kept = Recognition.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("credits:outside", args=[kept.pk]))
    assert (kept.person, kept.class_hours_hundredths, kept.claimed_hundredths) == (doctor, 1200, 0)
    page = client.get(answer["Location"]).content.decode()
    assert "等待核对" in page
    assert kept.title in client.get(reverse("credits:outside_list")).content.decode()


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"hours": ""}, "hours"),
        ({"hours": "0", "credits": "0"}, "hours"),
        ({"hours": "x"}, "hours"),
        ({"ended_on": "2026-09-11"}, "ended_on"),
        ({"began_on": ""}, "began_on"),
        ({"file": SimpleUploadedFile("证书.jpg", b"x" * (10 * 1024 * 1024 + 1))}, "file"),
        ({"file": SimpleUploadedFile("证书.jpg", b"MZ not a photo")}, "__all__"),
        ({"ended_on": "2026-11-20"}, "__all__"),
    ],
)
def test_what_is_wrong_is_said_beside_it(client, doctor, other, field):
    answer = client.post(reverse("credits:outside_new"), typed(**other))

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not Recognition.objects.exists()


def test_a_day_and_credits_alone_will_do(client, doctor):
    client.post(reverse("credits:outside_new"), typed(ended_on="", hours="", credits="2.5"))

    kept = Recognition.objects.get()
    assert (kept.ended_on, kept.claimed_hundredths) == (kept.began_on, 250)
    assert "2.5" in client.get(reverse("credits:outside", args=[kept.pk])).content.decode()


def test_a_refused_one_says_why_and_is_corrected(client, doctor, at):
    old = RecognitionFactory(person=doctor)
    actions.refuse(old, by=PersonFactory(), reason="照片看不清", at=at)

    page = client.get(reverse("credits:outside", args=[old.pk])).content.decode()
    assert "照片看不清" in page
    form = client.get(reverse("credits:outside_replace", args=[old.pk])).content.decode()
    assert old.number in form
    assert "照片看不清" in form
    client.post(reverse("credits:outside_replace", args=[old.pk]), typed())

    fresh = Recognition.objects.get(replaces=old)
    assert (
        reverse("credits:outside", args=[fresh.pk])
        in client.get(reverse("credits:outside", args=[old.pk])).content.decode()
    )


def test_one_is_taken_back_while_it_waits_and_not_later(client, doctor, at):
    waiting, refused = RecognitionFactory(person=doctor), RecognitionFactory(person=doctor)
    actions.refuse(refused, by=PersonFactory(), reason="照片看不清", at=at)

    for each in (waiting, refused):
        client.post(reverse("credits:outside_withdraw", args=[each.pk]))

    states = {each.pk: each.state for each in Recognition.objects.all()}
    assert states == {waiting.pk: "withdrawn", refused.pk: "refused"}
    assert "已撤回" in client.get(reverse("credits:outside", args=[waiting.pk])).content.decode()


def test_a_recognised_one_leads_to_its_record_and_a_checked_one_says_who_is_next(client, doctor, at):
    checked = RecognitionFactory(person=doctor, checked=True)
    page = client.get(reverse("credits:outside", args=[checked.pk])).content.decode()
    assert "第二个人" in page

    done = actions.recognize(checked, by=PersonFactory(), at=at)
    page = client.get(reverse("credits:outside", args=[done.pk])).content.decode()
    assert reverse("desk:record", args=[done.record_id]) in page
    record = client.get(reverse("desk:record", args=[done.record_id])).content.decode()
    assert "山东省医学会" in record

    actions.revoke(done, by=PersonFactory(), reason="查无此证", at=at)
    assert "查无此证" in client.get(reverse("credits:outside", args=[done.pk])).content.decode()


def test_a_pdf_comes_as_a_download_and_a_photo_to_look_at(client, doctor):
    photo = RecognitionFactory(person=doctor)
    paper = RecognitionFactory(person=doctor, media_type="application/pdf")

    shown, handed = (client.get(reverse("credits:outside_file", args=[each.pk])) for each in (photo, paper))

    assert (shown.content, shown["Content-Type"], shown["Content-Disposition"]) == (
        PHOTO,
        "image/png",
        f'inline; filename="{photo.pk}.png"',
    )
    assert handed["Content-Disposition"].startswith("attachment")
    assert "no-store" in shown["Cache-Control"]
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert "下载" in client.get(reverse("credits:outside", args=[paper.pk])).content.decode()


def test_the_proof_is_for_the_owner_and_who_decides(client, doctor):
    home = OrganisationFactory()
    kept = RecognitionFactory(person=PostFactory(workplace=home).person)
    address = reverse("credits:outside_file", args=[kept.pk])
    people = {
        manager_of(home, Role.INSTITUTION_MANAGER): 200,
        manager_of(home, Role.COUNTY_AUDITOR): 404,
        manager_of(OrganisationFactory(), Role.SCHEME_MANAGER): 404,
        doctor: 404,
        kept.person: 200,
    }

    for person, expected in people.items():
        client.force_login(person)
        assert client.get(address).status_code == expected
    client.logout()
    assert client.get(address).status_code == 302


@pytest.mark.parametrize("name", ["outside", "outside_replace"])
def test_somebody_elses_is_not_found(client, doctor, name):
    assert client.get(reverse(f"credits:{name}", args=[RecognitionFactory().pk])).status_code == 404
