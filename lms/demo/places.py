"""The places of the demo: 潍坊's real divisions with invented institutions in them."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lms.people.actions.divisions import import_divisions
from lms.people.actions.organisations import OrganisationLine, save_organisations
from lms.people.models import Division, Organisation

CONTENT = Path(__file__).parent / "content"
CITY = "370700000000"
COMMISSION = "DEMO-WJW-3707"
HOSPITAL = "DEMO-WF2Y"
VILLAGE_ENDINGS = re.compile(r"(村|社区)?(村民委员会|居民委员会|村委会|居委会|委员会)$|(村|社区)$")
Kind = Organisation.Kind


@dataclass(frozen=True)
class Places:
    """The institutions the demo's story needs: who organises, where mentors and learners work."""

    city: Division
    counties: list[Division]
    commission: Organisation
    hospital: Organisation
    county_hospitals: list[Organisation]
    township_hospitals: list[Organisation]
    clinics: list[Organisation]


def settle(*, at: datetime) -> Places:
    """Import the divisions and found the institutions, and return what is there."""
    import_divisions(CONTENT / "divisions-3707.csv", at=at)
    save_organisations([*_city_lines(), *_county_lines(), *_town_lines(), *_village_lines()], at=at)
    of_kind = Organisation.objects.filter(code__startswith="DEMO-").select_related("division").order_by("code")
    return Places(
        city=Division.objects.get(code=CITY, valid_to=None),
        counties=list(_inside(Division.Level.COUNTY)),
        commission=Organisation.objects.get(code=COMMISSION),
        hospital=Organisation.objects.get(code=HOSPITAL),
        county_hospitals=list(of_kind.filter(kind=Kind.COUNTY_HOSPITAL)),
        township_hospitals=list(of_kind.filter(kind__in=[Kind.TOWNSHIP, Kind.COMMUNITY_CENTRE])),
        clinics=list(of_kind.filter(kind=Kind.VILLAGE_CLINIC)),
    )


def _inside(level: str) -> list[Division]:
    """Return 潍坊's divisions of ``level`` in the order of their codes."""
    return list(Division.objects.filter(level=level, city__code=CITY, valid_to=None).order_by("code"))


def _city_lines() -> list[OrganisationLine]:
    return [
        OrganisationLine(code=COMMISSION, name="潍坊市卫生健康委员会", kind=Kind.COMMISSION, division_code=CITY),
        OrganisationLine(
            code=HOSPITAL,
            name="潍坊市第二人民医院",
            kind=Kind.TERTIARY,
            division_code="370705000000",
            parent_code=COMMISSION,
            grade="三级甲等",
        ),
    ]


def _county_lines() -> list[OrganisationLine]:
    return [
        OrganisationLine(
            code=f"DEMO-XY-{county.code[:6]}",
            name=f"{county.name}人民医院",
            kind=Kind.COUNTY_HOSPITAL,
            division_code=county.code,
            parent_code=COMMISSION,
            grade="二级甲等",
        )
        for county in _inside(Division.Level.COUNTY)
    ]


def _town_lines() -> list[OrganisationLine]:
    """One hospital a town; in the streets of a city it is a community health centre."""
    lines = []
    for town in _inside(Division.Level.TOWN):
        street = town.name.endswith("街道")
        lines.append(
            OrganisationLine(
                code=f"DEMO-WS-{town.code[:9]}",
                name=f"{town.name}社区卫生服务中心" if street else f"{town.name}卫生院",
                kind=Kind.COMMUNITY_CENTRE if street else Kind.TOWNSHIP,
                division_code=town.code,
                parent_code=f"DEMO-XY-{town.code[:6]}",
            )
        )
    return lines


def _village_lines() -> list[OrganisationLine]:
    """The clinics of the first two villages of every town."""
    lines, seen = [], dict[int | None, int]()
    for village in _inside(Division.Level.VILLAGE):
        seen[village.town_id] = seen.get(village.town_id, 0) + 1
        if seen[village.town_id] <= 2:
            name = VILLAGE_ENDINGS.sub("", village.name)
            lines.append(
                OrganisationLine(
                    code=f"DEMO-CW-{village.code}",
                    name=f"{name}村卫生室",
                    kind=Kind.VILLAGE_CLINIC,
                    division_code=village.code,
                    parent_code=f"DEMO-WS-{village.code[:9]}",
                )
            )
    return lines
