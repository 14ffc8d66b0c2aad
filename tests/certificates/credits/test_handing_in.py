"""A certificate from elsewhere on its way in, and out again."""

from dataclasses import replace as changed
from datetime import date

import pytest

from certificates.credits import actions
from certificates.credits.actions.handing_in import (
    AlreadyDecided,
    AlreadyHandedIn,
    FileOfNoUse,
    FileTooBig,
    NotYours,
    StillToCome,
)
from certificates.credits.evidence import MOST_BYTES
from certificates.credits.models import Recognition
from lms.audit.models import Entry
from lms.people.roles import Role
from tests.certificates.people import manager_of
from tests.factories.credits import PHOTO, RecognitionFactory
from tests.factories.people import OrganisationFactory, PersonFactory, PostFactory

pytestmark = pytest.mark.django_db
PROOF = actions.Evidence(PHOTO)


def claim_of(person, **other):
    return actions.Claim(
        **{
            "person": person,
            "title": "基层慢病管理适宜技术推广班",
            "issuer": "山东省医学会",
            "number": "鲁医培2026-00017",
            "kind": "course",
            "mode": "onsite",
            "began_on": date(2026, 9, 12),
            "ended_on": date(2026, 9, 13),
            "class_hours_hundredths": 1200,
            **other,
        }
    )


def test_a_certificate_is_kept_with_its_proof_sealed(at):
    doctor = PersonFactory()

    kept = actions.hand_in(claim_of(doctor), PROOF, by=doctor, at=at)

    assert (kept.state, kept.handed_in_by, kept.media_type) == ("handed_in", doctor, "image/png")
    assert kept.content() == PHOTO
    with kept.file.open("rb") as file:
        assert PHOTO not in file.read()
    entry = Entry.objects.get(verb="credits.recognition.handed_in")
    assert (entry.actor_id, entry.data) == (str(doctor.pk), {"sha256": kept.sha256})


@pytest.mark.parametrize(
    ("claim", "content", "refusal"),
    [
        pytest.param({}, b"<svg></svg>", FileOfNoUse, id="no-photo"),
        pytest.param({}, b"", FileOfNoUse, id="empty"),
        pytest.param({}, PHOTO + b"x" * (MOST_BYTES + 1 - len(PHOTO)), FileTooBig, id="a-byte-too-big"),
        pytest.param({"ended_on": date(2026, 11, 20)}, PHOTO, StillToCome, id="ends-tomorrow"),
    ],
)
def test_what_is_no_proof_leaves_no_trace(at, claim, content, refusal):
    doctor = PersonFactory()

    with pytest.raises(refusal):
        actions.hand_in(claim_of(doctor, **claim), actions.Evidence(content), by=doctor, at=at)

    assert not Recognition.objects.exists()
    assert not Entry.objects.exists()


def test_the_biggest_file_and_the_last_day_are_today_are_taken(at):
    doctor = PersonFactory()
    biggest = actions.Evidence(PHOTO + b"x" * (MOST_BYTES - len(PHOTO)))

    assert actions.hand_in(claim_of(doctor, ended_on=date(2026, 11, 19)), biggest, by=doctor, at=at).pk


def test_a_manager_hands_in_for_people_of_the_institution_only(at):
    home = OrganisationFactory()
    inside, outside = PostFactory(workplace=home).person, PostFactory().person
    manager = manager_of(home, Role.INSTITUTION_MANAGER)

    assert actions.hand_in(claim_of(inside), PROOF, by=manager, at=at).handed_in_by == manager
    with pytest.raises(NotYours):
        actions.hand_in(claim_of(outside, number="2"), PROOF, by=manager, at=at)
    with pytest.raises(NotYours):
        actions.hand_in(claim_of(inside, number="3"), PROOF, by=outside, at=at)


@pytest.mark.parametrize("state", ["handed_in", "checked"])
def test_the_same_certificate_is_taken_once_however_it_is_written(at, state):
    waiting = RecognitionFactory(number="鲁医培2026-00017", **({"checked": True} if state == "checked" else {}))
    doctor = PersonFactory()

    with pytest.raises(AlreadyHandedIn):
        actions.hand_in(claim_of(doctor, number=" 鲁医培２０２６ 00017"), PROOF, by=doctor, at=at)

    assert list(Recognition.objects.all()) == [waiting]


def test_two_at_one_moment_are_one_and_the_loser_leaves_no_file(at, monkeypatch):
    RecognitionFactory(number="鲁医培2026-00017")
    doctor = PersonFactory()
    storage = Recognition._meta.get_field("file").storage
    before = storage.listdir("recognitions/2026/11")[1] if storage.exists("recognitions/2026/11") else []
    # As if the other had come between the look and the insert.
    monkeypatch.setattr("certificates.credits.models.RecognitionQuerySet.live", lambda self: self.none())

    with pytest.raises(AlreadyHandedIn):
        actions.hand_in(claim_of(doctor), PROOF, by=doctor, at=at)

    assert storage.listdir("recognitions/2026/11")[1] == before
    assert Recognition.objects.count() == 1


def test_what_was_withdrawn_may_be_handed_in_again(at):
    waiting = RecognitionFactory(number="鲁医培2026-00017")
    doctor = waiting.person

    assert actions.withdraw(waiting, by=doctor, at=at).state == "withdrawn"
    assert actions.withdraw(waiting, by=doctor, at=at).closed_at == at
    assert Entry.objects.filter(verb="credits.recognition.withdrawn").count() == 1

    assert actions.hand_in(claim_of(doctor), PROOF, by=doctor, at=at).state == "handed_in"


def test_one_is_handed_in_instead_of_another(at):
    old = RecognitionFactory(checked=True, number="鲁医培2026-00017")
    claim = changed(claim_of(old.person), class_hours_hundredths=1600)

    fresh = actions.replace(old, claim, PROOF, by=old.person, at=at)

    old.refresh_from_db()
    assert (old.state, old.replaced_by) == ("withdrawn", fresh)
    assert (fresh.state, fresh.class_hours_hundredths) == ("handed_in", 1600)
    with pytest.raises(AlreadyDecided):
        actions.replace(old, claim, PROOF, by=old.person, at=at)


def test_a_refused_one_stays_refused_when_another_comes_in_its_place(at):
    old = RecognitionFactory(state="refused", reason="照片看不清", closed_by=PersonFactory(), closed_at=at)

    fresh = actions.replace(old, claim_of(old.person), PROOF, by=old.person, at=at)

    old.refresh_from_db()
    assert (old.state, fresh.replaces) == ("refused", old)


def test_what_somebody_decided_is_not_taken_back(at):
    refused = RecognitionFactory(state="refused", reason="照片看不清", closed_by=PersonFactory(), closed_at=at)

    with pytest.raises(AlreadyDecided) as said:
        actions.withdraw(refused, by=refused.person, at=at)

    assert str(refused.get_state_display()) in str(said.value)
