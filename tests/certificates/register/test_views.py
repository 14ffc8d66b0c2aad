"""The holder's own pages, the public check and the office: what they say and to whom."""

import hashlib
import logging
from urllib.parse import quote

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from certificates.register import actions
from certificates.register.limits import A_MINUTE
from certificates.register.models import Certificate
from lms.people.roles import Role
from tests.certificates.people import manager_of
from tests.certificates.register.test_actions import make_class
from tests.factories.people import PersonFactory, PostFactory
from tests.factories.register import CertificateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def certificate(at):
    (made,) = actions.issue(make_class(at, complete=1), by=PersonFactory(), at=at)
    return made


def text(response):
    return " ".join(response.content.decode().split())


class TestVerifying:
    def check(self, client, number, name):
        return client.post(reverse("verify:form"), {"number": number, "name": name}, follow=True)

    def test_number_and_name_open_the_full_frozen_text(self, client, certificate):
        number = f" {certificate.number.lower()} "

        page = text(self.check(client, number, certificate.name))

        facts = certificate.facts
        shown = [facts[key] for key in ("name", "number", "scheme_title", "body", "issuer", "issued_on", "kind_title")]
        for said in (*shown, certificate.id_number_shown, certificate.sha256, "This certificate is valid."):
            assert said in page
        assert certificate.person.id_number not in page

    def test_an_older_certificate_shows_no_more_of_the_id_number_than_a_new_one(self, client):
        older = CertificateFactory(traineeship__person__name="王秀兰")

        page = text(self.check(client, older.number, older.name))

        assert older.facts["id_number_masked"] not in page
        assert "<dd>370*************34</dd>" in page

    def test_unknown_number_and_wrong_name_get_the_same_answer(self, client, certificate):
        unknown = client.post(reverse("verify:form"), {"number": "WF-0000", "name": certificate.name})
        wrong = client.post(reverse("verify:form"), {"number": certificate.number, "name": "张三"})

        assert unknown.status_code == wrong.status_code == 404
        for answer in (unknown, wrong):
            assert "There is no certificate with this number for this name." in text(answer)

    def test_a_blank_field_is_asked_for_and_the_other_kept(self, client, certificate):
        answer = client.post(reverse("verify:form"), {"number": certificate.number, "name": ""})

        assert answer.status_code == 422
        assert certificate.number in text(answer)

    def test_too_many_look_ups_are_refused(self, client, certificate):
        for _ in range(A_MINUTE):
            client.post(reverse("verify:form"), {"number": "x", "name": "y"})

        answer = client.post(reverse("verify:form"), {"number": certificate.number, "name": certificate.name})

        assert answer.status_code == 429
        assert "Too many look-ups" in text(answer)

    def test_the_log_names_nobody(self, client, certificate, caplog):
        with caplog.at_level(logging.INFO):
            self.check(client, certificate.number, certificate.name)
            self.check(client, certificate.number, "张三")

        said = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("certificates"))
        assert "nothing found" in said
        assert certificate.name not in said
        assert "张三" not in said

    def test_the_printed_address_needs_no_sign_in(self, client, certificate):
        address = certificate.facts["verify_url"].partition("/verify/")[2]

        answer = client.get(f"/verify/{address}")

        assert answer.status_code == 200
        assert answer["X-Robots-Tag"] == "noindex"
        assert "This certificate is valid." in text(answer)
        assert client.get("/verify/00000000-0000-0000-0000-000000000000/").status_code == 404

    def test_a_revoked_one_says_so_with_reason_and_day(self, client, certificate, at):
        actions.revoke(certificate, by=PersonFactory(), reason="成绩复核未通过", at=at)

        page = text(client.get(reverse("verify:certificate", args=[certificate.uid])))

        assert "This certificate was revoked on 2026-11-19. It is not valid." in page
        assert "成绩复核未通过" in page
        assert "This certificate is valid." not in page

    def test_a_replaced_one_names_the_newer_and_the_newer_the_old(self, client, certificate, at):
        new = actions.reissue(certificate, by=PersonFactory(), reason="姓名更正", at=at)

        old_page = text(client.get(reverse("verify:certificate", args=[certificate.uid])))
        new_page = text(client.get(reverse("verify:certificate", args=[new.uid])))

        assert f"It was replaced by certificate {new.number}." in old_page
        assert f"It replaces certificate {certificate.number}." in new_page

    def test_a_verification_reads_one_row(self, client, certificate, django_assert_num_queries):
        with django_assert_num_queries(1):
            client.get(reverse("verify:certificate", args=[certificate.uid]))


class TestOwnCertificates:
    def test_who_may_have_the_file(self, client, certificate):
        workplace = PostFactory(person=certificate.person).workplace
        allowed = [
            certificate.person,
            manager_of(certificate.issuer),
            PersonFactory(is_superuser=True),
        ]
        refused = [
            PersonFactory(),
            PostFactory(workplace=workplace).person,
            manager_of(certificate.issuer, Role.COURSE_EDITOR),
            manager_of(CertificateFactory().issuer),
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
        assert "Download" not in page

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
        assert "not complete yet: 听讲座" in page
        assert not Certificate.objects.exists()

    def test_confirming_starts_a_job_whose_page_opens(self, client, at, work):
        cohort = make_class(at, complete=2)
        client.force_login(manager_of(cohort.organiser))

        answer = client.post(reverse("certificate:issue", args=[cohort.pk]))
        work()

        assert answer.status_code == 302
        assert "2 certificates issued." in text(client.get(answer["Location"], follow=True))
        assert Certificate.objects.count() == 2

    def test_who_confirms_second_is_told_who_came_first(self, client, at):
        cohort = make_class(at, complete=2)
        first, second = manager_of(cohort.organiser), manager_of(cohort.organiser)
        address = reverse("certificate:issue", args=[cohort.pk])
        client.force_login(first)
        client.post(address)
        client.force_login(second)

        answer = client.post(address, follow=True)

        assert answer.redirect_chain == [(reverse("training_class:page", args=[cohort.pk]), 302)]
        assert f"{first.name} is already issuing the certificates of this class." in text(answer)

    def test_the_job_leads_to_the_page_with_the_reasons(self, client, at, work):
        cohort = make_class(at, complete=1, open_=1)
        client.force_login(manager_of(cohort.organiser))
        address = reverse("certificate:issue", args=[cohort.pk])

        job = client.post(address)["Location"]
        work()

        page = text(client.get(job, follow=True))
        assert "1 people did not receive one; the next page says why." in page
        assert f'href="{address}"' in page
        assert "not complete yet: 听讲座" in text(client.get(address))

    def test_confirming_with_nobody_due_is_refused_in_words(self, client, at):
        cohort = make_class(at, complete=0, open_=1)
        client.force_login(manager_of(cohort.organiser))

        page = text(client.post(reverse("certificate:issue", args=[cohort.pk])))

        assert "Nobody in this class is due a certificate now." in page

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

    def test_replacing_shows_the_chain(self, client, certificate):
        client.force_login(manager_of(certificate.issuer))
        address = reverse("certificate:reissue", args=[certificate.pk])

        page = text(client.post(address, {"reason": "姓名更正", "sure": "on"}, follow=True))

        assert "WF-SXYS-2026-000002" in page
        assert "Corrections, the first certificate first" in page
        assert certificate.number in page
