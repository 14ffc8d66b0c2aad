"""Bad input: each gets a sentence in Chinese saying what and where, and nothing is written."""

import pytest
from django.utils import translation

from lms.exchange.actions import Target, import_roster
from lms.exchange.models import Upload
from lms.people.models import Person, Post, Roster
from tests.factories.exchange import HEADER, id_number, workbook
from tests.factories.people import DivisionFactory, OrganisationFactory


def faults_of(upload):
    return [(fault.row, fault.column, fault.code) for fault in upload.faults.order_by("row", "pk")]


def nothing_written():
    return (Person.objects.exclude(name="管理员").exists(), Post.objects.exists(), Roster.objects.exists()) == (
        False,
        False,
        False,
    )


ONE_ROW = [
    ("name_missing", "name", {"姓名": " "}),
    ("name_odd", "name", {"姓名": "李明1"}),
    ("id_length", "id_number", {"身份证号": "110105491231002"}),
    ("id_digits", "id_number", {"身份证号": "1101051949123100A1"}),
    ("id_check", "id_number", {"身份证号": "110105194912310021"}),
    ("id_date", "id_number", {"身份证号": "11010519491331002X"}),
    ("id_date", "id_number", {"身份证号": id_number(1, "20270101"), "出生日期": ""}),
    ("id_destroyed", "id_number", {"身份证号": 1.10105194912310e17}),
    ("id_destroyed", "id_number", {"身份证号": "1.10105E+17"}),
    ("phone_odd", "phone", {"手机号": "0536-8888888"}),
    ("phone_destroyed", "phone", {"手机号": "1.38E+10"}),
    ("date_odd", "starts_on", {"任职开始日期": "去年"}),
    ("date_future", "starts_on", {"任职开始日期": "2026-11-20"}),
    ("date_future", "born_on", {"出生日期": "2030-01-01", "身份证号": ""}),
    ("birth_contradicts", "born_on", {"出生日期": "1980-01-02"}),
    ("birth_contradicts", "born_on", {"出生日期": "1980.02"}),
    ("date_future", "born_on", {"出生日期": "2026.12", "身份证号": ""}),
    ("sex_contradicts", "sex", {"性别": "女"}),
    ("not_in_list", "sex", {"性别": "不详"}),
    ("not_in_list", "kind", {"人员类别": "神医"}),
    ("kind_missing", "kind", {"人员类别": ""}),
    ("not_in_list", "education", {"学历": "家传"}),
    ("not_in_list", "title", {"职称": "大师"}),
    ("not_in_list", "licence_kind", {"执业资格": "驾照"}),
    ("licence_without_kind", "licence_kind", {"执业资格": ""}),
    ("licence_holds_id", "licence_number", {"执业证书编号": f"200637110{id_number(1)}"}),
    ("licence_holds_id", "licence_number", {"执业证书编号": f"2006-37110-{id_number(1)[:6]} {id_number(1)[6:]}"}),
    ("identity_missing", "id_number", {"身份证号": "", "手机号": ""}),
    ("division_odd", "division_code", {"行政区划代码": "37070"}),
    ("division_unknown", "division_code", {"行政区划代码": "999999000000"}),
    ("workplace_unknown", "workplace_code", {"机构代码": "WF999"}),
    ("workplace_differs", "workplace", {"工作单位": "人民医院"}),
    ("workplace_missing", "workplace_code", {"机构代码": "", "工作单位": ""}),
    ("workplace_name_unknown", "workplace", {"机构代码": "", "工作单位": "人民医院"}),
    ("formula", "name", {"姓名": "=A1"}),
    ("formula", "phone", {"手机号": "=13800000000+1"}),
    ("too_long", "department", {"科室": "科" * 51}),
    ("number_here", "department", {"科室": f"内科{id_number(1)}"}),
    ("number_here", "department", {"科室": "内科 13800138000"}),
]


@pytest.mark.parametrize(("code", "column", "given"), ONE_ROW, ids=[f"{c}-{n}" for n, (c, _, _) in enumerate(ONE_ROW)])
def test_a_bad_row_is_named_by_row_and_column_and_nothing_is_written(desk, code, column, given):
    upload = desk.load([desk.row(3), desk.row(1, **given)])

    assert faults_of(upload) == [(3, column, code)]
    assert (upload.state, upload.counts["faults"]) == (Upload.State.REFUSED, 1)
    assert nothing_written()


def test_every_error_of_every_row_is_listed(desk):
    rows = [desk.row(n, 手机号="1", 身份证号="2", 学历="三") for n in range(1, 4)]

    upload = desk.load(rows)

    assert [row for row, _column, _code in faults_of(upload)] == [2, 2, 2, 3, 3, 3, 4, 4, 4]


@pytest.mark.parametrize(
    "given",
    [
        {"姓名": "填表人：李四　审核人：王五"},
        {"姓名": "合计"},
        {"工作单位": "填表人：李四"},
        {"性别": "备注：以上人员均在岗", "学历": "x"},
    ],
    ids=str,
)
def test_a_row_that_is_no_person_is_one_fault(desk, given):
    footer = [given.get(title, "") for title in HEADER]

    upload = desk.load([desk.row(1), [""] * len(HEADER), footer])

    assert faults_of(upload) == [(4, "name", "not_a_person")]
    assert upload.counts["rows"] == 1


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({"身份证号": "1", "手机号": "", "姓名": ""}, ["name_missing", "id_length"]),
        ({"身份证号": "", "手机号": "", "姓名": "=A1"}, ["formula", "identity_missing"]),
        ({"身份证号": "", "手机号": ""}, ["identity_missing"]),
    ],
)
def test_somebody_of_whom_something_is_known_is_a_person(desk, given, wanted):
    upload = desk.load([desk.row(3), desk.row(1, **given)])

    assert [code for _row, _column, code in faults_of(upload)] == wanted


def test_a_bad_name_of_the_workplace_is_no_missing_workplace_and_hides_no_unknown_code(desk):
    long = {"工作单位": "院" * 151}

    upload = desk.load([desk.row(1, 机构代码="", **long), desk.row(3, 机构代码="WF999", **long)])

    assert faults_of(upload) == [
        (2, "workplace", "too_long"),
        (3, "workplace", "too_long"),
        (3, "workplace_code", "workplace_unknown"),
    ]


def test_two_rows_with_one_id_number_or_phone_name_each_other(desk):
    upload = desk.load([desk.row(1), desk.row(3, 身份证号=id_number(1)), desk.row(5, 手机号="13800000001")])

    assert faults_of(upload) == [(3, "id_number", "id_twice"), (4, "phone", "phone_twice")]
    assert [fault.data for fault in upload.faults.order_by("row")] == [{"other": 2}, {"other": 2}]
    assert nothing_written()


def test_a_closed_or_foreign_or_ambiguous_workplace(desk, at):
    far = OrganisationFactory(code="QZ001", name="青州卫生院", division=DivisionFactory(code="370781000000"))
    OrganisationFactory(code="WF003", name="关门卫生院", division=desk.town, closed_on=at.date())
    OrganisationFactory(name=far.name, division=far.division)

    upload = desk.load(
        [
            desk.row(1, 机构代码="WF003", 工作单位=""),
            desk.row(3, 机构代码=far.code, 工作单位=""),
            desk.row(5, 机构代码="", 工作单位=far.name, 行政区划代码=""),
        ]
    )

    assert faults_of(upload) == [
        (2, "workplace_code", "workplace_closed"),
        (3, "division_code", "workplace_elsewhere"),
        (4, "workplace_code", "workplace_ambiguous"),
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.7", "not_a_sheet"),
        (workbook([]), "empty"),
        (workbook([["李明"]], header=["甲", "乙"]), "no_header"),
        (workbook([["李明"]], header=[t for t in HEADER if t != "手机号"] + ["电话机"]), "columns_missing"),
        (workbook([["李明"]], header=[*HEADER, "手机号"]), "column_twice"),
    ],
    ids=["pdf", "empty", "no-header", "renamed", "twice"],
)
def test_a_file_that_is_not_read_says_so_as_row_nought(desk, data, code):
    upload = desk.load([], data=data)

    assert faults_of(upload) == [(0, "", code)]
    assert (upload.state, bool(upload.marked_file)) == (Upload.State.REFUSED, False)
    assert nothing_written()


def test_every_sentence_is_there_in_chinese_with_its_values_filled_in(desk):
    rows = [desk.row(3)] + [desk.row(1, **given) for _code, _column, given in ONE_ROW]

    upload = desk.load(rows)

    with translation.override("zh-hans"):
        sentences = {fault.code: fault.sentence for fault in upload.faults.all()}
    assert {code for code, _column, _given in ONE_ROW} <= sentences.keys()
    untranslated = [text for text in sentences.values() if not any("\u4e00" <= letter <= "\u9fff" for letter in text)]
    assert untranslated == []
    assert [text for text in sentences.values() if "%(" in text] == []


def test_no_report_holds_an_id_number_or_a_phone(desk):
    wrong = "37079919800101001" + "1"
    rows = [desk.row(1, 身份证号=wrong, 手机号="138000000011"), desk.row(3), desk.row(5, 身份证号=id_number(3))]

    upload = desk.load(rows)

    report = " ".join(f"{fault.sentence} {fault.data}" for fault in upload.faults.all())
    for secret in (wrong, id_number(3), "138000000011"):
        assert secret not in report


@pytest.mark.parametrize("secret", [id_number(7), "110105491231002", "13912345678"])
@pytest.mark.parametrize("column", ["姓名", "职称", "工作单位", "机构代码", "行政区划代码", "任职开始日期", "备注"])
def test_a_number_in_the_wrong_column_is_masked_in_the_report(desk, column, secret):
    header = [*HEADER, f"备注{secret}"]

    upload = desk.load([], data=workbook([desk.row(1, **{column: secret}), desk.row(3, 手机号="1")], header=header))

    report = " ".join(f"{fault.sentence} {fault.data}" for fault in upload.faults.all())
    assert upload.state == Upload.State.REFUSED
    assert secret not in f"{report} {upload.extra_columns}"
    assert "**" in str(upload.extra_columns)


def test_a_number_in_a_header_is_masked_where_the_whole_file_is_refused(desk):
    data = workbook([["李明"]], header=[title for title in HEADER if title != "手机号"] + [id_number(7)])

    fault = desk.load([], data=data).faults.get()

    assert (fault.code, id_number(7) in str(fault.data)) == ("columns_missing", False)


def test_the_kept_file_is_sealed(desk):
    upload = desk.load([desk.row(1)])

    with upload.file.open("rb") as file:
        stored = file.read()
    assert not stored.startswith(b"PK")
    assert upload.content().startswith(b"PK")


def test_a_keeper_out_of_scope_is_refused(desk, at):
    from lms.exchange.actions.uploads import KeeperOutside
    from tests.factories.people import PersonFactory

    with pytest.raises(KeeperOutside):
        import_roster(
            data=b"x",
            file_name="x",
            target=Target(keeper=desk.first, name="x", as_of=at.date()),
            by=PersonFactory(),
            at=at,
        )
    assert not Upload.objects.exists()
