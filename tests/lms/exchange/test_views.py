import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from lms.exchange.models import Upload
from lms.exchange.roster.columns import COLUMNS, find, known_in, offered
from lms.exchange.sheets import read_grid
from lms.jobs.models import Job
from lms.people.actions import appoint, sync_roles
from lms.people.models import Person, Post
from lms.people.roles import Role
from tests.factories.exchange import id_number, workbook
from tests.factories.people import PersonFactory

TODAY = date(2026, 11, 19)


@pytest.fixture
def manager(desk, at):
    sync_roles()
    person = PersonFactory(name="院办主任")
    appoint(person=person, role=Role.INSTITUTION_MANAGER, over=desk.first, starts_on=date(2026, 1, 1), by=None, at=at)
    return person


@pytest.fixture
def stranger(desk, at):
    sync_roles()
    person = PersonFactory(name="邻院主任")
    appoint(person=person, role=Role.INSTITUTION_MANAGER, over=desk.second, starts_on=date(2026, 1, 1), by=None, at=at)
    return person


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def send(client, desk, data, **given):
    fields = {"keeper": desk.first.pk, "roster_name": "乡村医生名册", "as_of": "2026-11-19", **given}
    file = SimpleUploadedFile("名册.xlsx", data)
    return client.post(reverse("exchange:upload"), {**fields, "file": file})


def test_a_manager_uploads_reads_the_report_approves_and_sees_what_was_written(desk, manager, work):
    client = signed_in(manager)

    answer = send(client, desk, workbook([desk.row(1), desk.row(3)]))
    assert answer.url == reverse("jobs:job", args=[Job.objects.get().pk])
    work()
    upload = Upload.objects.get()
    report = client.get(reverse("exchange:report", args=[upload.pk]))
    assert f'action="{reverse("exchange:approve", args=[upload.pk])}"' in report.content.decode()
    assert not Post.objects.exists()

    client.post(reverse("exchange:approve", args=[upload.pk]))
    work()
    upload.refresh_from_db()
    assert (upload.state, upload.approved_by, Post.objects.count()) == (Upload.State.APPLIED, manager, 2)
    assert client.get(reverse("exchange:report", args=[upload.pk])).status_code == 200
    assert "乡村医生名册" in client.get(reverse("exchange:history")).content.decode()


def test_errors_are_shown_by_row_and_the_marked_workbook_comes_back(desk, manager, work):
    client = signed_in(manager)
    send(client, desk, workbook([desk.row(1, 手机号="12"), desk.row(3)]))
    work()
    upload = Upload.objects.get()

    page = client.get(reverse("exchange:report", args=[upload.pk])).content.decode()
    marked = client.get(reverse("exchange:marked", args=[upload.pk]))

    assert "<td>2</td><td>手机号</td>" in page
    sheet = openpyxl.load_workbook(io.BytesIO(marked.content)).active
    assert sheet["C2"].fill.fgColor.rgb.endswith("FFC7CE")
    assert sheet["C2"].comment is not None
    assert sheet["C3"].comment is None


def test_questions_are_answered_on_the_page(desk, manager, work):
    known = PersonFactory(name="王五", phone="13800000001")
    client = signed_in(manager)
    send(client, desk, workbook([desk.row(1)]))
    work()
    upload = Upload.objects.get()
    question = upload.questions.get()

    page = client.get(reverse("exchange:report", args=[upload.pk])).content.decode()
    assert "138****0001" in page
    assert "王五" in page
    client.post(reverse("exchange:answer", args=[upload.pk]), {})
    upload.refresh_from_db()
    assert upload.state == Upload.State.WAITING
    client.post(reverse("exchange:answer", args=[upload.pk]), {f"answer-{question.pk}": "same"})
    work()

    upload.refresh_from_db()
    question.refresh_from_db()
    assert (upload.state, question.answered_by, question.person) == (Upload.State.CHECKED, manager, known)


def test_approving_what_is_not_ready_is_refused_with_a_sentence(desk, manager, work):
    client = signed_in(manager)
    send(client, desk, workbook([desk.row(1, 手机号="12")]))
    work()

    client.post(reverse("exchange:approve", args=[Upload.objects.get().pk]))

    assert Upload.objects.get().state == Upload.State.REFUSED


def test_nobody_uploads_for_somebody_elses_institution(desk, stranger):
    answer = send(signed_in(stranger), desk, workbook([desk.row(1)]))

    assert (answer.status_code, Upload.objects.exists()) == (422, False)


def test_a_bad_form_keeps_what_was_typed(desk, manager):
    answer = send(signed_in(manager), desk, workbook([desk.row(1)]), as_of="morgen")

    assert answer.status_code == 422
    assert "乡村医生名册" in answer.content.decode()


@pytest.mark.parametrize("name", ["report", "answer", "approve", "marked"])
def test_a_stranger_finds_no_upload_and_a_doctor_no_admin(desk, manager, stranger, name):
    upload = desk.load([desk.row(1, 手机号="12")], by=manager)
    address = reverse(f"exchange:{name}", args=[upload.pk])
    method = "post" if name in ("answer", "approve") else "get"

    answers = [getattr(signed_in(person), method)(address).status_code for person in (manager, stranger)]
    doctor = getattr(signed_in(PersonFactory()), method)(address)

    assert answers == [302 if method == "post" else 200, 404]
    assert doctor.status_code in (302, 403)
    assert str(upload.pk) not in doctor.content.decode()


def test_the_marked_workbook_goes_back_to_its_uploader_only(desk, manager):
    upload = desk.load([desk.row(1, 手机号="12")], by=manager)

    assert signed_in(desk.chief).get(reverse("exchange:marked", args=[upload.pk])).status_code == 404


@pytest.mark.parametrize("name", ["history", "report"])
def test_no_page_shows_an_id_number_or_a_phone(desk, manager, name):
    rows = [desk.row(1), desk.row(3)]
    desk.load(rows, by=manager)
    upload = desk.load([desk.row(1, 手机号="13900000009"), desk.row(3)], by=manager)

    page = signed_in(manager).get(reverse(f"exchange:{name}", args=[upload.pk] if name == "report" else []))

    text = page.content.decode()
    for secret in (id_number(1), "13800000001", "13900000009"):
        assert secret not in text


def test_lists_cost_the_same_for_one_upload_and_for_three(desk, manager, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in(manager)
    desk.load([desk.row(1)], by=manager)
    client.get(reverse("exchange:history"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("exchange:history"))
    desk.load([desk.row(1)], by=manager)
    desk.load([desk.row(3)], by=manager)

    with django_assert_num_queries(len(one)):
        client.get(reverse("exchange:history"))


def test_the_template_reads_back_with_every_column_and_its_lists(desk, manager):
    content = signed_in(manager).get(reverse("exchange:template")).content

    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == [column.title for column in COLUMNS]
    assert sheet.column_dimensions["B"].number_format == "@"
    lists = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert lists["I2"] == '"' + ",".join(offered("kind")) + '"'
    assert len(book.worksheets) == 2
    sheet.append([column.example for column in COLUMNS])
    file = io.BytesIO()
    book.save(file)
    grid = read_grid(file.getvalue(), known_in, find)
    assert len(find(grid).places) == len(COLUMNS)
    assert Person.objects.count() == 2


def test_the_menu_shows_imports_to_those_who_may(desk, manager):
    def menu(person):
        return signed_in(person).get("/admin/").content.decode()

    assert reverse("exchange:history") in menu(manager)
