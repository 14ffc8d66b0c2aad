import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.utils.timezone import localdate

from lms.exchange.models import Upload
from lms.people.models import Organisation, Person, Post
from tests.factories.exchange import csv_file, workbook
from tests.factories.people import AppointmentFactory, OrganisationFactory, PersonFactory


@pytest.fixture
def run(desk, tmp_path, capsys):
    def run(rows, *more):
        file = tmp_path / "名册.xlsx"
        file.write_bytes(workbook(rows))
        call_command("import_roster", str(file), "--keeper", "WF001", "--name", "名册", "--as-of", "2026-11-19", *more)
        return capsys.readouterr().out

    return run


def test_import_roster_prints_the_report(desk, run):
    assert "new=2" in run([desk.row(1), desk.row(3)])
    said = run([desk.row(1, 职称="主治医师"), desk.row(3)])
    assert "changed=1" in said
    assert "2 李二 职称: 医师 → 主治医师" in said


def test_a_dry_run_writes_nobody(desk, run):
    assert "new=1" in run([desk.row(1)], "--dry-run")
    assert not Post.objects.exists()


def test_errors_are_printed_and_end_with_a_status(desk, run, capsys):
    with pytest.raises(CommandError):
        run([desk.row(1, 手机号="12")])

    assert "2 手机号: " in capsys.readouterr().out
    assert Upload.objects.get().state == Upload.State.REFUSED


def test_questions_are_printed_and_end_with_a_status(desk, run, capsys):
    PersonFactory(name="王五", phone="13800000001")
    with pytest.raises(CommandError):
        run([desk.row(1)])

    assert "2 ? " in capsys.readouterr().out


@pytest.mark.parametrize("wrong", [["--keeper", "WF999"], ["--by", "13999999999"]])
def test_an_unknown_keeper_or_importer_is_named(desk, run, wrong):
    with pytest.raises(CommandError):
        run([desk.row(1)], *wrong)


def test_a_file_alone_is_enough_where_there_is_one_institution(desk, tmp_path, capsys):
    Organisation.objects.exclude(pk=desk.first.pk).delete()
    (tmp_path / "城关村医名册.csv").write_bytes(csv_file([desk.row(1, 任职开始日期="")]))

    call_command("import_roster", str(tmp_path / "城关村医名册.csv"))

    upload = Upload.objects.get()
    assert (upload.state, upload.keeper, upload.uploaded_by) == (Upload.State.APPLIED, desk.first, desk.chief)
    assert (upload.roster_name, upload.as_of) == ("城关村医名册", localdate())


def test_a_manager_keeps_the_roster_of_their_own_institution(desk, tmp_path, at):
    manager = PersonFactory(phone="13999999999")
    AppointmentFactory(person=manager, role="institution_manager", organisation=desk.first, division=None)
    OrganisationFactory(code="V1", parent=desk.first, division=desk.town)
    (tmp_path / "a.csv").write_bytes(csv_file([desk.row(1)]))

    call_command("import_roster", str(tmp_path / "a.csv"), "--by", "13999999999")

    assert Upload.objects.get().keeper == desk.first


def test_among_several_institutions_the_keeper_must_be_named(desk, tmp_path):
    (tmp_path / "a.csv").write_bytes(csv_file([desk.row(1)]))

    with pytest.raises(CommandError, match=r"机构.*--keeper"):
        call_command("import_roster", str(tmp_path / "a.csv"))


@pytest.mark.parametrize("command", ["import_roster", "import_organisations"])
def test_a_file_that_is_not_there_is_a_sentence(desk, tmp_path, command):
    with pytest.raises(CommandError, match="文件"):
        call_command(command, str(tmp_path / "无.xlsx"))


def test_a_date_that_is_none_is_a_sentence(desk, run):
    with pytest.raises(CommandError, match="“去年”不是日期"):
        run([desk.row(1)], "--as-of", "去年")


def test_the_marked_workbook_is_written_where_there_are_errors(desk, run, tmp_path):
    marked = tmp_path / "标注.xlsx"
    run([desk.row(3)], "--marked", str(marked))
    assert not marked.exists()

    with pytest.raises(CommandError):
        run([desk.row(1, 手机号="12")], "--marked", str(marked))
    assert openpyxl.load_workbook(marked).active["C2"].comment

    with pytest.raises(CommandError, match="写入"):
        run([desk.row(1, 手机号="12")], "--marked", str(tmp_path))


def test_a_fault_of_the_whole_file_says_so(desk, run, capsys):
    with pytest.raises(CommandError):
        run([])

    assert "整个文件 : " in capsys.readouterr().out


def test_without_an_administrator_somebody_must_be_named(desk, run):
    Person.objects.update(is_superuser=False)

    with pytest.raises(CommandError, match="--by"):
        run([desk.row(1)])


HEADER = ["机构名称", "机构代码", "机构类别", "行政区划代码", "上级机构代码", "备注"]
GOOD = ["甲村卫生室", "V1", "村卫生室", "370702001000", "WF001", "x"]


def organisations(tmp_path, *rows):
    file = tmp_path / "机构.csv"
    file.write_bytes(csv_file(rows, header=HEADER, encoding="gb18030"))
    call_command("import_organisations", str(file))


def test_import_organisations_adds_and_is_idempotent(desk, tmp_path, capsys):
    organisations(tmp_path, GOOD, ["乙站", "V2", "社区卫生服务站", "370702", "V1", ""])
    organisations(tmp_path, GOOD)

    assert capsys.readouterr().out.splitlines() == [
        "2 added, 0 changed, 0 unchanged",
        "0 added, 0 changed, 1 unchanged",
    ]
    village = Organisation.objects.get(code="V1")
    assert (village.parent.code, village.kind) == ("WF001", "village_clinic")


@pytest.mark.parametrize(
    "wrong",
    [{0: ""}, {1: ""}, {2: "饭店"}, {3: "1"}, {3: "999999000000"}, {4: "NOBODY"}, {0: "=A1"}],
    ids=str,
)
def test_wrong_rows_are_all_named_and_nothing_is_written(desk, tmp_path, wrong, capsys):
    bad = [wrong.get(place, cell) for place, cell in enumerate(GOOD)]

    with pytest.raises(CommandError):
        organisations(tmp_path, ["乙", "V2", "村卫生室", "370702001000", "", ""], bad)

    assert capsys.readouterr().err.strip()
    assert not Organisation.objects.filter(code__startswith="V").exists()


def test_one_code_on_two_rows_is_refused(desk, tmp_path):
    with pytest.raises(CommandError):
        organisations(tmp_path, GOOD, GOOD)
