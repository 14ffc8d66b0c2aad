import pytest
from hypothesis import HealthCheck, given, settings

from courses.exams.exchange.drafts import Draft
from courses.exams.exchange.markers import settle_draft
from courses.exams.exchange.opening import open_file
from courses.exams.exchange.soundness import judge
from courses.exams.exchange.writers.moodle import to_moodle
from courses.exams.exchange.writers.workbook import to_archive
from tests.courses.exams.exchange.banks import MEDIA, banks, drafts, said

PATIENT = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


def as_sheet(bank):
    return to_archive(bank, sheet="试题", file_of=MEDIA.get)[0]


def as_moodle(bank):
    return to_moodle(bank, file_of=MEDIA.get)


@pytest.mark.parametrize("write", [as_sheet, as_moodle])
def test_a_bank_written_and_read_again_is_the_same(write):
    @PATIENT
    @given(banks.filter(bool))
    def check(bank):
        read = open_file(write(bank)).drafts
        for draft in read:
            settle_draft(draft, {uid: uid for uid in MEDIA})

        assert [said(draft) for draft in read] == [said(draft) for draft in bank]
        assert [draft.findings for draft in read] == [[] for _draft in bank]

    check()


@PATIENT
@given(drafts())
def test_every_drawn_question_is_sound(draft):
    judge(draft)

    assert draft.findings == []


@pytest.mark.parametrize("write", [as_sheet, as_moodle])
def test_the_files_of_a_bank_travel_with_it(write):
    uid, (name, content) = next(iter(MEDIA.items()))
    bank = [draft_with(f"看图 ![片](media:{uid})")]

    (read,) = open_file(write(bank)).drafts

    assert [(medium.uid, medium.name.rsplit("/", 1)[-1], medium.content) for medium in read.media.values()] == [
        (uid, name, content)
    ]


def draft_with(stem):
    return Draft(1, code="M1", kind="short", subject="neike", stem=stem)
