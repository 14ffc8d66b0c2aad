import csv

import pytest
from django.core.management import CommandError, call_command

from lms.audit.models import Entry
from lms.people.actions import import_divisions
from lms.people.actions.divisions import DivisionLineRefused
from lms.people.models import Division

pytestmark = pytest.mark.django_db

LINES = [
    {"code": "370702001001", "name": "东关社区", "level": "village", "parent_code": "370702001000"},
    {"code": "370000000000", "name": "山东省", "level": "province", "parent_code": ""},
    {"code": "370700000000", "name": "潍坊市", "level": "city", "parent_code": "370000000000"},
    {"code": "370702000000", "name": "潍城区", "level": "county", "parent_code": "370700000000"},
    {"code": "370702001000", "name": "城关街道", "level": "town", "parent_code": "370702000000"},
]


def test_each_division_names_what_lies_above_it(at):
    done = import_divisions(LINES, at=at)

    village = Division.objects.get(code="370702001001")
    above = (village.province.name, village.city.name, village.county.name, village.town.name, village.parent.name)
    assert (done.created, done.changed, done.unchanged) == (5, 0, 0)
    assert above == ("山东省", "潍坊市", "潍城区", "城关街道", "城关街道")


def test_a_second_import_changes_nothing_and_leaves_no_trace(at):
    import_divisions(LINES, at=at)

    again = import_divisions(LINES, at=at)

    assert (again.created, again.changed, again.unchanged) == (0, 0, 5)
    assert Entry.objects.filter(verb="people.divisions.imported").count() == 1


def test_a_new_name_and_a_new_parent_are_changes(at):
    import_divisions(LINES, at=at)
    moved = [{**line, "name": "东关新村"} if line["level"] == "village" else line for line in LINES]

    assert import_divisions(moved, at=at).changed == 1
    assert Division.objects.get(code="370702001001").name == "东关新村"


@pytest.mark.parametrize(
    "fault",
    [
        {"code": "37070"},
        {"code": "3707020010AB"},
        {"level": "hamlet"},
        {"name": ""},
        {"parent_code": "999999999999"},
    ],
    ids=lambda fault: next(iter(fault)),
)
def test_a_line_that_is_no_division_is_named_and_nothing_is_written(fault, at):
    with pytest.raises(DivisionLineRefused) as refusal:
        import_divisions([*LINES[1:], {**LINES[0], **fault}], at=at)

    assert refusal.value.data["line"] == 5
    assert not Division.objects.exists()


def test_within_keeps_the_part_and_what_lies_above_it(at):
    other = {"code": "370300000000", "name": "淄博市", "level": "city", "parent_code": "370000000000"}

    import_divisions([*LINES, other], at=at, within="3707")

    assert set(Division.objects.values_list("name", flat=True)) == {line["name"] for line in LINES}


def test_the_demo_ships_weifang_whole(settings, capsys):
    file = settings.BASE_DIR / "lms/demo/content/divisions-3707.csv"

    call_command("import_divisions", str(file))

    counts = {level: Division.objects.filter(level=level).count() for level in ("city", "county", "town", "village")}
    assert counts == {"city": 1, "county": 13, "town": 122, "village": 7060}
    assert capsys.readouterr().out == "7197 added, 0 changed, 0 unchanged\n"
    assert not Division.objects.filter(level="village", county=None).exists()


def test_the_command_says_what_is_wrong_with_a_file(tmp_path):
    file = tmp_path / "bad.csv"
    with file.open("w", newline="") as text:
        writer = csv.DictWriter(text, LINES[0].keys())
        writer.writeheader()
        writer.writerow({**LINES[0], "level": "hamlet"})

    with pytest.raises(CommandError, match="hamlet"):
        call_command("import_divisions", str(file))
