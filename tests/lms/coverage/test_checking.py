"""The checklist: what is written down, by whom, and what is refused."""

from datetime import date, timedelta

import pytest
from django.core.files.storage import FileSystemStorage

from lms.audit.models import Entry
from lms.coverage.actions import attaching, checking
from lms.coverage.actions.attaching import Enclosure
from lms.coverage.actions.checking import Answered, check
from lms.coverage.actions.sampling import MayNotDraw
from lms.coverage.models import Attachment, SampleCheck
from lms.coverage.queries import looks_at
from lms.coverage.queries.samples import lines_of
from lms.kit.proofs import MOST_BYTES
from tests.factories.inspection import PICTURE, WHEN, SampledPersonFactory, inspector_of
from tests.factories.people import DivisionFactory

pytestmark = [pytest.mark.django_db]
TODAY = date(2026, 11, 19)


@pytest.fixture(autouse=True)
def _kept_apart(tmp_path, monkeypatch):
    monkeypatch.setattr(Attachment._meta.get_field("file"), "storage", FileSystemStorage(tmp_path))


@pytest.fixture
def sampled():
    return SampledPersonFactory()


@pytest.fixture
def auditor(sampled):
    return inspector_of(sampled.workplace.division)


def filled(sampled, by, *, on=TODAY, files=(), **answers):
    given = {item: Answered(*said) if isinstance(said, tuple) else Answered(said) for item, said in answers.items()}
    return check(sampled, given, done_on=on, by=by, at=WHEN, enclosures=files)


def test_each_answer_is_kept_with_who_and_when(sampled, auditor):
    filled(sampled, auditor, evidence="yes", phoned=("impossible", " 三次无人接听 "), identity="yes")

    (line,) = lines_of(type(sampled).objects.filter(pk=sampled.pk))
    assert line.answers == {"evidence": "yes", "phoned": "impossible", "identity": "yes"}
    assert line.checks["phoned"].note == "三次无人接听"
    assert (line.checks["phoned"].noted_by, line.checks["phoned"].done_on) == (auditor, TODAY)
    assert not line.is_done
    assert [check is not None for _label, check in line.steps] == [True, True, False]
    assert [check is not None for _label, check in line.statements] == [True, False, False, False, False]
    entry = Entry.objects.get(verb="coverage.sampled.checked")
    assert (entry.subject_id, entry.data["changed"]) == (str(sampled.person_id), ["evidence", "phoned", "identity"])


def test_the_newest_answer_counts_and_nothing_is_written_twice(sampled, auditor):
    filled(sampled, auditor, visited="no")
    filled(sampled, auditor, visited="no")
    filled(sampled, auditor, visited="yes")

    assert list(SampleCheck.objects.order_by("pk").values_list("answer", flat=True)) == ["no", "yes"]
    assert lines_of(type(sampled).objects.all())[0].answers == {"visited": "yes"}
    assert Entry.objects.filter(verb="coverage.sampled.checked").count() == 2


def test_a_photo_is_kept_sealed_under_what_it_is(sampled, auditor):
    filled(sampled, auditor, files=[Enclosure("../现场.PDF", PICTURE)])

    kept = Attachment.objects.get()
    assert (kept.name, kept.media_type, kept.is_picture) == ("现场.jpg", "image/jpeg", True)
    assert kept.content() == PICTURE
    assert kept.file.open().read() != PICTURE


@pytest.mark.parametrize(
    ("files", "refusal"),
    [
        ([Enclosure("photo.jpg", b"MZ this is a program")], attaching.FileOfNoUse),
        ([Enclosure("photo.jpg", PICTURE + b"\0" * MOST_BYTES)], attaching.FileTooBig),
        ([Enclosure("photo.jpg", PICTURE)] * 7, attaching.TooManyFiles),
    ],
)
def test_files_of_no_use_are_refused_and_nothing_is_kept(sampled, auditor, files, refusal):
    with pytest.raises(refusal):
        filled(sampled, auditor, files=files, evidence="yes")
    assert not SampleCheck.objects.exists()
    assert not Attachment.objects.exists()


def test_nobody_else_checks_nobody_checks_themselves_and_nobody_writes_ahead(sampled, auditor):
    with pytest.raises(MayNotDraw):
        filled(sampled, inspector_of(DivisionFactory()), evidence="yes")
    with pytest.raises(checking.NotYetDone):
        filled(sampled, auditor, on=TODAY + timedelta(days=1), evidence="yes")
    own = SampledPersonFactory(sample=sampled.sample, person=auditor, workplace=sampled.workplace)
    with pytest.raises(checking.OwnCase):
        filled(own, auditor, evidence="yes")
    assert not SampleCheck.objects.exists()
    assert not looks_at(sampled.person).exists()
