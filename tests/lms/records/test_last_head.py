"""The file beside the key: who may only write SQL cannot make history anew, though the product would sign it."""

import stat

import pytest
from django.db import transaction

from lms.audit.models import Entry
from lms.records import last_head, tasks
from lms.records.actions import LastHeadLost, seal, sealing
from lms.records.checks import last_head_can_be_kept
from lms.records.keys import make_key
from lms.records.last_head import LastHeadUnreadable
from lms.records.models import SealedRun, TreeHead
from lms.records.queries import Verification, latest_head
from tests.lms.records.sealing import DAY, as_operator, fill, forget_last_head, seal_on

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def ids():
    """Twenty records, ten of them under each of two heads."""
    first = fill(10)
    seal_on(1)
    second = fill(10)
    seal_on(2)
    return [*first, *second]


def run(*statements):
    with as_operator() as cursor:
        for statement in statements:
            cursor.execute(statement)


def fault():
    return Verification().run().fault


def test_the_last_head_is_kept_whole_for_its_owner_alone(ids):
    file = last_head.place()

    assert file.read_text() == latest_head().note.text
    assert last_head.kept() == latest_head().note
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in file.parent.iterdir() if each.name.startswith(".head")] == []
    assert not Entry.objects.filter(verb="records.head.kept_anew").exists()


def test_a_head_whose_transaction_fails_is_not_kept():
    fill(1)

    with transaction.atomic():
        seal(at=DAY)
        transaction.set_rollback(True)

    assert last_head.kept() is None
    assert seal_on(1) == latest_head()


def test_a_head_that_is_kept_already_is_not_written_again(ids):
    before = last_head.place().stat().st_mtime_ns, last_head.place().stat().st_ino

    seal_on(3)

    assert (last_head.place().stat().st_mtime_ns, last_head.place().stat().st_ino) == before


def test_history_made_anew_without_a_head_is_not_signed(ids):
    run(
        f"UPDATE records_learningrecord SET minutes = 999 WHERE id = {ids[3]}",
        "DELETE FROM records_sealedrun",
        "DELETE FROM records_treehead",
    )

    with pytest.raises(LastHeadLost, match="over 20 records"):
        seal_on(3)
    assert not SealedRun.objects.exists()
    assert not TreeHead.objects.exists()
    found = fault()
    assert (str(found.kind), found.record_id) == ("deleted", 1)
    assert "over 20 records, and only 0 are sealed here" in found.words
    assert "SEAL_LAST_FILE" in found.words


def test_history_whose_newest_heads_and_records_are_deleted_is_not_signed(ids):
    run(
        f"DELETE FROM records_learningrecord WHERE id > {ids[9]}",
        "DELETE FROM records_sealedrun WHERE start >= 10",
        "DELETE FROM records_treehead WHERE size > 10",
    )
    fill(30)

    with pytest.raises(LastHeadLost):
        seal_on(3)
    assert str(fault().kind) == "deleted"


def test_hashes_made_anew_up_to_the_last_head_are_found_out(ids):
    kept = last_head.kept()
    run(
        f"UPDATE records_learningrecord SET minutes = 999 WHERE id = {ids[3]}",
        "DELETE FROM records_sealedrun",
        "DELETE FROM records_treehead",
    )
    forget_last_head()
    seal_on(3)
    last_head.keep(kept)

    with pytest.raises(LastHeadLost):
        seal_on(4)
    found = fault()
    assert (str(found.kind), found.record_id) == ("head", 1)
    assert "This head is kept outside the database" in found.words


def test_a_head_of_the_database_is_named_before_the_same_one_of_the_file(ids):
    run("DELETE FROM records_sealedrun WHERE start >= 10")

    assert "SEAL_LAST_FILE" not in fault().words


def test_what_is_sealed_beyond_the_file_goes_on_and_is_kept(ids):
    """As after a crash between the two, or where workers of another machine seal too."""
    last_head.keep(TreeHead.objects.earliest("size").note)
    assert fault() is None

    assert seal_on(3).size == 20

    assert last_head.kept() == latest_head().note


def test_where_no_head_is_kept_it_begins_with_that_of_now_and_that_is_written_down(ids):
    forget_last_head()
    assert fault() is None

    head = seal_on(3)

    assert last_head.kept() == head.note
    entry = Entry.objects.get(verb="records.head.kept_anew")
    assert (entry.subject_id, entry.actor_name) == (str(head.pk), "")


@pytest.mark.parametrize("content", [b"", b"nothing", b"\xff\xfe", None])
def test_a_file_without_a_head_stops_sealing_and_is_named(ids, content, caplog):
    forget_last_head()
    if content is None:
        last_head.place().mkdir()
    else:
        last_head.place().write_bytes(content)

    with pytest.raises(LastHeadUnreadable):
        seal_on(3)
    tasks.seal()
    assert "SEAL_LAST_FILE" in caplog.text
    assert str(fault().kind) == "head"
    assert "SEAL_LAST_FILE" in fault().words


def test_a_head_in_the_file_that_is_not_ours_is_named(ids, settings, tmp_path):
    ours = settings.SEAL_KEY_FILE
    make_key(tmp_path / "theirs.pem")
    settings.SEAL_KEY_FILE = str(tmp_path / "theirs.pem")
    theirs = sealing.seal_key().sign(last_head.kept().head)
    settings.SEAL_KEY_FILE = ours
    last_head.keep(theirs)

    assert str(fault().kind) == "signature"


def test_where_the_file_cannot_be_written_the_head_is_signed_and_the_log_says_so(monkeypatch, caplog):
    def refuse(**_named):
        raise PermissionError("read-only")

    monkeypatch.setattr(last_head, "TemporaryDirectory", refuse)
    fill(1)

    assert seal_on(1) == latest_head()
    assert "the head over 1 records cannot be kept in SEAL_LAST_FILE" in caplog.text
    assert last_head.kept() is None


@pytest.mark.parametrize("folder", ["here", "not/yet/here"])
def test_the_deployment_check_asks_for_a_folder_that_can_be_written(settings, tmp_path, folder):
    settings.SEAL_LAST_FILE = str(tmp_path / folder / "last-head.txt")
    assert last_head_can_be_kept() == []

    (tmp_path / folder.partition("/")[0]).write_text("no folder")

    assert [each.id for each in last_head_can_be_kept()] == ["records.E003"]


def test_it_lies_beside_the_key_if_no_file_is_named(settings, tmp_path):
    settings.SEAL_LAST_FILE = ""
    settings.SEAL_KEY_FILE = str(tmp_path / "secrets" / "seal.pem")
    assert last_head.place() == tmp_path / "secrets" / "last-head.txt"
    assert last_head_can_be_kept() == []

    settings.SEAL_KEY_FILE, settings.DATA_DIR = "", tmp_path
    assert last_head.place() == tmp_path / "seal" / "last-head.txt"
