"""The holder's own pages, the public check and the office: what they say and to whom."""

import hashlib
from urllib.parse import quote

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from certificates.register import actions
from certificates.register.models import Certificate
from lms.people.roles import Role
from tests.certificates.people import manager_of
from tests.certificates.register.test_actions import issue, make_class
from tests.factories.people import PersonFactory, PostFactory
from tests.factories.register import CertificateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def certificate(at):
    (made,) = issue(make_class(at, complete=1), by=PersonFactory(), at=at)
    return made


def text(response):
    return " ".join(response.content.decode().split())


class TestOwnCertificates:
    def test_who_may_have_the_file(self, client, certificate):
        workplace = PostFactory(person=certificate.person).workplace
        allowed = [
            certificate.person,
            manager_of(certificate.issuer),
            manager_of(workplace, Role.INSTITUTION_MANAGER),
            PersonFactory(is_superuser=True),
        ]
        refused = [
            PersonFactory(),
            PostFactory(workplace=workplace).person,
            manager_of(certificate.issuer, Role.COURSE_EDITOR),
            manager_of(CertificateFactory().issuer),
            manager_of(PostFactory().workplace, Role.INSTITUTION_MANAGER),
        ]
        address = reverse("register:pdf", args=[certificate.number])

        for person in allowed:
            client.force_login(person)
            answer = client.get(address)
            content = b"".join(answer.streaming_content)
            assert hashlib.sha256(content).hexdigest() == certificate.sha256
            assert answer["Content-Type"] == "application/pdf"
            assert f"-{certificate.number}.pdf" in answer["Content-Disposition"]
            assert quote(certificate.name) in answer["Content-Disposition"]
        for person in refused:
            client.force_login(person)
            assert client.get(address).status_code == 404
        client.logout()
        assert client.get(address).status_code == 302

    @pytest.mark.parametrize("size", [1, 3])
    def test_my_certificates_in_a_constant_number_of_queries(self, client, size, django_assert_num_queries):
        person = PersonFactory()
        for _ in range(size):
            CertificateFactory(traineeship__person=person)
        other = CertificateFactory()
        client.force_login(person)

        with django_assert_num_queries(3):
            page = text(client.get(reverse("register:index")))

        assert page.count("Download the certificate") == size
        assert other.number not in page

    def test_my_certificates_show_what_was_revoked(self, client, certificate, at):
        actions.revoke(certificate, by=PersonFactory(), reason="误发", at=at)
        client.force_login(certificate.person)

        page = text(client.get(reverse("register:index")))

        assert "误发" in page
        assert "Download the certificate" not in page

    def test_my_certificates_show_what_replaced_what(self, client, certificate, at):
        new = actions.reissue(certificate, by=PersonFactory(), reason="姓名更正", at=at)
        client.force_login(certificate.person)

        page = text(client.get(reverse("register:index")))

        assert "superseded" in page
        assert f"<dt>Replaced by</dt><dd>{new.number}</dd>" in page
        assert f"<dt>Replaces</dt><dd>{certificate.number}</dd>" in page

    def test_nothing_yet_is_said_in_words(self, client):
        client.force_login(PersonFactory())

        assert "No certificate yet." in text(client.get(reverse("register:index")))

    def test_the_desk_shows_what_was_earned(self, client, certificate):
        client.force_login(certificate.person)

        page = text(client.get("/"))

        assert "What I have earned" in page
        assert certificate.title in page


class TestOffice:
    def test_the_dry_run_issues_nothing_and_says_why_some_receive_none(self, client, at):
        cohort = make_class(at, complete=2, open_=1)
        client.force_login(manager_of(cohort.organiser))

        page = text(client.get(reverse("certificate:issue", args=[cohort.pk])))

        assert "2 will receive a certificate, 1 will not." in page
        assert "Issuing takes two people" in page
        assert "not complete yet: 听讲座" in page
        assert not Certificate.objects.exists()

    @pytest.mark.parametrize("name", ["inspect", "revoke", "reissue", "issue"])
    def test_pages_are_for_managers_in_scope(self, client, certificate, name):
        key = certificate.traineeship.cohort_id if name == "issue" else certificate.pk
        address = reverse(f"certificate:{name}", args=[key])

        for person, status in (
            (manager_of(certificate.issuer), 200),
            (manager_of(CertificateFactory().issuer), 404),
            (certificate.person, 302),
        ):
            client.force_login(person)
            assert client.get(address).status_code == status

    def test_list_narrows_and_shows_own_scope_only(self, client, certificate):
        other = CertificateFactory()
        client.force_login(manager_of(certificate.issuer))

        everything = text(client.get(reverse("certificate:index")))
        nobody = text(client.get(reverse("certificate:index") + "?holder=张三"))
        foreign = client.get(f"{reverse('certificate:index')}?cohort={other.traineeship.cohort_id}")

        assert certificate.number in everything
        assert other.number not in everything + text(foreign)
        assert other.traineeship.cohort.name not in everything
        assert certificate.number not in nobody

    def test_list_exports_a_workbook(self, client, certificate, tmp_path):
        client.force_login(manager_of(certificate.issuer))

        cohort = certificate.traineeship.cohort
        answer = client.get(f"{reverse('certificate:index')}?export=xlsx&cohort={cohort.pk}")
        (path := tmp_path / "c.xlsx").write_bytes(answer.content)

        rows = list(load_workbook(path).active.iter_rows(values_only=True))
        assert rows[0][0] == "Number"
        assert rows[1][:3] == (certificate.number, certificate.name, certificate.facts["id_number_masked"])
        assert len(rows) == 2
        assert f"-{quote(cohort.name)}-" in answer["Content-Disposition"]

    def test_nothing_can_be_added_edited_or_deleted(self, client, certificate):
        client.force_login(PersonFactory(is_superuser=True))

        for address in ("new/", f"edit/{certificate.pk}/", f"delete/{certificate.pk}/"):
            assert client.get(f"/admin/certificate/{address}").status_code == 404

    def test_revoking_asks_for_a_reason_and_a_tick(self, client, certificate):
        client.force_login(manager_of(certificate.issuer))
        address = reverse("certificate:revoke", args=[certificate.pk])

        assert client.post(address, {"reason": "误发"}).status_code == 422
        assert client.post(address, {"sure": "on"}).status_code == 422
        page = text(client.post(address, {"reason": "误发", "sure": "on"}, follow=True))
        again = client.post(address, {"reason": "再来", "sure": "on"})

        assert "误发" in page
        assert (again.status_code, "has already been revoked" in text(again)) == (422, True)

    def test_replacing_shows_both_texts_twice_and_then_the_chain(self, client, certificate):
        certificate.person.name = "王㛃"
        certificate.person.save()
        client.force_login(manager_of(certificate.issuer))
        address = reverse("certificate:reissue", args=[certificate.pk])

        first = client.get(address)
        seen = first.context["correction"].fingerprint
        blank = client.post(address, {"reason": "", "seen": seen})
        second = client.post(address, {"reason": "姓名更正", "seen": seen})
        stale = client.post(address, {"reason": "姓名更正", "seen": "x", "sure": "on"})
        assert Certificate.objects.count() == 1
        page = text(client.post(address, {"reason": "姓名更正", "seen": seen, "sure": "on"}, follow=True))

        for shown in (first, second):
            assert f"<del>{certificate.name}</del>" in text(shown)
            assert "<ins><strong>王㛃</strong></ins>" in text(shown)
        assert blank.status_code == 422
        assert ("Read both texts once more." in text(first), "Read both texts once more." in text(second)) == (
            False,
            True,
        )
        assert "has changed since you read it" in text(stale)
        assert "WF-SXYS-2026-000002" in page
        assert "Corrections, the first certificate first" in page
        assert certificate.number in page

    def test_replacing_by_the_same_words_is_warned_of(self, client, certificate):
        client.force_login(manager_of(certificate.issuer))

        page = text(client.get(reverse("certificate:reissue", args=[certificate.pk])))

        assert "would say the same as the old one" in page
