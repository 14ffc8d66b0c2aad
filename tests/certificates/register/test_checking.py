"""Checking a whole list: what is read, what is answered, what is refused, and that nothing is kept."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from certificates.register import actions
from certificates.register.actions import checking
from certificates.register.checking import read_list
from certificates.register.limits import LISTS_AN_HOUR
from lms.audit.models import Entry
from lms.exchange.sheets import SheetRefused
from lms.people.roles import Role
from tests.certificates.people import manager_of
from tests.certificates.register.test_views import text
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.factories.register import CertificateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


def csv(*rows, encoding="gb18030"):
    return "\n".join(",".join(row) for row in (("证书编号", "姓名"), *rows)).encode(encoding)


def sheet(*rows):
    book = Workbook()
    for row in (["序号", "姓名", "证书编号"], *rows):
        book.active.append(row)
    book.save(file := io.BytesIO())
    return file.getvalue()


def said(data, at):
    return [each.said for each in actions.check_list(data, by=PersonFactory(), at=at)]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig"])
def test_a_csv_file_is_read_as_it_comes(encoding):
    (asked,) = read_list(csv((" wf－t-1 ", "王秀兰"), encoding=encoding))

    assert (asked.row, asked.number, asked.name, asked.fault) == (2, "WF-T-1", "王秀兰", "")


def test_each_row_gets_its_status(at):
    valid, void, old = (CertificateFactory(traineeship__person__name=name) for name in ("甲甲", "乙乙", "丙丙"))
    actions.revoke(void, by=PersonFactory(), reason="误发", at=at)
    old.state, old.revoked_at, old.revoked_by, old.revoked_reason = "superseded", at, old.issued_by, "更名"
    old.save()
    new = CertificateFactory(traineeship=old.traineeship, supersedes=old)
    rows = [[1, "甲甲", valid.number], [2, "乙乙", void.number], [3, "丙丙", old.number]]

    checked = actions.check_list(sheet(*rows), by=PersonFactory(), at=at)

    assert [(each.said, each.is_valid, each.ended_on, each.reason, each.newer) for each in checked] == [
        ("valid", True, "", "", ""),
        ("revoked", False, "2026-11-19", "误发", ""),
        ("superseded", False, "2026-11-19", "更名", new.number),
    ]


def test_unknown_number_and_wrong_name_get_the_same_answer(at):
    known = CertificateFactory(traineeship__person__name="王秀兰")

    unknown, wrong = said(csv(("WF-0", "王秀兰"), (known.number, "张三")), at)

    assert unknown == wrong == "There is no certificate with this number for this name."


def test_bad_rows_get_a_sentence_and_the_others_an_answer(at):
    good = CertificateFactory(traineeship__person__name="王秀兰")
    rows = [["", "王秀兰"], [good.number, ""], ["X" * 61, "王"], [good.number, "王秀兰"]]

    assert said(csv(*rows), at) == [
        "The number of the certificate is missing. Copy it from the certificate.",
        "The name is missing. Write it as it stands on the certificate.",
        "This is too long for a number or a name. Check whether the columns have been mixed up.",
        "valid",
    ]


def test_a_formula_is_not_worked_out(at):
    (answer,) = said(sheet([1, "王秀兰", '="WF-1"']), at)

    assert answer == "This row holds a formula. Copy the column and paste it back as values only."


def test_a_number_of_digits_only_is_read_as_written():
    (asked,) = read_list(sheet([1, "王秀兰", 20260001]))

    assert asked.number == "20260001"


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        pytest.param("王 秀\u3000兰 ", "valid", id="spaces"),
        pytest.param("王秀兰\u200b", "valid", id="a-mark-without-width"),
        pytest.param("⾟秀兰", "There is no certificate with this number for this name.", id="another-character"),
    ],
)
def test_what_is_not_seen_in_a_name_does_not_matter(at, typed, answer):
    known = CertificateFactory(traineeship__person__name="王秀兰")

    assert said(csv((f"\u200e{known.number}", typed), encoding="utf-8"), at) == [answer]


@pytest.mark.parametrize(("printed", "typed"), [("張偉", "张伟"), ("於海", "于海")])
def test_a_traditional_character_is_not_its_simplified_form(at, printed, typed):
    known = CertificateFactory(traineeship__person__name=printed)

    unlike, like = said(csv((known.number, typed), (known.number, printed), encoding="utf-8"), at)

    assert (unlike, like) == ("There is no certificate with this number for this name.", "valid")


@pytest.mark.parametrize("titles", [["姓  名", "证 书 编 号"], ["＊姓名", "证书编号*"], ["持证人姓名", "证书号码"]])
def test_titles_are_read_as_offices_write_them(titles):
    (asked,) = read_list((",".join(titles) + "\n王秀兰,WF-1\n").encode())

    assert (asked.number, asked.name) == ("WF-1", "王秀兰")


def test_a_thousand_rows_of_a_workbook_are_answered_in_a_few_queries(at, django_assert_max_num_queries):
    made = CertificateFactory.create_batch(3, traineeship__person__name="王秀兰")
    rows = [[number, "王秀兰", made[number % 3].number if number % 2 else f"WF-0-{number}"] for number in range(1000)]
    data = sheet(*rows)

    with django_assert_max_num_queries(6):
        answers = actions.check_list(data, by=PersonFactory.create(), at=at)

    assert len(answers) == 1000
    assert sum(each.is_valid for each in answers) == 500


@pytest.mark.parametrize("data", [csv(), csv((" ", "\u3000"))], ids=["header-only", "spaces-only"])
def test_a_list_of_nothing_is_refused(at, data):
    with pytest.raises(SheetRefused):
        actions.check_list(data, by=PersonFactory(), at=at)


def test_a_file_without_the_columns_is_refused_with_their_names():
    with pytest.raises(SheetRefused):
        read_list("姓名,电话\n王秀兰,1\n".encode())


def test_too_long_too_big_and_too_many_are_refused(at, monkeypatch):
    monkeypatch.setattr(checking, "MOST_ROWS", 1)
    person = PersonFactory()

    with pytest.raises(actions.ListTooLong):
        actions.check_list(csv(("a", "b"), ("c", "d")), by=person, at=at)
    with pytest.raises(SheetRefused):
        actions.check_list(b"x" * (2 * 1024 * 1024 + 1), by=person, at=at)
    for _ in range(LISTS_AN_HOUR - 2):
        actions.check_list(csv(("a", "b")), by=person, at=at)
    with pytest.raises(actions.TooManyLists):
        actions.check_list(csv(("a", "b")), by=person, at=at)


def test_a_list_costs_the_same_queries_at_one_and_at_three(at, django_assert_num_queries):
    person = PersonFactory()
    for size in (1, 3):
        made = CertificateFactory.create_batch(size)
        with django_assert_num_queries(4):
            actions.check_list(csv(*[(each.number, each.name) for each in made]), by=person, at=at)


def test_the_audit_log_says_how_many_and_names_nobody(at):
    known = CertificateFactory(traineeship__person__name="王秀兰")

    said(csv((known.number, "王秀兰"), ("WF-0", "张三")), at)

    entry = Entry.objects.get(verb="register.list.checked")
    assert entry.data == {"rows": 2, "found": 1}


class TestPage:
    address = "certificate:check_list"

    def post(self, client, data, button="page"):
        file = SimpleUploadedFile("list.csv", data, "text/csv")
        return client.post(reverse(self.address), {"file": file, button: ""})

    def test_managers_may_and_others_may_not(self, client):
        for person, status in (
            (manager_of(OrganisationFactory(), Role.INSTITUTION_MANAGER), 200),
            (manager_of(OrganisationFactory(), Role.COURSE_EDITOR), 302),
            (PersonFactory(), 302),
        ):
            client.force_login(person)
            assert client.get(reverse(self.address)).status_code == status

    def test_the_answers_stand_on_the_page_or_in_a_workbook_without_formulas(self, client):
        known = CertificateFactory(traineeship__person__name="王秀兰")
        client.force_login(manager_of(OrganisationFactory(), Role.INSTITUTION_MANAGER))
        data = csv((known.number, "王秀兰"), ("=1+1", "张三"))

        page = text(self.post(client, data))
        book = load_workbook(io.BytesIO(self.post(client, data, "workbook").content))

        assert "1 of 2 are valid" in page
        rows = list(book.active.iter_rows(values_only=True))
        assert rows[1][:5] == (2, known.number, "王秀兰", "valid", "yes")
        assert rows[2][1] == "'=1+1"

    def test_a_refusal_is_said_at_the_field(self, client):
        client.force_login(manager_of(OrganisationFactory(), Role.INSTITUTION_MANAGER))

        answer = self.post(client, b"\x89PNG")

        assert answer.status_code == 422
        assert "This file is not a spreadsheet." in text(answer)
