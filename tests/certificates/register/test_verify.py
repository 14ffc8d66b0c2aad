"""The public check: what it says to whom, how it is looked up, and what it costs."""

import gzip
import hashlib
import logging
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.register import actions, limits
from certificates.register.models import Certificate
from certificates.register.signing import issuer_key
from tests.certificates.register.test_actions import issue, make_class
from tests.certificates.register.test_views import text
from tests.factories.people import PersonFactory
from tests.factories.register import CertificateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def certificate(at):
    (made,) = issue(make_class(at, complete=1), by=PersonFactory(), at=at)
    return made


def page_of(client, certificate):
    return text(client.get(reverse("verify:certificate", args=[certificate.uid])))


class TestByName:
    def check(self, client, number, name):
        return client.post(reverse("verify:form"), {"number": number, "name": name}, follow=True)

    def test_number_and_name_open_the_full_frozen_text(self, client, certificate):
        page = text(self.check(client, f" {certificate.number.lower()} ", certificate.name))

        facts = certificate.facts
        shown = [facts[key] for key in ("name", "number", "scheme_title", "body", "issuer", "issued_on", "kind_title")]
        shown += [part for pair in facts["extras"] for part in pair]
        for said in (*shown, certificate.id_number_shown, certificate.sha256, "This certificate is valid."):
            assert said in page
        assert certificate.person.id_number not in page

    def test_an_older_certificate_shows_no_more_of_the_id_number_than_a_new_one(self, client):
        older = CertificateFactory(traineeship__person__name="王秀兰")

        page = text(self.check(client, older.number, older.name))

        assert older.facts["id_number_masked"] not in page
        assert "<dd>370*************34</dd>" in page

    def test_a_blank_field_is_asked_for_and_the_other_kept(self, client, certificate):
        answer = client.post(reverse("verify:form"), {"number": certificate.number, "name": ""})

        assert answer.status_code == 422
        assert certificate.number in text(answer)


class TestNoEnumeration:
    @pytest.fixture(autouse=True)
    def clock(self, monkeypatch):
        """A minute that does not end in the middle of a test."""
        now = [1_000_000_000.0]
        monkeypatch.setattr(limits.time, "time", lambda: now[0])
        return now

    def ask(self, client, number, name):
        return client.post(reverse("verify:form"), {"number": number, "name": name})

    def test_unknown_number_and_wrong_name_get_the_same_answer_at_the_same_cost(self, client, certificate):
        answers = []
        for number in ("WF-0000", certificate.number):
            with CaptureQueriesContext(connection) as queries:
                answer = self.ask(client, number, "张三")
            answers.append((answer.status_code, len(queries), text(answer).replace(number, "")))

        (status, _queries, page), other = answers
        assert answers[0][:2] == other[:2]
        assert status == 404
        assert "There is no certificate with this number for this name." in page
        assert without_token(page) == without_token(other[2])

    def test_a_number_alone_is_answered_by_no_address(self, client, certificate):
        for address in (f"/verify/{certificate.number}/", f"/verify/?number={certificate.number}"):
            assert certificate.name not in text(client.get(address))

    def test_too_many_look_ups_from_one_place_are_refused(self, client, certificate):
        for _ in range(limits.A_MINUTE):
            self.ask(client, "x", "y")

        for answer in (
            self.ask(client, certificate.number, certificate.name),
            client.post(reverse("verify:file"), {"sha256": certificate.sha256}),
        ):
            assert answer.status_code == 429
            assert "Too many look-ups" in text(answer)

    def test_codes_that_lead_nowhere_are_guesses_and_a_certificate_in_hand_is_not(self, client, certificate):
        answers = [client.get(f"/verify/{uuid.uuid4()}/") for _ in range(limits.A_MINUTE + 1)]

        assert {each.status_code for each in answers[:-1]} == {404}
        assert answers[-1].status_code == 429
        assert "Too many look-ups" in text(answers[-1])
        assert self.ask(client, certificate.number, certificate.name).status_code == 429
        assert certificate.name in page_of(client, certificate)

    def test_a_new_minute_is_a_new_count_but_a_day_has_an_end(self, client, certificate, monkeypatch, clock):
        monkeypatch.setattr(limits, "A_DAY", limits.A_MINUTE + 1)
        for _ in range(limits.A_MINUTE):
            self.ask(client, "x", "y")

        clock[0] += 60
        assert self.ask(client, certificate.number, certificate.name).status_code == 302
        clock[0] += 60
        assert self.ask(client, certificate.number, certificate.name).status_code == 429

    def test_names_are_guessed_a_few_times_only_from_however_many_places(self, certificate, monkeypatch):
        monkeypatch.setattr(limits, "A_MINUTE", 1000)
        for number in range(limits.WRONG_NAMES_AN_HOUR):
            self.ask(Client(REMOTE_ADDR=f"10.0.0.{number}"), certificate.number, "张三")

        answer = self.ask(Client(REMOTE_ADDR="10.0.1.1"), certificate.number, certificate.name)

        assert answer.status_code == 404
        assert page_of(Client(), certificate)

    def test_the_log_names_nobody(self, client, certificate, caplog):
        with caplog.at_level(logging.INFO):
            self.ask(client, certificate.number, certificate.name)
            self.ask(client, certificate.number, "张三")
            client.post(reverse("verify:file"), {"sha256": "0" * 64})
            page_of(client, certificate)
            client.get(f"/verify/{uuid.uuid4()}/")

        said = [record.getMessage() for record in caplog.records if record.name.startswith("certificates")]
        assert said == [
            f"certificate look-up by name: {certificate.pk}",
            "certificate look-up by name: nothing found",
            "certificate look-up by file: nothing found",
            f"certificate look-up by code: {certificate.pk}",
            "certificate look-up by code: nothing found",
        ]


def without_token(page):
    before, _mark, after = page.partition('name="csrfmiddlewaretoken"')
    return before + after.partition(">")[2].partition('name="csrfmiddlewaretoken"')[0]


class TestByFile:
    def drop(self, client, content):
        digest = hashlib.sha256(content).hexdigest()
        return client.post(reverse("verify:file"), {"sha256": digest.upper()}, follow=True)

    def test_the_file_as_issued_opens_its_page(self, client, certificate):
        page = text(self.drop(client, certificate.open().read()))

        assert "This certificate is valid." in page
        assert certificate.name in page

    def test_the_file_of_a_superseded_certificate_says_so(self, client, certificate, at):
        actions.reissue(certificate, by=PersonFactory(), reason="姓名更正", at=at)

        page = text(self.drop(client, certificate.open().read()))

        assert "This certificate was replaced by a new one on 2026-11-19. It is not valid any more." in page

    def test_a_changed_byte_is_another_file(self, client, certificate):
        answer = self.drop(client, certificate.open().read() + b" ")

        assert answer.status_code == 404
        assert "This is not the file that was issued." in text(answer)

    @pytest.mark.parametrize("sha256", ["", "x" * 64, "0" * 63])
    def test_what_is_no_hash_is_not_looked_up(self, client, certificate, sha256):
        assert client.post(reverse("verify:file"), {"sha256": sha256}).status_code == 404

    def test_without_scripts_the_page_says_so_and_offers_the_other_ways(self, client):
        page = text(client.get(reverse("verify:form")))

        assert "This browser cannot check a file here" in page
        assert "data-file hidden" in page


class TestByCode:
    def test_the_printed_address_needs_no_sign_in(self, client, certificate):
        address = certificate.facts["verify_url"].partition("/verify/")[2]

        answer = client.get(f"/verify/{address}")

        assert answer.status_code == 200
        assert answer["X-Robots-Tag"] == "noindex"
        assert "This certificate is valid." in text(answer)
        assert client.get("/verify/00000000-0000-0000-0000-000000000000/").status_code == 404

    def test_the_key_of_the_issuer_can_be_had(self, client, certificate):
        key_id = issuer_key().key_id
        page = page_of(client, certificate)

        assert key_id in page
        assert f'href="{reverse("verify:key", args=[key_id])}"' in page
        assert client.get(reverse("verify:key", args=[key_id])).json()["x"] == issuer_key().jwk["x"]

    def test_what_a_certificate_does_not_say_has_no_line(self, client):
        known = CertificateFactory()
        bare = CertificateFactory(facts={**known.facts, "scheme_title": "", "id_number_masked": ""})

        page = page_of(client, bare)

        assert "<dt>Scheme</dt>" in page_of(client, known)
        assert "<dt>Scheme</dt>" not in page
        assert "<dt>ID number</dt>" not in page
        assert bare.title == "结业证书"

    def test_one_from_before_signing_says_so(self, client):
        assert "issued before certificates were signed" in page_of(client, CertificateFactory())

    def test_a_revoked_one_says_so_with_reason_and_day(self, client, certificate, at):
        actions.revoke(certificate, by=PersonFactory(), reason="<b>成绩</b>", at=at)

        page = page_of(client, certificate)

        assert "This certificate was revoked on 2026-11-19. It is not valid." in page
        assert "&lt;b&gt;成绩&lt;/b&gt;" in page
        assert "This certificate is valid." not in page

    def test_a_chain_leads_from_each_to_the_next_and_to_the_newest(self, client, certificate, at):
        second = actions.reissue(certificate, by=PersonFactory(), reason="姓名更正", at=at)
        third = actions.reissue(second, by=PersonFactory(), reason="再次更正", at=at)

        first_page, second_page, third_page = (page_of(client, each) for each in (certificate, second, third))

        for page, other, said in (
            (first_page, second, f"It was replaced by certificate {second.number}."),
            (first_page, third, f"The newest of this chain is certificate {third.number}."),
            (second_page, certificate, f"It replaces certificate {certificate.number}."),
            (third_page, second, f"It replaces certificate {second.number}."),
        ):
            assert f'<a href="/verify/{other.uid}/">{said}</a>' in page
        assert "The newest" not in second_page + third_page
        assert "This certificate is valid." in third_page

    def test_everybody_sees_the_same_whoever_is_signed_in(self, client, certificate):
        nobody = page_of(client, certificate)
        client.force_login(certificate.person)

        assert page_of(client, certificate) == nobody

    def test_larger_type_is_kept(self, client, certificate):
        client.cookies["type"] = "large"

        assert 'class="large"' in page_of(client, certificate)


class TestShortWay:
    """A scan is answered before most of the middleware; what is answered is the same."""

    def ask(self, client, certificate, **more):
        return client.get(reverse("verify:certificate", args=[certificate.uid]), **more)

    @pytest.mark.parametrize("encoding", ["", "gzip"])
    def test_it_answers_with_the_same_headers_as_the_long_one(self, client, certificate, settings, encoding):
        short = self.ask(client, certificate, HTTP_ACCEPT_ENCODING=encoding)
        settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("short_way")]
        long = self.ask(Client(), certificate, HTTP_ACCEPT_ENCODING=encoding)

        assert dict(short.items()) == dict(long.items())
        assert short.content == long.content
        for name in ("Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy"):
            assert name in short
        assert short.cookies == {}

    def test_who_is_signed_in_costs_no_more_and_is_asked_nothing(self, client, certificate, django_assert_num_queries):
        client.force_login(certificate.person)

        with django_assert_num_queries(1):
            self.ask(client, certificate)

    def test_another_host_and_another_method_are_refused_as_everywhere(self, client, certificate):
        address = reverse("verify:certificate", args=[certificate.uid])

        assert self.ask(client, certificate, HTTP_HOST="evil.example").status_code == 400
        assert client.post(address).status_code == 405
        assert client.head(address).status_code == 200


class TestCost:
    def test_a_browser_that_knows_gzip_gets_the_same_page_packed(self, client, certificate):
        plain = client.get(reverse("verify:certificate", args=[certificate.uid]))
        packed = client.get(reverse("verify:certificate", args=[certificate.uid]), HTTP_ACCEPT_ENCODING="br, gzip")

        assert packed["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in packed["Vary"]
        assert gzip.decompress(packed.content) == plain.content
        assert len(packed.content) < len(plain.content)
        assert "no-store" in packed["Cache-Control"]

    def test_a_verification_reads_one_row(self, client, certificate, django_assert_num_queries):
        page_of(client, certificate)

        with django_assert_num_queries(1):
            page_of(client, certificate)

    @pytest.mark.database
    def test_the_row_is_found_by_an_index(self, client, certificate):
        page_of(client, certificate)
        with CaptureQueriesContext(connection) as queries:
            page_of(client, certificate)
        (query,) = queries

        with connection.cursor() as cursor:
            explain = "EXPLAIN QUERY PLAN "
            if connection.vendor == "postgresql":
                # Of a table of one row PostgreSQL would read all of it.
                cursor.execute("SET LOCAL enable_seqscan = off")
                explain = "EXPLAIN "
            cursor.execute(explain + query["sql"])
            plan = str(cursor.fetchall())

        assert "USING INDEX" in plan or "Index Scan" in plan
        assert "uid" in plan

    def test_the_file_is_found_by_an_index(self):
        field = Certificate._meta.get_field("sha256")

        assert field.db_index
