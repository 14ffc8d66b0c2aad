import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from courses.exams.exchange import forms as exchange_forms
from courses.exams.exchange import limits
from courses.exams.models import Question, QuestionImport
from lms.jobs.models import Job
from tests.courses.exams.exchange.sheets import GOOD, workbook
from tests.factories.people import OrganisationFactory

State = QuestionImport.State


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def client(desk):
    return signed_in(desk.editor)


def send(client, desk, data, name="题库.xlsx", **given):
    fields = {"subject": desk.neike.pk, **given}
    return client.post(reverse("question_imports:upload"), {**fields, "file": SimpleUploadedFile(name, data)})


def url(name, upload):
    return reverse(f"question_imports:{name}", args=[upload.pk])


def test_an_editor_uploads_reads_the_report_approves_and_sees_what_was_written(desk, client, work):
    answer = send(client, desk, workbook(GOOD))
    assert answer.url == reverse("jobs:job", args=[Job.objects.get().pk])
    work()
    upload = QuestionImport.objects.get()
    assert f'action="{url("approve", upload)}"' in client.get(url("report", upload)).content.decode()
    assert Job.objects.get().percent == 100

    client.post(url("approve", upload))
    work()
    upload.refresh_from_db()

    assert (upload.state, Question.objects.count()) == (State.APPLIED, 1)
    assert client.get(url("report", upload)).status_code == 200
    assert "题库.xlsx" in client.get(reverse("question_imports:history")).content.decode()
    # Once more is no harm, and starts one job more that finds it done.
    client.post(url("approve", upload))
    work()
    assert Question.objects.count() == 1


def test_errors_are_shown_by_row_and_the_marked_sheet_comes_back(desk, client, work):
    send(client, desk, workbook({**GOOD, "right": "D"}))
    work()
    upload = QuestionImport.objects.get()

    page = client.get(url("report", upload)).content.decode()
    marked = client.get(url("marked", upload))

    assert "<td>2</td><td>诊断慢阻肺必须做的检查是</td><td>答案</td>" in page
    assert openpyxl.load_workbook(io.BytesIO(marked.content)).active.max_column == 6
    assert client.post(url("approve", upload)).url == url("report", upload)


def test_twins_are_answered_on_the_page(desk, client, work):
    send(client, desk, workbook(GOOD, GOOD))
    work()
    upload = QuestionImport.objects.get()
    twin = upload.twins.get()
    assert f'name="twin-{twin.pk}"' in client.get(url("report", upload)).content.decode()

    assert client.post(url("answer", upload), {"rest": "", "twin-x": "skip"}).url == url("report", upload)
    client.post(url("answer", upload), {f"twin-{twin.pk}": "skip", "rest": ""})
    work()
    upload.refresh_from_db()

    assert (upload.state, upload.twins.get().answer) == (State.CHECKED, "skip")


def test_a_check_that_came_to_nothing_can_be_started_again(desk, client, work):
    send(client, desk, workbook(GOOD))
    upload = QuestionImport.objects.get()
    assert client.post(url("check", upload)).url == url("report", upload)
    assert "question_imports" not in client.get(url("report", upload)).content.decode()
    Job.objects.all().update(state="failed", ended_at=desk.at)

    page = client.get(url("report", upload)).content.decode()
    client.post(url("check", upload))
    work()
    upload.refresh_from_db()

    assert f'action="{url("check", upload)}"' in page
    assert upload.state == State.CHECKED


def test_another_editor_sees_the_report_without_its_rows_and_cannot_go_on(desk, client, work):
    send(client, desk, workbook({**GOOD, "right": "D"}))
    work()
    upload = QuestionImport.objects.get()
    other = signed_in(desk.appointed("别人", desk.home))

    page = other.get(url("report", upload))
    assert page.status_code == 200
    assert "诊断慢阻肺" not in page.content.decode()
    assert other.get(url("marked", upload)).status_code == 404
    assert other.post(url("answer", upload), {}).url == url("report", upload)
    assert other.post(url("approve", upload)).url == url("report", upload)


def test_an_import_of_another_institution_is_not_found(desk, client):
    kept = desk.checked(workbook(GOOD), by=desk.chief, keeper=OrganisationFactory())

    assert client.get(url("report", kept)).status_code == 404


def test_what_is_too_big_or_outside_is_refused_in_the_form(desk, client, monkeypatch):
    assert send(client, desk, workbook(GOOD), keeper=OrganisationFactory().pk).status_code == 422
    monkeypatch.setattr(exchange_forms, "MOST_BYTES", 10)
    assert send(client, desk, workbook(GOOD)).status_code == 422
    assert client.get(reverse("question_imports:upload")).status_code == 200
    assert not QuestionImport.objects.exists()
    assert limits.MOST_QUESTIONS == 20_000


def test_the_template_is_handed_out(client):
    answer = client.get(reverse("question_imports:template"))

    assert openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]["B1"].value == "题型"


@pytest.mark.parametrize(("form", "ending"), [("xlsx", "xlsx"), ("moodle", "xml")])
def test_the_bank_is_exported_by_a_job(desk, client, work, form, ending):
    desk.imported(workbook(GOOD))

    client.post(reverse("question_imports:export"), {"form": form, "subject": desk.neike.pk})
    work()

    job = Job.objects.get(kind="exams.export")
    assert (job.state, job.file.name.endswith(ending)) == ("done", True)
    assert client.post(reverse("question_imports:export"), {"form": "no"}).status_code == 422


def test_the_menu_leads_there_only_for_those_who_may(desk, client):
    page = client.get(reverse("wagtailadmin_home")).content.decode()

    assert reverse("question_imports:history") in page


class TestCommand:
    @pytest.fixture
    def run(self, desk, tmp_path, capsys):
        def run(data, *options):
            path = tmp_path / "题.xlsx"
            path.write_bytes(data)
            call_command("import_questions", str(path), *options)
            return capsys.readouterr().out

        return run

    def test_a_good_file_is_imported_as_approved(self, run):
        out = run(workbook(GOOD), "--subject", "neike", "--keeper", "WF001")

        assert "new=1" in out
        assert Question.objects.get().versions.get().reviews.count() == 1

    def test_a_dry_run_writes_nothing_and_twins_stop_it(self, run, capsys):
        run(workbook(GOOD), "--subject", "neike", "--dry-run")
        assert not Question.objects.exists()

        with pytest.raises(CommandError):
            run(workbook(GOOD, GOOD), "--subject", "neike")
        assert "3 = 2 (100 %)" in capsys.readouterr().out

    def test_mistakes_are_printed_and_marked(self, run, tmp_path, capsys):
        marked = tmp_path / "marked.xlsx"
        rows = [{**GOOD, "right": "D"}, {**GOOD, "stem": "<b>另</b>一题"}]

        with pytest.raises(CommandError):
            run(workbook(*rows), "--subject", "neike", "--marked", str(marked))

        assert "2 答案" in capsys.readouterr().out
        assert marked.read_bytes().startswith(b"PK")

    @pytest.mark.parametrize("options", [["--subject", "none"], ["--by", "13800000000"], ["--keeper", "none"]], ids=str)
    def test_what_is_not_there_is_named(self, run, options):
        with pytest.raises(CommandError):
            run(workbook(GOOD), *options)

    def test_a_missing_file_is_named(self, desk):
        with pytest.raises(CommandError):
            call_command("import_questions", "/nowhere.xlsx")
