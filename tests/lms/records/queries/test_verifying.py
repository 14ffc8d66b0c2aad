"""An operator with SQL access changes history, and is found out."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from lms.records.actions import reverse
from lms.records.keys import make_key, seal_key
from lms.records.models import LearningRecord, SealedRun, TreeHead
from lms.records.queries import Verification, edge, latest_head, rows
from lms.records.rules import note as notes
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.factories.records import ActivityFactory, LearningRecordFactory
from tests.lms.records.sealing import DAY, as_operator, fill, forget_last_head, seal_on

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def ids():
    """The numbers of 640 sealed records: 600 under the head of the first day, all under that of the second."""
    first = fill(600, ids=range(1001, 2201, 2))
    seal_on(1)
    second = fill(40, ids=range(3001, 3041))
    seal_on(2)
    return [*first, *second]


@pytest.fixture
def drawer(ids):
    """The first day's head, as an auditor keeps it."""
    return TreeHead.objects.earliest("size").note.text


def verify(*brought):
    return Verification([notes.read(each) for each in brought]).run()


def fault(*brought):
    found = verify(*brought).fault
    return (str(found.kind), found.record_id) if found else None


def run(statement, *parameters):
    with as_operator() as cursor:
        cursor.execute(statement, parameters)


def remake(*, from_scratch=False):
    """Make the hashes anew from today's rows, as an operator who knows how they are made."""
    with as_operator() as cursor:
        cursor.execute("DELETE FROM records_sealedrun")
        if from_scratch:
            cursor.execute("DELETE FROM records_treehead")
    tree, after = edge.load()
    for page in rows.pages(after, 1 << 62):
        for piece in tree.grow(page.ids, page.hashes):
            SealedRun.objects.create(
                **{name: getattr(piece, name) for name in ("level", "start", "width", "hashes", "first_id", "last_id")}
            )


def test_an_untouched_history_is_found_whole(ids, drawer):
    LearningRecordFactory()
    told = []

    report = Verification([notes.read(drawer)], say=lambda *numbers: told.append(numbers)).run()

    assert (report.fault, report.records, report.heads, report.unsealed) == (None, 640, 2, 1)
    assert told[-1] == (640, 640)


def test_where_nothing_is_sealed_nothing_is_wrong():
    fill(3)
    assert (verify().fault, verify().unsealed) == (None, 3)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("minutes", 999),
        ("score_hundredths", 10_000),
        ("outcome", "passed"),
        ("role", "teacher"),
        ("mode", "onsite"),
        ("happened_at", "2026-11-19 02:00:01"),
        ("recorded_at", "2025-11-19 03:00:00"),
        ("post_kind", "village_doctor"),
        ("post_title", "村医"),
        ("evidence", '{"seconds": 1}'),
        ("source_key", "exams:1"),
    ],
)
def test_a_changed_record_is_named(ids, column, value):
    run(f"UPDATE records_learningrecord SET {column} = %s WHERE id = %s", value, ids[300])

    assert fault() == ("changed", ids[300])


def test_a_record_given_to_another_person_place_or_activity_is_named(ids):
    for column, other, place in (
        ("person_id", PersonFactory(), 400),
        ("activity_id", ActivityFactory(), 300),
        ("workplace_id", OrganisationFactory(), 200),
    ):
        run(f"UPDATE records_learningrecord SET {column} = %s WHERE id = %s", other.pk, ids[place])
        assert fault() == ("changed", ids[place])


def test_a_reversal_that_takes_back_another_record_is_named(ids):
    reversal = reverse(LearningRecord.objects.get(pk=ids[5]), by=None, reason="重复", at=DAY)
    seal_on(3)
    run("UPDATE records_learningrecord SET reverses_id = %s WHERE id = %s", ids[6], reversal.pk)

    assert fault() == ("changed", reversal.pk)


def test_of_several_the_first_is_named(ids):
    run("UPDATE records_learningrecord SET minutes = 1 WHERE id IN (%s, %s)", ids[600], ids[100])

    assert fault() == ("changed", ids[100])


@pytest.mark.parametrize("place", [0, 1, 255, 256, 400, 599, 600, 639])
def test_a_deleted_record_is_named(ids, place):
    run("DELETE FROM records_learningrecord WHERE id = %s", ids[place])

    kind, number = fault()

    # Where numbers were left out, the nearest is said: between the records before and after it.
    assert kind == "deleted"
    assert ids[place] - 2 < number <= ids[place]


def test_many_deleted_records_are_noticed_at_the_first(ids):
    run("DELETE FROM records_learningrecord WHERE id >= %s AND id < %s", ids[260], ids[590])

    assert fault() == ("deleted", ids[260] - 1)


def test_all_records_deleted(ids):
    run("DELETE FROM records_learningrecord")

    assert fault() == ("deleted", ids[0])


@pytest.mark.parametrize("number", [1, 1002, 1512, 1514, 2198, 2500])
def test_a_record_inserted_in_the_past_is_named(ids, number):
    with as_operator():
        LearningRecordFactory(pk=number)

    assert fault() == ("inserted", number)


@pytest.mark.parametrize("number", [-(1 << 63), -1, 0])
def test_a_record_inserted_below_the_first_number_is_named(ids, number):
    with as_operator() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE records_learningrecord DROP CONSTRAINT record_has_a_number")
        else:
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        LearningRecordFactory(pk=number)
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = OFF")

    assert fault() == ("inserted", number)
    forget_last_head()
    run("DELETE FROM records_sealedrun")
    run("DELETE FROM records_treehead")
    assert verify().unsealed == 641


@pytest.mark.parametrize(
    ("recorded_at", "found"),
    [
        pytest.param(DAY - timedelta(days=200), ("backdated", 4001), id="months-ago"),
        pytest.param(DAY + timedelta(days=1, microseconds=-1), ("backdated", 4001), id="a-day-before-the-head"),
        pytest.param(DAY + timedelta(days=1), None, id="within-a-day-of-the-head"),
    ],
)
def test_a_record_written_behind_the_last_one_that_says_it_is_old_is_named(ids, recorded_at, found):
    fill(1, ids=[4000], recorded_at=DAY + timedelta(days=2))
    LearningRecordFactory(pk=4001, recorded_at=recorded_at)
    seal_on(3)

    assert fault() == found


def test_what_was_recorded_before_the_first_head_may_be_old():
    fill(5, recorded_at=DAY - timedelta(days=400))
    seal_on(1)

    assert fault() is None


def test_a_backdated_record_hides_nothing_that_is_worse(ids):
    fill(2, ids=[4000, 4001], recorded_at=DAY - timedelta(days=200))
    seal_on(3)
    run("UPDATE records_learningrecord SET minutes = 999 WHERE id = 4001")

    assert fault() == ("changed", 4001)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite keeps instants as text")
def test_a_record_that_says_no_time_it_was_recorded_at_is_named(ids):
    LearningRecordFactory(pk=4000)
    run("UPDATE records_learningrecord SET recorded_at = 'gestern' WHERE id = 4000")
    seal_on(3)

    assert fault() == ("backdated", 4000)
    assert "'gestern'" in verify().fault.words


def test_records_that_changed_places_are_named(ids):
    for number, to in ((ids[10], 9), (ids[40], ids[10]), (9, ids[40])):
        run("UPDATE records_learningrecord SET id = %s WHERE id = %s", to, number)

    found = verify().fault

    assert (str(found.kind), found.record_id, str(ids[40]) in found.words) == ("reordered", ids[10], True)


def test_hashes_that_changed_places_are_named(ids):
    first = SealedRun.objects.leaves()[0]
    kept = bytes(first.hashes)
    run("UPDATE records_sealedrun SET hashes = %s WHERE id = %s", kept[32:64] + kept[:32] + kept[64:], first.pk)

    assert fault() == ("reordered", ids[0])


def rewrite(number, level):
    """Change a record, and its hash up to a level."""
    run("UPDATE records_learningrecord SET minutes = 999 WHERE id = %s", number)
    before = list(SealedRun.objects.filter(level__gt=level).values())
    remake()
    with as_operator() as cursor:
        for each in before:
            statement = "UPDATE records_sealedrun SET hashes = %s WHERE level = %s AND start = %s"
            cursor.execute(statement, [bytes(each["hashes"]), each["level"], each["start"]])


def test_a_record_changed_with_its_hash_is_found_by_the_hash_above(ids):
    rewrite(ids[300], 0)

    found = verify().fault

    assert (str(found.kind), found.record_id) == ("hashes", ids[256])
    assert f"{ids[256]} " in found.words
    assert str(ids[511]) in found.words


@pytest.mark.parametrize(("place", "first", "last"), [(300, 1, 599), (620, 600, 639)])
def test_a_record_changed_with_all_hashes_is_found_by_the_head(ids, place, first, last):
    rewrite(ids[place], 5)

    found = verify().fault

    assert str(found.kind) == "head"
    assert found.record_id == (1 if first == 1 else ids[first - 1] + 1)
    assert str(ids[last]) in found.words


def test_heads_written_anew_are_not_signed(ids, drawer):
    rewrite(ids[300], 5)
    run("UPDATE records_treehead SET root = %s", b"r" * 32)

    assert fault() == fault(drawer) == ("signature", None)


def test_heads_signed_with_a_key_that_is_not_ours_do_not_count(ids, settings, tmp_path):
    ours = settings.SEAL_KEY_FILE
    make_key(tmp_path / "theirs.pem")
    settings.SEAL_KEY_FILE = str(tmp_path / "theirs.pem")
    rewrite(ids[300], 5)
    run("DELETE FROM records_treehead")
    forget_last_head()
    seal_on(3)
    assert fault() is None

    settings.SEAL_KEY_FILE = ours

    assert fault() == ("signature", None)


def test_a_whole_history_made_anew_and_signed_is_found_out_by_yesterdays_head(ids, drawer):
    run("UPDATE records_learningrecord SET minutes = 999 WHERE id = %s", ids[300])
    remake(from_scratch=True)
    forget_last_head()
    seal_on(3)
    assert fault() is None

    found = verify(drawer).fault

    assert (str(found.kind), found.record_id) == ("head", 1)
    assert "640" not in found.words


def test_a_history_cut_off_and_sealed_anew_is_found_out_by_yesterdays_head(ids):
    later = latest_head().note.text
    run("DELETE FROM records_learningrecord WHERE id >= %s", ids[620])
    remake(from_scratch=True)
    forget_last_head()
    seal_on(3)
    assert fault() is None

    assert fault(later) == ("deleted", ids[619] + 1)


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        pytest.param("DELETE FROM records_sealedrun WHERE start = 256 AND level = 0", ("hashes", 1512), id="middle"),
        pytest.param("DELETE FROM records_sealedrun WHERE start = 0 AND level = 0", ("hashes", 1), id="first"),
        pytest.param("DELETE FROM records_sealedrun WHERE start = 600", ("deleted", 2200), id="last"),
        pytest.param("DELETE FROM records_sealedrun WHERE level = 1", ("hashes", 1001), id="above"),
    ],
)
def test_seals_that_are_gone_are_noticed(ids, statement, found):
    run(statement)

    assert fault() == found


def test_numbers_altered_beside_the_hashes_are_noticed(ids):
    run("UPDATE records_sealedrun SET first_id = first_id - 1 WHERE start = 256 AND level = 0")

    assert fault() == ("hashes", ids[256])


def test_a_head_that_was_altered_or_is_somebody_elses_is_not_believed(ids, drawer):
    assert fault(drawer.replace("\n600\n", "\n599\n")) == ("signature", None)
    stranger, said = Ed25519PrivateKey.generate(), notes.read(drawer).head
    key_id = notes.key_id_of(said.origin, stranger.public_key().public_bytes_raw())
    forged = notes.Note(head=said, name=said.origin, key_id=key_id, signature=stranger.sign(said.text.encode()))

    assert fault(forged.text) == ("signature", None)


def test_heads_of_a_key_that_was_in_use_before_still_count(ids, drawer, settings, tmp_path):
    old = seal_key().line
    make_key(tmp_path / "next.pem")
    settings.SEAL_KEY_FILE = str(tmp_path / "next.pem")
    assert fault(drawer) == ("signature", None)

    settings.SEAL_OLD_KEYS = [old]
    fill(1, ids=[4000], recorded_at=DAY + timedelta(days=2))
    seal_on(3)

    assert (fault(drawer), latest_head().key_id != TreeHead.objects.earliest("size").key_id) == (None, True)
