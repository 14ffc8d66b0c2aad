"""Reading a list of institutions: the roster's reader with other columns."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.exchange import rules
from lms.exchange.faults import sentence
from lms.exchange.roster.columns import Column, find, known_in, names
from lms.exchange.rules import Bad
from lms.exchange.sheets.reader import read_grid
from lms.kit.errors import Refusal
from lms.people.actions.organisations import OrganisationLine
from lms.people.models import Division, Organisation

COLUMNS = (
    Column("name", "机构名称", ("单位名称", "名称", "工作单位"), required=True),
    Column("code", "机构代码", ("单位代码", "机构编码", "代码"), required=True),
    Column("kind", "机构类别", ("机构类型", "类别", "类型"), required=True),
    Column("division_code", "行政区划代码", ("区划代码", "行政区划"), required=True),
    Column("parent_code", "上级机构代码", ("上级代码", "主管机构代码")),
    Column("grade", "机构等级", ("等级", "级别")),
)
KINDS = {
    "卫生健康委": "commission",
    "卫健委": "commission",
    "卫健局": "commission",
    "卫生健康局": "commission",
    "三级医院": "tertiary",
    "县级医院": "county_hospital",
    "二级医院": "county_hospital",
    "医共体总院": "community_headquarters",
    "乡镇卫生院": "township",
    "卫生院": "township",
    "社区卫生服务中心": "community_centre",
    "社区卫生服务站": "community_station",
    "村卫生室": "village_clinic",
    "培训中心": "training_centre",
    "培训基地": "training_centre",
}
_MOST_NAMED = 20


class LinesRefused(Refusal):
    """Rows of the list are wrong; ``data["lines"]`` names all of them."""

    code = "organisation_lines_refused"
    message = _("%(count)s rows are wrong. Nothing has been written. The first ones: %(first)s")


def read_lines(data: bytes) -> list[OrganisationLine]:
    """Return the institutions of a file.

    :raises lms.exchange.sheets.SheetRefused: the file cannot be read.
    :raises LinesRefused: a row lacks something, or names what does not exist.
    """
    known = names(COLUMNS)
    grid = read_grid(data, lambda row: known_in(row, known), lambda grid: find(grid, COLUMNS))
    places = find(grid, COLUMNS).places
    lines, wrong = [], []
    codes: dict[str, int] = {}
    for number, row in enumerate(grid.rows, start=grid.header_row + 1):
        if not any(row):
            continue
        cells = {name: row[place] for name, place in places.items()}
        line = _line(cells)
        if isinstance(line, OrganisationLine) and codes.setdefault(line.code, number) != number:
            line = [f"{_title('code')}：{sentence('code_twice', {'other': codes[line.code]})}"]
        if isinstance(line, OrganisationLine):
            lines.append(line)
        else:
            wrong += [f"{number} {each}" for each in line]
    wrong += _unknown(lines)
    if wrong:
        raise LinesRefused(count=len(wrong), first="；".join(wrong[:_MOST_NAMED]), lines=wrong)
    return lines


def _title(name: str) -> str:
    return next(column.title for column in COLUMNS if column.field == name)


def _line(cells: dict[str, Any]) -> OrganisationLine | list[str]:
    """Return one institution, or what is wrong with its cells."""
    cleaners = {
        "name": rules.words(150),
        "code": rules.code,
        "kind": rules.one_of(KINDS | {kind: kind for kind in Organisation.Kind.values}, "、".join(KINDS)),
        "division_code": rules.division_code,
        "parent_code": rules.code,
        "grade": rules.words(20),
    }
    values: dict[str, str] = {}
    wrong = []
    for name, cleaner in cleaners.items():
        value = Bad("formula") if rules.is_formula(cells.get(name)) else cleaner(cells.get(name))
        if isinstance(value, Bad):
            wrong.append(f"{_title(name)}：{sentence(value.code, value.data)}")
        elif not value and name in ("name", "code", "kind", "division_code"):
            wrong.append(f"{_title(name)}：{sentence('cell_missing', {})}")
        else:
            values[name] = value
    return wrong or OrganisationLine(**values)


def _unknown(lines: list[OrganisationLine]) -> list[str]:
    """Return what lines name that is neither on file nor among them."""
    codes = {line.division_code for line in lines}
    divisions = set(Division.objects.filter(valid_to=None, code__in=codes).values_list("code", flat=True))
    parents = {line.parent_code for line in lines} - {""} - {line.code for line in lines}
    parents -= set(Organisation.objects.filter(code__in=parents).values_list("code", flat=True))
    wrong = []
    for line in lines:
        if line.division_code not in divisions:
            wrong.append(f"{line.code} {sentence('division_unknown', {'value': line.division_code})}")
        if line.parent_code in parents:
            wrong.append(f"{line.code} {sentence('workplace_unknown', {'value': line.parent_code})}")
    return wrong
