"""From a file to the bank: what is checked, asked, approved, written, and refused."""

import io
from uuid import UUID

import openpyxl
import pytest
from django.db import IntegrityError
from django.test import override_settings
from django.utils.translation import override

from courses.exams.actions import imports as actions
from courses.exams.actions.imports import applying
from courses.exams.exchange.exporting import export_bank
from courses.exams.models import Question, QuestionImport, QuestionMedia, QuestionReview, QuestionVersion
from lms.audit.models import Entry
from tests.courses.exams.exchange.banks import MEDIA, PNG
from tests.courses.exams.exchange.sheets import GOOD, packed, workbook
from tests.factories.exams import QuestionFactory, QuestionMediaFactory, QuestionVersionFactory
from tests.factories.people import OrganisationFactory

State = QuestionImport.State
OTHER = {**GOOD, "stem": "高血压患者每日食盐应少于", "option_a": "5克", "option_b": "10克", "right": "A"}


def figures(upload, *names):
    return [upload.counts[name] for name in names]


def test_a_sheet_is_checked_approved_and_written_unreviewed(desk):
    upload = desk.checked(workbook({**GOOD, "code": "C1", "subject": "外科", "unit": "1.2", "difficulty": 3}, OTHER))
    assert (upload.state, upload.form, figures(upload, "rows", "new", "faults")) == (State.CHECKED, "xlsx", [2, 2, 0])
    assert not Question.objects.exists()

    upload = desk.applied(upload)

    question = Question.objects.get(code="C1")
    version = question.versions.get()
    assert (upload.state, upload.approved_by, upload.written_at) == (State.APPLIED, desk.editor, desk.at)
    assert (question.subject, question.unit, question.keeper) == (desk.waike, "1.2", None)
    assert (version.number, version.kind, version.right, version.difficulty) == (1, "single", [1], 3)
    assert (version.made_by, version.reviews.count()) == (desk.editor, 0)
    assert Question.objects.exclude(code="C1").get().subject == desk.neike
    assert upload.written == {
        "questions": sorted(Question.objects.values_list("pk", flat=True)),
        "versions": sorted(QuestionVersion.objects.values_list("pk", flat=True)),
        "media": [],
    }
    actions_told = list(Entry.objects.filter(verb__startswith="exams.import").values_list("verb", flat=True))
    assert sorted(actions_told) == ["exams.import.applied", "exams.import.approved", "exams.import.received"]


def test_applying_again_writes_nothing(desk):
    upload = desk.imported(workbook(GOOD))

    actions.apply_import(upload.pk, at=desk.at)
    actions.check_import(upload.pk, at=desk.at)

    assert QuestionVersion.objects.count() == 1
    assert actions.approve_import(upload, by=desk.editor, at=desk.at).state == State.APPLIED


def test_the_same_file_again_changes_nothing_whether_it_names_codes_or_not(desk):
    data = workbook({**GOOD, "code": "C1"}, OTHER)
    desk.imported(data)

    again = desk.imported(data)

    assert figures(again, "new", "changed", "unchanged", "twins") == [0, 0, 2, 0]
    assert QuestionVersion.objects.count() == 2


def test_a_known_code_gets_a_new_version_only_where_the_wording_differs(desk):
    desk.imported(workbook({**GOOD, "code": "C1"}, {**OTHER, "code": "C2"}))

    upload = desk.imported(workbook({**GOOD, "code": "C1", "right": "A"}, {**OTHER, "code": "C2", "unit": "9"}))

    first, second = Question.objects.order_by("code")
    assert [version.right for version in first.versions.order_by("number")] == [[1], [0]]
    assert (second.versions.count(), second.unit) == (1, "9")
    assert [change["code"] for change in upload.changes] == ["C1", "C2"]


def test_what_a_file_does_not_say_stays_as_it_is_on_file(desk):
    desk.imported(workbook({**GOOD, "code": "C1", "subject": "外科", "unit": "1.2", "difficulty": 4}))

    same = desk.checked(workbook({**GOOD, "code": "C1"}))
    upload = desk.imported("// [id:C1]\n诊断慢阻肺必须做 {~胸片 =肺功能}".encode(), name="x.gift")

    assert same.counts["unchanged"] == 1
    question = Question.objects.get()
    version = question.versions.latest("number")
    assert (upload.counts["changed"], question.subject, question.unit) == (1, desk.waike, "1.2")
    assert (version.number, version.difficulty, version.stem) == (2, 4, "诊断慢阻肺必须做")


def test_a_file_with_mistakes_comes_back_marked_and_writes_nothing(desk):
    upload = desk.checked(workbook(GOOD, {**OTHER, "right": ""}))

    assert (upload.state, figures(upload, "rows", "faults")) == (State.REFUSED, [2, 1])
    assert [(fault.row, fault.column, fault.code, fault.label) for fault in upload.faults.all()] == [
        (3, "right", "no_right", "高血压患者每日食盐应少于")
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(upload.marked_content())).active
    assert sheet["E3"].fill.fgColor.rgb.endswith("FFC7CE")
    assert sheet["E2"].fill.fgColor.rgb == "00000000"
    with pytest.raises(actions.ImportNotReady):
        actions.approve_import(upload, by=desk.editor, at=desk.at)
    with pytest.raises(actions.ImportNotReady):
        actions.apply_import(upload.pk, at=desk.at)


def test_mistakes_can_be_left_out_and_the_rest_imported(desk):
    upload = desk.imported(workbook(GOOD, {**OTHER, "right": ""}), leave_out_faulty=True)

    assert figures(upload, "new", "left_out", "faulty") == [1, 1, 1]
    assert Question.objects.count() == 1


def test_a_file_of_nothing_but_mistakes_is_refused_even_so(desk):
    upload = desk.checked(b"$CATEGORY: a\n\n{", leave_out_faulty=True, name="x.txt")

    assert upload.state == State.REFUSED
    assert desk.checked(b"%PDF").state == State.REFUSED


@pytest.mark.parametrize(
    ("data", "places"),
    [
        ("甲 {=一 ~%50%二}\n\n乙 {=一 ~二}\n\n说明".encode(), [(2, "partial_credit"), (4, "type_description")]),
        ("题\nA. 甲\nC. 乙\nANSWER: A\n".encode(), [(2, "letter_order")]),
    ],
    ids=["gift", "aiken"],
)
def test_a_text_comes_back_as_our_sheet_with_its_lines(desk, data, places):
    upload = desk.checked(data, name="x.txt")

    sheet = openpyxl.load_workbook(io.BytesIO(upload.marked_content())).active
    last = sheet.max_column
    marked = [row for row in range(2, sheet.max_row + 1) if sheet.cell(row, last).value]
    assert (marked, [fault.code for fault in upload.faults.order_by("row")]) == (
        [row for row, _code in places],
        [code for _row, code in places],
    )


def twin_of(upload):
    return upload.twins.get()


NEAR = {**GOOD, "stem": "诊断慢阻肺必须做的检查是？", "option_a": "肺功能", "option_b": "胸片", "right": "A"}


def test_a_question_that_says_what_another_says_is_asked_about(desk):
    desk.imported(workbook({**GOOD, "code": "C1"}))

    upload = desk.checked(workbook({**NEAR, "code": "N1"}, OTHER))

    twin = twin_of(upload)
    assert (upload.state, twin.question.code, twin.percent, twin.row) == (State.WAITING, "C1", 100, 2)
    assert (twin.facts["right"], twin.facts["other_right"]) == ("肺功能", "肺功能")
    with pytest.raises(actions.ImportNotReady):
        actions.approve_import(upload, by=desk.editor, at=desk.at)


@pytest.mark.parametrize(
    ("answer", "questions", "versions", "left_out"), [("skip", 1, 1, 1), ("new", 2, 2, 0), ("version", 1, 2, 0)]
)
def test_the_answer_about_a_twin_is_done(desk, answer, questions, versions, left_out):
    desk.imported(workbook({**GOOD, "code": "C1"}))
    upload = desk.checked(workbook({**NEAR, "code": "N1"}))

    assert actions.answer_twins(upload, answers={twin_of(upload).pk: answer}, by=desk.editor, at=desk.at) == 0
    upload = actions.check_import(upload.pk, at=desk.at)
    assert upload.state == State.CHECKED
    upload = desk.applied(upload)

    assert (Question.objects.count(), QuestionVersion.objects.count()) == (questions, versions)
    assert upload.counts["left_out"] == left_out
    if answer == "version":
        assert [each.stem for each in Question.objects.get(code="C1").versions.order_by("number")] == [
            GOOD["stem"],
            NEAR["stem"],
        ]


def test_two_rows_cannot_be_versions_of_one_question(desk):
    desk.imported(workbook({**GOOD, "code": "C1"}))
    nearer = {**NEAR, "code": "N2", "stem": "诊断慢阻肺必须做的检查是什么"}
    upload = desk.checked(workbook({**NEAR, "code": "N1"}, nearer))
    answers = {twin.pk: "version" for twin in upload.twins.all()}

    left = actions.answer_twins(upload, answers=answers, by=desk.editor, at=desk.at)
    upload = actions.check_import(upload.pk, at=desk.at)

    # What is like a row of the same file cannot be a version of it.
    assert left == len(answers) - upload.twins.filter(answer="version").count()


def test_rows_of_one_file_that_say_the_same_are_asked_about_too(desk):
    upload = desk.checked(workbook(GOOD, GOOD))

    twin = twin_of(upload)
    assert (twin.question, twin.other_row, twin.row, twin.percent) == (None, 2, 3, 100)
    assert actions.answer_twins(upload, answers={}, rest="version", by=desk.editor, at=desk.at) == 1
    assert actions.answer_twins(upload, answers={}, rest="nonsense", by=desk.editor, at=desk.at) == 1
    assert actions.answer_twins(upload, answers={}, rest="skip", by=desk.editor, at=desk.at) == 0


def test_answers_stay_as_long_as_the_same_is_asked(desk):
    upload = desk.checked(workbook(GOOD, GOOD))
    actions.answer_twins(upload, answers={twin_of(upload).pk: "skip"}, by=desk.editor, at=desk.at)

    assert actions.check_import(upload.pk, at=desk.at).state == State.CHECKED
    assert twin_of(upload).answer == "skip"
    # Meanwhile somebody writes the same into the bank: what the row is like is another question now.
    QuestionVersionFactory(
        question=QuestionFactory(code="Z", subject=desk.neike),
        stem=GOOD["stem"],
        options=["胸片", "肺功能"],
    )
    upload = actions.check_import(upload.pk, at=desk.at)
    assert (upload.state, upload.twins.filter(answer="").count()) == (State.WAITING, 2)


def test_twins_are_looked_for_in_the_subject_and_in_what_the_importer_may_see(desk):
    hidden = QuestionFactory(subject=desk.neike, keeper=OrganisationFactory())
    elsewhere, retired = QuestionFactory(subject=desk.waike), QuestionFactory(subject=desk.neike, retired_at=desk.at)
    for question in (hidden, elsewhere, retired):
        QuestionVersionFactory(question=question, stem=GOOD["stem"], options=["胸片", "肺功能"])

    assert desk.checked(workbook(GOOD)).state == State.CHECKED


def test_codes_and_subjects_that_do_not_fit(desk):
    QuestionVersionFactory(question=QuestionFactory(code="H1", keeper=OrganisationFactory()))
    rows = [{**GOOD, "code": "H1"}, {**OTHER, "subject": "没有"}, {**OTHER, "code": "D"}, {**NEAR, "code": "D"}]

    upload = desk.checked(workbook(*rows))

    assert [(fault.row, fault.column, fault.code) for fault in upload.faults.order_by("row")] == [
        (2, "code", "code_taken"),
        (3, "subject", "subject_unknown"),
        (5, "code", "code_twice"),
    ]
    assert [fault.code for fault in desk.checked(workbook(GOOD), subject=None).faults.all()] == ["subject_missing"]


def test_the_narrowest_category_that_is_a_subject_is_taken(desk):
    data = "$CATEGORY: $course$/top/内科/外科/别的\n\n甲 {=一 ~二}\n\n$CATEGORY: 无\n\n乙 {=三 ~四}".encode()

    upload = desk.imported(data, name="x.gift")

    assert sorted(Question.objects.values_list("subject__code", flat=True)) == ["neike", "waike"]
    assert [(note["code"], note["count"]) for note in upload.notes] == [("category_left_out", 1)]


def test_whoever_did_not_upload_it_cannot_go_on_with_it(desk):
    upload = desk.checked(workbook(GOOD, GOOD))
    other = desk.appointed("别人", desk.home)

    with pytest.raises(actions.NotYours):
        actions.answer_twins(upload, answers={}, rest="skip", by=other, at=desk.at)
    with pytest.raises(actions.NotYours):
        actions.approve_import(upload, by=other, at=desk.at)
    assert actions.answer_twins(upload, answers={}, rest="skip", by=desk.chief, at=desk.at) == 0


def test_answers_come_too_late_once_it_is_approved(desk):
    upload = desk.checked(workbook(GOOD))
    actions.approve_import(upload, by=desk.editor, at=desk.at)

    with pytest.raises(actions.ImportApproved):
        actions.answer_twins(upload, answers={}, by=desk.editor, at=desk.at)
    assert actions.check_import(upload.pk, at=desk.at).state == State.APPROVED


def test_questions_may_be_kept_only_by_an_institution_of_the_importer(desk):
    upload = desk.imported(workbook(GOOD), keeper=desk.home)

    assert Question.objects.get().keeper == desk.home
    with pytest.raises(actions.OutsideYourArea):
        desk.checked(workbook(GOOD), keeper=OrganisationFactory())
    assert upload in QuestionImport.objects.visible_to(desk.editor)


def test_what_came_up_since_the_check_stops_the_import(desk):
    upload = desk.checked(workbook({**GOOD, "code": "C1"}))
    actions.approve_import(upload, by=desk.editor, at=desk.at)
    QuestionVersionFactory(question=QuestionFactory(code="C1", keeper=OrganisationFactory()))

    with pytest.raises(actions.ImportNotReady):
        actions.apply_import(upload.pk, at=desk.at)

    upload.refresh_from_db()
    assert (upload.state, upload.approved_by) == (State.REFUSED, None)


def test_a_clash_at_the_same_moment_writes_nothing(desk, monkeypatch):
    upload = desk.checked(workbook(GOOD))
    actions.approve_import(upload, by=desk.editor, at=desk.at)

    def clash(*_args, **_kwargs):
        raise IntegrityError

    monkeypatch.setattr("courses.exams.actions.imports.applying.write_planned", clash)
    with pytest.raises(actions.BankChanged):
        actions.apply_import(upload.pk, at=desk.at)
    upload.refresh_from_db()
    assert upload.state == State.CHECKED


def test_what_the_installation_brings_in_is_approved_at_once(desk):
    onto = actions.Destination(subject=desk.neike, vouched=True)
    upload = actions.import_questions(
        data=workbook(GOOD, {**OTHER, "kind": "简答题", "option_a": "", "option_b": "", "right": "", "rubric": "三分"}),
        file_name="题.xlsx",
        onto=onto,
        by=desk.chief,
        at=desk.at,
    )

    assert upload.state == State.APPLIED
    assert list(QuestionReview.objects.values_list("verdict", "by")) == [("approved", None)] * 2
    assert QuestionVersion.objects.filter(made_by=None).count() == QuestionVersion.objects.current().count() == 2


def test_in_one_go_stops_at_the_first_doubt(desk):
    onto = actions.Destination(subject=desk.neike)
    given = {"file_name": "x", "onto": onto, "by": desk.chief, "at": desk.at}

    assert actions.import_questions(data=workbook(GOOD, GOOD), **given).state == State.WAITING


def test_pictures_are_kept_once_and_named_in_the_texts(desk):
    data = packed(
        a__xlsx=workbook({**GOOD, "stem": "看 ![正位](p.png)"}, {**OTHER, "option_a": "![](p.png)"}), p__png=PNG
    )

    upload = desk.imported(data)

    medium = QuestionMedia.objects.get()
    assert (medium.kind, medium.mime, medium.alt, medium.size, medium.made_by) == (
        "image",
        "image/png",
        "正位",
        len(PNG),
        desk.editor,
    )
    assert upload.written["media"] == [medium.pk]
    stems = list(QuestionVersion.objects.values_list("stem", flat=True))
    assert f"看 ![正位](media:{medium.uid.hex})" in stems
    assert desk.checked(data).counts["unchanged"] == 2


def test_a_picture_the_bank_holds_is_used_again_and_a_name_that_is_taken_is_not(desk):
    uid = next(iter(MEDIA))
    QuestionMediaFactory(uid=UUID(uid), sha256="f" * 64)
    picture = {f"{uid}__png": PNG}
    desk.imported(packed(a__xlsx=workbook({**GOOD, "stem": f"看 ![片]({uid}.png)"}), **picture))
    kept = QuestionMedia.objects.exclude(uid=UUID(uid)).get()

    desk.imported(packed(a__xlsx=workbook({**OTHER, "stem": f"再看 ![片]({uid}.png)"}), **picture))

    assert QuestionMedia.objects.count() == 2
    assert sorted(QuestionVersion.objects.values_list("stem", flat=True)) == [
        f"再看 ![片](media:{kept.uid.hex})",
        f"看 ![片](media:{kept.uid.hex})",
    ]


def test_two_workers_at_one_import_write_it_once(desk, monkeypatch):
    upload = desk.checked(workbook(GOOD))
    actions.approve_import(upload, by=desk.editor, at=desk.at)
    looked = applying.examined

    def meanwhile(*given):
        monkeypatch.setattr(applying, "examined", looked)
        actions.apply_import(upload.pk, at=desk.at)
        return looked(*given)

    monkeypatch.setattr(applying, "examined", meanwhile)

    assert actions.apply_import(upload.pk, at=desk.at).state == State.APPLIED
    assert QuestionVersion.objects.count() == 1


@pytest.mark.parametrize("content", [PNG[:40], b"\x89PNG\r\n\x1a\n"], ids=["torn", "head"])
def test_a_picture_that_does_not_open_is_refused(desk, content):
    upload = desk.checked(packed(a__xlsx=workbook({**GOOD, "stem": "看 ![](p.png)"}), p__png=content))

    assert [fault.code for fault in upload.faults.all()] == ["file_kind"]


def test_a_medium_that_the_bank_does_not_hold_is_refused(desk):
    upload = desk.checked(workbook({**GOOD, "stem": f"看 ![片](media:{'0' * 32})"}))

    assert [fault.code for fault in upload.faults.all()] == ["media_unknown"]


def bank_of_all_kinds(desk):
    uid, (name, content) = next(iter(MEDIA.items()))
    picture = f"![胸片](media:{uid})"
    a3 = {"code": "A3", "kind": "A3型", "shared": f"病例 {picture}", "stem": "问一", "right": "A"}
    b1 = {"code": "B1", "kind": "B1型", "stem": "问甲", "option_a": "甲", "option_b": "乙", "right": "B"}
    rows = [
        {**GOOD, "code": "A1"},
        {**a3, "option_a": "一", "option_b": "二"},
        {**a3, "shared": "", "stem": "问二", "option_a": "三", "option_b": "四"},
        b1,
        {"code": "T1", "kind": "判断题", "stem": "对吗", "right": "错误"},
        {"code": "S1", "kind": "简答题", "stem": "简述足病", "rubric": "三分"},
    ]
    return packed(a__xlsx=workbook(*rows), **{name.replace(".", "__"): content})


@pytest.mark.parametrize("form", ["xlsx", "moodle"])
def test_an_export_read_again_changes_nothing_and_fills_an_empty_bank(desk, form):
    desk.imported(bank_of_all_kinds(desk))
    content, name, count = export_bank(desk.editor, form=form, subject_id=None, at=desk.at)
    assert (count, name.endswith(".xml" if form == "moodle" else ".zip")) == (5, True)

    again = desk.checked(content)
    assert (again.state, figures(again, "new", "changed", "unchanged")) == (State.CHECKED, [0, 0, 5])
    assert again.notes == []


def test_an_export_holds_what_its_reader_may_see_of_one_subject(desk):
    desk.imported(workbook({**GOOD, "subject": "外科"}, OTHER))
    QuestionVersionFactory(question=QuestionFactory(subject=desk.waike, keeper=OrganisationFactory()))

    _content, name, count = export_bank(desk.editor, form="xlsx", subject_id=desk.waike.pk, at=desk.at)

    assert (count, name.endswith(".xlsx")) == (1, True)


def test_the_report_speaks_chinese(desk):
    with override("zh-hans"), override_settings(LANGUAGE_CODE="zh-hans"):
        upload = desk.checked(workbook({**GOOD, "right": "D"}))
        sheet = openpyxl.load_workbook(io.BytesIO(upload.marked_content())).active

    assert sheet.cell(2, sheet.max_column).value.startswith("答案：")
