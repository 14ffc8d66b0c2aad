"""The people of the demo, brought in as a hospital would: by roster files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from lms.demo.cast import RARE, Cast, Figure
from lms.demo.places import Places
from lms.exchange.actions import Target, import_roster
from lms.exchange.sheets import Sheet, write_workbook
from lms.people.models import Organisation, Person, Roster
from lms.people.roles import Role

HEADER = ("姓名", "身份证号", "手机号", "工作单位", "机构代码", "人员类别", "职称", "学历", "执业资格", "任职开始日期")
TRAINEES = 60
MENTORS = 12
VILLAGE_DOCTORS = 300
# A second scheme manager: who hands a list of certificates in does not approve it.
SECOND_ISSUER = "second_scheme_manager"
DUE_DOCTORS = 48
Row = tuple[Figure, Organisation, str, str]


@dataclass(frozen=True)
class Company:
    """Everybody the story needs, and the rosters that brought them."""

    trainees: list[Person]
    mentors: list[Person]
    officers: dict[str, Person]
    village_doctors: list[Person]
    class_roster: Roster
    village_roster: Roster
    due_doctors: list[Person]
    due_roster: Roster


def gather(places: Places, *, by: Person, as_of: date, at: datetime) -> Company:
    """Import the class, the teachers and officers, and the register of village doctors."""
    class_rows = list(_trainee_rows(places))
    staff_rows, roles = _staff_rows(places)
    village_rows = list(_village_rows(places))
    due_rows = list(_due_rows(places))
    own = _import(class_rows, places.hospital, "基层慢病（呼吸病）首席医师培训班学员名册", by=by, as_of=as_of, at=at)
    staff = _import(staff_rows, places.commission, "带教名医与管理人员", by=by, as_of=as_of, at=at)
    village = _import(village_rows, places.commission, "潍坊市乡村医生名册", by=by, as_of=as_of, at=at)
    due = _import(due_rows, places.hospital, "首席医师待训医师名册", by=by, as_of=as_of, at=at)
    mentors_and_officers = _people(staff, staff_rows)
    return Company(
        trainees=_people(own, class_rows),
        mentors=mentors_and_officers[:MENTORS],
        officers=dict(zip(roles, mentors_and_officers[MENTORS:], strict=True)),
        village_doctors=_people(village, village_rows),
        class_roster=own,
        village_roster=village,
        due_doctors=_people(due, due_rows),
        due_roster=due,
    )


def _trainee_rows(places: Places) -> Iterator[Row]:
    """Every second township hospital sends one doctor, so that all counties are there."""
    cast = Cast(seed=60, first_phone=19900001000)
    for place, number in zip(places.township_hospitals[::2], range(TRAINEES), strict=False):
        kind = "乡镇卫生院医生" if place.kind == Organisation.Kind.TOWNSHIP else "社区医生"
        name = RARE[number - 1] if number in (1, 2) else ""
        yield cast.draw(name), place, kind, "执业医师"


def _staff_rows(places: Places) -> tuple[list[Row], list[str]]:
    """Mentors from the city's and the counties' hospitals, then one person for each role."""
    cast = Cast(seed=12, first_phone=19900000100)
    hospitals = [places.hospital] * 4 + places.county_hospitals
    rows: list[Row] = [(cast.draw(), hospitals[n], "医院医生", "执业医师") for n in range(MENTORS)]
    # Everybody is looked after by the institution manager of the first trainee's township hospital.
    township = places.township_hospitals[0]
    seats = {
        Role.INSTITUTION_MANAGER: township,
        Role.COURSE_EDITOR: places.hospital,
        Role.SCHEME_MANAGER: places.hospital,
        Role.COUNTY_AUDITOR: places.commission,
        Role.CITY_AUDITOR: places.commission,
        SECOND_ISSUER: places.hospital,
        Role.PROVINCE_AUDITOR: places.commission,
        Role.LINE_AUDITOR: places.commission,
    }
    rows += [(cast.draw(), place, "管理人员", "") for place in seats.values()]
    return rows, [str(role) for role in seats]


def _village_rows(places: Places) -> Iterator[Row]:
    cast = Cast(seed=300, first_phone=19900002000)
    for number in range(VILLAGE_DOCTORS):
        place = places.clinics[number % len(places.clinics)]
        yield cast.draw(), place, "乡村医生", "乡村医生执业证书" if number % 4 else "执业助理医师"


def _due_rows(places: Places) -> Iterator[Row]:
    """Who ought to be in the next class: three at the first township hospital, and one at each that sent nobody yet."""
    cast = Cast(seed=48, first_phone=19900004000)
    first, *others = places.township_hospitals[:1] + places.township_hospitals[1::2]
    for place, _number in zip([first, first, first, *others], range(DUE_DOCTORS), strict=False):
        kind = "乡镇卫生院医生" if place.kind == Organisation.Kind.TOWNSHIP else "社区医生"
        yield cast.draw(), place, kind, "执业医师"


def _import(rows: Sequence[Row], keeper: Organisation, name: str, *, by: Person, as_of: date, at: datetime) -> Roster:
    """Put ``rows`` into a workbook and import it as the product imports any.

    :raises RuntimeError: the importer found a fault; the demo's own data are wrong.
    """
    file = BytesIO()
    write_workbook(file, [Sheet(name="名册", header=HEADER, rows=map(_cells, rows))])
    target = Target(keeper=keeper, name=name, as_of=as_of)
    upload = import_roster(data=file.getvalue(), file_name=f"{name}.xlsx", target=target, by=by, at=at)
    if upload.roster is None:
        raise RuntimeError(f"{name}: {[(fault.row, fault.code) for fault in upload.faults.all()[:5]]}")
    return upload.roster


def _cells(row: Row) -> tuple[str, ...]:
    figure, place, kind, licence = row
    title = "" if kind == "乡村医生" else figure.title
    return (
        figure.name,
        figure.id_number,
        figure.phone,
        place.name,
        place.code,
        kind,
        title,
        figure.education,
        licence,
        figure.starts_on.isoformat(),
    )


def _people(roster: Roster, rows: Sequence[Row]) -> list[Person]:
    """Return the people of ``roster`` in the order of ``rows``."""
    by_phone = {person.phone: person for person in Person.objects.filter(roster_entries__roster=roster)}
    return [by_phone[figure.phone] for figure, *_rest in rows]
