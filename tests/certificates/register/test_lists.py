"""The pages of lists: dry run, approval by a second person, files for printing."""

import io
import zipfile

import pypdf
import pytest
from django.urls import reverse
from openpyxl import load_workbook

from certificates.register import actions
from certificates.register.dues import plan_for
from certificates.register.models import Batch, Certificate, Kind
from lms.jobs.models import Job
from lms.people.models import Person
from tests.certificates.people import manager_of
from tests.certificates.register.test_actions import approved, issue, make_class
from tests.factories.credits import CreditLineFactory, CreditRuleFactory
from tests.factories.people import PersonFactory
from tests.factories.records import ActivityFactory, LearningRecordFactory
from tests.factories.register import LayoutFactory, LayoutVersionFactory
from tests.factories.schemes import ClassSessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def cohort(at, work):
    made = make_class(at, complete=2, open_=1)
    # Nothing is left to be worked out again.
    work()
    return made


@pytest.fixture
def first(client, cohort):
    person = manager_of(cohort.organiser)
    client.force_login(person)
    return person


@pytest.fixture
def second(cohort):
    return manager_of(cohort.organiser)


def text(response):
    return " ".join(response.content.decode().split())


def dry_run(cohort, **asked):
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    return f"{reverse('certificate:issue', args=[cohort.pk])}?{query}"


def page_of(batch):
    return reverse("certificate_batch:page", args=[batch.pk])


def approve(client, batch, plan=None):
    from certificates.register.dues import digest_of

    seen = digest_of(batch, plan.lines) if plan else batch.digest
    return client.post(reverse("certificate_batch:approve", args=[batch.pk]), {"seen": seen})


class TestTwoPeople:
    def test_one_hands_in_and_another_approves(self, client, cohort, first, second, work):
        handed_in = client.post(dry_run(cohort), follow=True)
        batch = Batch.objects.get()
        own = approve(client, batch)
        client.force_login(second)
        page = text(client.get(page_of(batch)))
        job = approve(client, batch)
        work()

        assert "You handed this list in yourself" in text(handed_in)
        assert own["Location"] == page_of(batch)
        assert not Job.objects.filter(owner=first).exists()
        assert "Approve and issue 2 certificates" in page
        assert "2 certificates issued." in text(client.get(job["Location"], follow=True))
        assert Certificate.objects.count() == 2
        assert "Approved by" in text(client.get(page_of(batch)))
        assert first.notices.filter(kind="register.batch.approved").exists()

    def test_the_approver_sees_what_has_changed_and_approves_that(self, client, cohort, first, second):
        client.post(dry_run(cohort))
        batch = Batch.objects.get()
        gone, renamed, new = cohort.traineeships.order_by("pk")
        gone.state, gone.completed_at = "running", None
        gone.save()
        new.state, new.completed_at = "completed", batch.made_at
        new.save()
        renamed.person.name = "改名了"
        renamed.person.save()
        client.force_login(second)

        page = text(client.get(page_of(batch)))
        stale = approve(client, batch)

        assert f"{gone.person.name} was on the list and is not any more." in page
        assert f"{new.person.name} was not on the list and is now." in page
        assert "改名了 is on the list with other facts than before." in page
        assert "The list has changed since you opened it." in text(client.get(stale["Location"]))
        approve(client, batch, plan_for(batch, at=batch.made_at))
        assert batch.recipients.count() == 2

    def test_a_list_is_taken_back(self, client, cohort, first):
        client.post(dry_run(cohort))
        address = reverse("certificate_batch:withdraw", args=[Batch.objects.get().pk])

        page = text(client.post(address, follow=True))
        again = text(client.post(address, follow=True))

        assert "Nothing was issued." in page
        assert "already been approved or taken back" in again

    def test_nobody_due_and_a_list_that_waits_are_said_in_words(self, client, cohort, first):
        client.post(dry_run(cohort))
        twice = text(client.post(dry_run(cohort)))
        cohort.traineeships.update(state="running", completed_at=None)
        Batch.objects.all().update(withdrawn_at=cohort.traineeships.first().enrolled_at, withdrawn_by=first)

        assert "already waits for approval" in twice
        assert "It waits for approval." in twice
        assert "Nobody in this class is due a certificate now." in text(client.post(dry_run(cohort)))

    def test_who_was_approved_but_has_changed_is_shown_with_the_reason(self, client, cohort, first, work, at):
        batch = approved(cohort, by=first, at=at)
        lost, renamed = (each.traineeship for each in batch.recipients.order_by("pk"))
        lost.state, lost.completed_at = "running", None
        lost.save()
        renamed.person.name = "改名了"
        renamed.person.save()
        work()

        page = text(client.get(page_of(batch)))

        assert "Approved, but not issued" in page
        assert "not complete yet" in page
        assert "has changed since the approval" in page
        renamed.person.name = batch.recipients.last().name
        renamed.person.save()
        client.post(reverse("certificate_batch:resume", args=[batch.pk]))
        work()
        assert batch.certificates.count() == 1

    def test_resuming_a_finished_list_is_refused_in_words(self, client, cohort, first, work, at):
        batch = approved(cohort, by=first, at=at)
        work()

        page = text(client.post(reverse("certificate_batch:resume", args=[batch.pk]), follow=True))

        assert "Everybody on this list has received a certificate" in page

    def test_two_of_one_name_are_told_apart(self, client, cohort, first, second):
        one, other, _open = (each.person for each in cohort.traineeships.order_by("pk"))
        Person.objects.filter(pk__in=[one.pk, other.pk]).update(name="王伟")
        asked = text(client.get(dry_run(cohort, kind="honor")))
        client.post(dry_run(cohort))
        cohort.traineeships.filter(person=one).update(state="running", completed_at=None)
        client.force_login(second)

        page = text(client.get(page_of(Batch.objects.get())))

        for person in (one, other):
            assert f"王伟 {person.id_number_masked}" in asked
        assert f"王伟（{one.id_number_masked}） was on the list and is not any more." in page
        assert page.count(f"<td>王伟</td><td>{other.id_number_masked}</td>") == 1

    def test_strangers_find_no_list(self, client, cohort, first, at):
        batch = approved(cohort, by=first, at=at)
        stranger = manager_of(make_class(at, complete=0, code="WF-X").organiser)
        client.force_login(stranger)

        assert client.get(page_of(batch)).status_code == 404
        assert client.get(dry_run(cohort)).status_code == 404
        assert client.post(reverse("certificate_batch:collect", args=[batch.pk, "zip"])).status_code == 404

    def test_the_dry_run_is_handed_out_as_a_workbook(self, client, cohort, first, tmp_path):
        answer = client.get(reverse("certificate:dry_run_file", args=[cohort.pk]))
        (path := tmp_path / "l.xlsx").write_bytes(answer.content)

        due, left = (list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(path))

        assert (len(due), len(left)) == (3, 2)
        assert left[1][2] == "not complete yet: 听讲座"
        unasked = reverse("certificate:dry_run_file", args=[cohort.pk]) + "?kind=honor"
        assert client.get(unasked).status_code == 302


class TestFiles:
    @pytest.fixture
    def batch(self, cohort, first, at):
        # Names without a character in common but the first, so that each certificate has letters of its own.
        for name, person in zip(("王一", "王二"), Person.objects.filter(traineeships__cohort=cohort), strict=False):
            Person.objects.filter(pk=person.pk).update(name=name)
        return issue(cohort, by=first, at=at)[0].batch

    def fetch(self, client, work, batch, form):
        job = client.post(reverse("certificate_batch:collect", args=[batch.pk, form]))
        work()
        client.get(job["Location"], follow=True)
        return b"".join(client.get(reverse("jobs:file", args=[Job.objects.latest("pk").pk])).streaming_content)

    def test_a_zip_holds_the_bytes_that_were_issued(self, client, batch, work):
        archive = zipfile.ZipFile(io.BytesIO(self.fetch(client, work, batch, "zip")))

        held = {name.split("-王")[0]: archive.read(name) for name in archive.namelist()}
        assert sorted(held.values()) == sorted(each.open().read() for each in batch.certificates.all())
        assert all(name.startswith("WF-SXYS-2026-") and name.endswith(".pdf") for name in archive.namelist())

    def test_one_pdf_has_a_page_each_in_the_order_of_the_numbers(self, client, batch, work):
        pdf = pypdf.PdfReader(io.BytesIO(self.fetch(client, work, batch, "print")))

        said = [page.extract_text() for page in pdf.pages]
        assert len(said) == 2
        for page, each in zip(said, batch.certificates.order_by("number"), strict=True):
            assert each.number in page
            assert each.name in page
        fonts = [page["/Resources"]["/Font"]["/B"] for page in pdf.pages]
        assert len({font["/BaseFont"] for font in fonts}) == 2, "fonts of other characters have other names"
        assert len({page["/Contents"][0].idnum for page in pdf.pages}) == 1, "what all share is there once"

    def test_a_list_without_certificates_makes_no_file(self, client, cohort, first, at):
        batch = approved(cohort, by=first, at=at)

        page = client.post(reverse("certificate_batch:collect", args=[batch.pk, "zip"]), follow=True)

        assert "No certificate of this list is valid: none has been issued yet" in text(page)

    def test_nobody_is_handed_what_was_revoked_and_what_was_corrected_comes_corrected(self, client, work, first, at):
        batch = issue(make_class(at, complete=3, code="WF-B"), by=first, at=at)[0].batch
        wrong, gone, right = batch.certificates.order_by("pk")
        actions.revoke(gone, by=first, reason="误发", at=at)
        new = wrong
        for name in ("王一", "王二"):
            wrong.person.name = name
            wrong.person.save()
            new = actions.reissue(new, by=first, reason="姓名更正", at=at)
        client.force_login(manager_of(batch.issuer))

        archive = zipfile.ZipFile(io.BytesIO(self.fetch(client, work, batch, "zip")))

        assert archive.namelist() == [f"{each.number}-{each.name}.pdf" for each in (right, new)]
        assert new.name == "王二"

    def test_another_form_is_a_mistake_of_the_program(self, batch, first, at):
        with pytest.raises(ValueError, match="exe"):
            actions.collect(batch, "exe", by=first, at=at)


class TestKinds:
    def issue(self, client, cohort, second, work, **asked):
        shown = text(client.get(dry_run(cohort, ask=1, **asked)))
        client.post(dry_run(cohort, kind=asked["kind"]), {k: v for k, v in asked.items() if k != "kind"})
        batch = Batch.objects.get()
        client.force_login(second)
        approve(client, batch)
        work()
        return shown, list(batch.certificates.order_by("number"))

    def test_credits_of_a_year(self, client, cohort, first, second, work, at):
        person = cohort.traineeships.first().person
        rule = CreditRuleFactory(authority="国家")
        for mode, hundredths in (("online", 150), ("onsite", 1100)):
            record = LearningRecordFactory(person=person, mode=mode)
            line = CreditLineFactory(
                record=record, person=person, hundredths=hundredths, earned_on=at.date(), rule=rule
            )
        shown, (made,) = self.issue(
            client, cohort, second, work, kind="credit", year=2026, authority=line.rule.authority, project_number="26-1"
        )

        assert "no credits of this authority in 2026" in shown
        assert made.number.endswith("-XF-2026-000001")
        assert made.facts["extras"][1:] == [
            ["Mode", "on site and online"],
            ["Project number", "26-1"],
            ["Credits", "12.5"],
        ]
        assert made.facts["extras"][0][1] == "2026.01.01—2026.12.31"
        assert (made.traineeship, made.is_unfounded) == (None, False)
        assert f"already has certificate {made.number}" in text(
            client.get(dry_run(cohort, ask=1, kind="credit", year=2026, authority=line.rule.authority))
        )

    def test_an_exam_passed(self, client, cohort, first, second, work, at):
        exam = ActivityFactory(kind="exam", title="结业考试")
        person = cohort.traineeships.first().person
        for score in (7000, 8650, None):
            LearningRecordFactory(
                person=person, activity=exam, outcome="passed", score_hundredths=score, happened_at=at
            )

        shown, (made,) = self.issue(client, cohort, second, work, kind="pass", activity=exam.pk)

        assert "has not passed this exam" in shown
        assert made.number.endswith("-HG-2026-000001")
        assert made.facts["extras"] == [["Exam", "结业考试"], ["Score", "86.5"]]

    def test_chosen_people_with_a_reason(self, client, cohort, first, second, work):
        person = cohort.traineeships.last().person
        _shown, (made,) = self.issue(
            client, cohort, second, work, kind="honor", reason="带教成绩突出。", people=person.pk
        )

        assert made.person == person
        assert made.facts["body"].startswith("带教成绩突出。")
        assert made.facts["id_number_masked"] == ""

    def test_mentors_who_taught(self, client, cohort, first, second, work, at):
        mentor, other = PersonFactory(name="李名医"), PersonFactory()
        lesson = ActivityFactory(kind="teaching", organiser=cohort.organiser)
        LearningRecordFactory(person=mentor, role="teacher", activity=lesson, happened_at=at)
        LearningRecordFactory(person=other, role="teacher", happened_at=at)

        _shown, (made,) = self.issue(client, cohort, second, work, kind="appointment")

        assert made.person == mentor
        assert made.facts["kind_title"] == "Letter of appointment"
        assert client.get(reverse("certificate:inspect", args=[made.pk])).status_code == 200
        assert client.get(f"{reverse('certificate:index')}?export=xlsx").status_code == 200

    def test_mentors_who_are_to_teach(self, client, cohort, first, second, work, at):
        head, teacher = PersonFactory(name="甲名医"), PersonFactory(name="乙名医")
        cohort.head_teacher = head
        cohort.save()
        for who in (teacher, teacher, None):
            ClassSessionFactory(cohort=cohort, teacher=who)

        _shown, made = self.issue(client, cohort, second, work, kind="appointment")

        assert {each.person for each in made} == {head, teacher}

    def test_a_certificate_of_another_kind_is_replaced_on_the_same_ground(self, client, cohort, first, at):
        person = cohort.traineeships.first().person
        batch = approved(cohort, by=first, at=at, kind=Kind.HONOR, reason="优秀。", terms={"people": [person.pk]})
        actions.issue_some(batch, list(batch.recipients.values_list("pk", flat=True)), at=at)
        old = Certificate.objects.get()
        person.name = "王更正"
        person.save()

        new = actions.reissue(old, by=first, reason="姓名更正", at=at)

        assert (new.ground, new.facts["name"], new.facts["body"]) == (old.ground, "王更正", old.facts["body"])

    def test_the_layout_of_the_issuer_is_used_and_named(self, client, cohort, first, second, work):
        version = LayoutVersionFactory(layout=LayoutFactory(issuer=cohort.organiser))
        LayoutVersionFactory(layout=LayoutFactory())

        _shown, made = self.issue(client, cohort, second, work, kind="completion", layout=version.layout_id)

        assert {each.layout_version for each in made} == {version.code}
        assert made[0].facts["body"] == f"参加“{cohort.scheme.name}”，准予结业。"
        assert made[0].facts["extras"] == [["班次", cohort.name]]

    def test_questions_that_are_not_answered_are_asked_again(self, client, cohort, first):
        page = text(client.get(dry_run(cohort, kind="honor", ask=1)))

        assert "This field is required." in page
        assert "will receive a certificate" not in page
        assert client.post(dry_run(cohort, kind="honor"), {}).status_code == 200
        assert not Batch.objects.exists()
