"""The pages about seals: who sees them, what a head that somebody brings is told, and mail."""

import json

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lms.audit.models import Entry
from lms.jobs.models import Job
from lms.kit.queue import drain
from lms.people.roles import Role
from lms.records.models import LearningRecord, SealedRun, TreeHead
from lms.records.queries import latest_head
from lms.records.rules import merkle, note
from lms.records.seals import judge, key_line
from tests.certificates.people import manager_of
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.factories.records import LearningRecordFactory
from tests.lms.records.sealing import as_operator, fill, forget_last_head, seal_on

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def record():
    return LearningRecordFactory(workplace=OrganisationFactory())


@pytest.fixture
def head(record):
    fill(4)
    return seal_on(1)


@pytest.fixture
def auditor(client, record):
    person = manager_of(record.workplace, Role.COUNTY_AUDITOR)
    client.force_login(person)
    return person


def text(response):
    return " ".join(response.content.decode().split())


def get(client, name, *args):
    return client.get(reverse(f"seals:{name}", args=args))


def check(client, **given):
    return client.post(reverse("seals:check"), given)


def test_the_list_leads_to_the_heads(client, auditor, head):
    page = text(get(client, "index"))

    assert reverse("seals:head", args=[head.pk]) in page
    assert bytes(head.root).hex()[:16] in page


def test_where_nothing_is_sealed_the_list_says_so(client, auditor):
    assert "Nothing is sealed yet" in text(get(client, "index"))


def test_a_head_can_be_printed_and_downloaded(client, auditor, head):
    page, file = get(client, "head", head.pk), get(client, "file", head.pk)

    for line in head.note.text.strip().splitlines():
        assert line.replace("+", "&#x2B;") in page.content.decode() or line in page.content.decode()
    assert 'class="seal__qr"' in text(page)
    assert key_line()[:20] in text(page)
    assert note.read(file.content.decode()) == head.note
    assert f"head-{head.size}.txt" in file["Content-Disposition"]


def test_a_head_that_was_kept_is_extended(client, auditor, head):
    fill(3)
    seal_on(2)

    pasted = text(check(client, text=head.note.text))
    sent = text(check(client, file=SimpleUploadedFile("head.txt", head.note.text.encode())))

    assert "Today&#x27;s records extend this head." in pasted
    assert "Today&#x27;s records extend this head." in sent
    assert "consistency proof" in pasted


def test_what_is_no_head_is_said(client, auditor):
    answer = check(client, text="树头")

    assert (answer.status_code, "This is no head as it is printed" in text(answer)) == (422, True)


def remade(head, statement, *parameters):
    """Have an operator who has the disk too change a record and seal everything anew."""
    with as_operator() as cursor:
        cursor.execute(statement, parameters)
        cursor.execute("DELETE FROM records_sealedrun")
        cursor.execute("DELETE FROM records_treehead")
    forget_last_head()
    seal_on(2)


def test_a_history_made_anew_is_found_out(client, auditor, head, record):
    remade(head, "UPDATE records_learningrecord SET minutes = 999 WHERE id = %s", record.pk)

    assert "do not extend this head: records under it were changed" in text(check(client, text=head.note.text))


def test_a_history_cut_off_is_found_out(head):
    last = LearningRecord.objects.latest("pk").pk
    remade(head, "DELETE FROM records_learningrecord WHERE id = %s", last)

    assert not judge(head.note).good
    assert "over more records" in str(judge(head.note).words)


def test_a_forged_head_is_found_out(head):
    forged = note.read(head.note.text.replace(f"\n{head.size}\n", f"\n{head.size - 1}\n"))

    assert "not signed by the key" in str(judge(forged).words)


def test_hashes_changed_below_a_head_are_found_out(head):
    fill(3)
    newest = seal_on(2)
    with as_operator() as cursor:
        cursor.execute("UPDATE records_sealedrun SET hashes = %s WHERE start = 0", [b"x" * 32 * head.size])

    assert not judge(head.note).good
    assert not judge(newest.note).good


def test_a_head_is_mailed_and_that_is_written_down(client, auditor, head):
    mailing = reverse("seals:mail", args=[head.pk])

    wrong = client.post(mailing, {"to": "nobody"})
    right = client.post(mailing, {"to": "audit@example.org"})
    drain()

    assert (wrong.status_code, right.status_code) == (422, 302)
    (sent,) = mail.outbox
    assert (sent.to, note.read(sent.body)) == (["audit@example.org"], head.note)
    entry = Entry.objects.get(verb="records.head.mailed")
    assert (entry.actor_name, entry.data) == (auditor.name, {"to": "audit@example.org"})


def test_the_first_head_of_a_day_goes_to_those_who_are_to_have_them_all(settings):
    settings.SEAL_MAIL_TO = ["one@example.org", "two@example.org"]
    for day in (1, 1.1, 2):
        fill(1)
        seal_on(day)
    drain()

    assert [each.to for each in mail.outbox] == [["one@example.org"], ["two@example.org"]] * 2


def test_a_record_says_in_which_head_it_is_sealed_and_gives_its_proof(client, auditor, head, record):
    page = text(client.get(reverse("learning_record:inspect", args=[record.pk])))
    told = json.loads(get(client, "proof", record.pk).content)

    assert reverse("seals:head", args=[head.pk]) in page
    said = note.read(told["head"]).head
    leaf = merkle.leaf_hash(told["record"].encode())
    path = [note.b64decode(each) for each in told["path"]]
    assert merkle.includes(said.root, said.size, told["index"], leaf, path)
    entry = Entry.objects.get(verb="records.proof.taken")
    assert (entry.subject_id, entry.data) == (str(record.person_id), {"record": record.pk})


def test_a_record_that_was_changed_says_so(client, auditor, head, record):
    with as_operator() as cursor:
        cursor.execute("UPDATE records_learningrecord SET minutes = 999 WHERE id = %s", [record.pk])

    page = text(client.get(reverse("learning_record:inspect", args=[record.pk])))
    answer = client.get(reverse("seals:proof", args=[record.pk]), follow=True)

    assert "not as it was when it was sealed" in page
    assert "is not as it was when it was sealed" in text(answer)


def test_pages_stay_up_where_hashes_are_gone_and_say_so(client, auditor, record):
    fill(511)
    head = seal_on(1)
    with as_operator() as cursor:
        cursor.execute("DELETE FROM records_sealedrun WHERE level = 1")

    page = client.get(reverse("learning_record:inspect", args=[record.pk]))
    answer = client.get(reverse("seals:proof", args=[record.pk]), follow=True)
    brought = check(client, text=head.note.text)

    assert [each.status_code for each in (page, answer, brought)] == [200, 200, 200]
    assert "not as it was when it was sealed" in text(page)
    assert "Hashes that the seals of the records are made of are gone." in text(answer)
    assert "extend this head cannot be told: kept hashes are gone." in text(brought)


def test_a_new_record_is_not_sealed_yet(client, auditor, record):
    assert "not sealed yet" in text(client.get(reverse("learning_record:inspect", args=[record.pk])))
    assert get(client, "proof", record.pk).status_code == 404
    fill(1)
    seal_on(1)
    later = LearningRecordFactory(workplace=record.workplace)
    assert get(client, "proof", later.pk).status_code == 404


def test_a_head_under_which_the_hashes_no_longer_lead_to_the_root(client, auditor, head, record):
    with as_operator() as cursor:
        cursor.execute("UPDATE records_treehead SET root = %s", [b"r" * 32])

    assert "not as it was" in text(client.get(reverse("learning_record:inspect", args=[record.pk])))


def test_all_seals_are_recomputed_by_a_worker(client, auditor, head):
    answer = client.post(reverse("seals:verify"))
    drain()

    job = Job.objects.get()
    assert answer.status_code == 302
    assert (job.state, job.done, job.total) == ("done", head.size, head.size)
    assert "5 records are as they were sealed, under 1 heads" in job.message


def test_a_worker_that_recomputes_names_the_first_wrong_record(client, auditor, head, record):
    with as_operator() as cursor:
        cursor.execute("DELETE FROM records_learningrecord WHERE id = %s", [record.pk])

    client.post(reverse("seals:verify"))
    drain()

    assert f"Record {record.pk} has been deleted." in Job.objects.get().message


def test_only_who_may_look_at_records_sees_the_seals(client, head, record):
    for person, status in (
        (record.person, 302),
        (PersonFactory(), 302),
        (manager_of(OrganisationFactory(), Role.INSTITUTION_MANAGER), 200),
        (PersonFactory(is_superuser=True), 200),
    ):
        client.force_login(person)
        assert [get(client, "index").status_code, get(client, "head", head.pk).status_code] == [status] * 2
    client.force_login(manager_of(OrganisationFactory(), Role.INSTITUTION_MANAGER))
    assert get(client, "proof", record.pk).status_code == 404


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(client, auditor, size, django_assert_max_num_queries):
    for day in range(size):
        fill(1)
        seal_on(day)
    get(client, "index")

    with django_assert_max_num_queries(11):
        get(client, "index")
    assert (TreeHead.objects.count(), SealedRun.objects.count(), latest_head().size) == (size, size, size + 1)


def test_without_a_key_no_line_is_printed(settings, tmp_path):
    settings.SEAL_KEY_FILE, settings.DATA_DIR = "", tmp_path
    assert key_line() == ""
