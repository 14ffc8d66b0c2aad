"""One login a role, written where whoever tries the demo finds it."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pyotp
from django.conf import settings

from lms.audit.actions import record
from lms.audit.models import Entry
from lms.demo.people import SECOND_ISSUER, Company
from lms.demo.places import Places
from lms.people.actions import appoint
from lms.people.actions.roles import Term
from lms.people.models import Division, Organisation, Person
from lms.people.roles import AUDITORS, Role
from lms.signin.actions import enrol_totp

PASSWORD = "xinglin-demo-2026"  # noqa: S105 - printed for everybody who starts the demo
HANDED_OUT = "demo.login.handed_out"
ADMINISTRATOR_PHONE = "19900000001"
SHOUGUANG = "370783000000"
# What the department for grassroots health (基层卫生科) looks after.
VILLAGE_SCHEME = "WF-XCYS"
LOOKING = timedelta(days=730)


def make_administrator(*, on: date, at: datetime) -> Person:
    """Return the administrator, made if there is none: somebody must bring in the first roster."""
    person: Person | None = Person.objects.filter(phone=ADMINISTRATOR_PHONE).first()
    if person is None:
        person = Person.objects.create_user(name="系统管理员", phone=ADMINISTRATOR_PHONE)
        assert person is not None  # noqa: S101 - for the type checker
        appoint(person=person, role=Role.ADMINISTRATOR, over=None, starts_on=on, by=None, at=at)
        # The appointment has given the row a superuser's power; this object must know.
        person.refresh_from_db()
    return person


def hand_out(company: Company, places: Places, administrator: Person, *, on: date, at: datetime) -> None:
    """Appoint the officers, give everybody in the demo's logins a password, and write the file."""
    reach: dict[str, Division | Organisation] = {
        Role.INSTITUTION_MANAGER: places.township_hospitals[0],
        Role.COURSE_EDITOR: places.hospital,
        # Runs a class for the whole city, so must reach doctors and mentors all over it.
        Role.SCHEME_MANAGER: places.city,
        Role.COUNTY_AUDITOR: Division.objects.get(code=SHOUGUANG, valid_to=None),
        Role.CITY_AUDITOR: places.city,
        Role.PROVINCE_AUDITOR: places.city.province or places.city,
        Role.LINE_AUDITOR: places.city,
    }
    for key, person in company.officers.items():
        role = Role.SCHEME_MANAGER if key == SECOND_ISSUER else key
        term: Term = {"starts_on": on, "ends_on": on + LOOKING if role in AUDITORS else None}
        if role == Role.LINE_AUDITOR:
            term["schemes"] = [VILLAGE_SCHEME]
        appoint(person=person, role=role, over=reach[role], by=administrator, at=at, **term)
    people = {"doctor": company.trainees[0], "mentor": company.mentors[0], **company.officers}
    for role, person in {**people, "administrator": administrator}.items():
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
        if _has_second_factor(role):
            enrol_totp(person, pyotp.random_base32())
        record(HANDED_OUT, actor=None, subject=person, at=at, role=role)
    write()


def write_again() -> None:
    """Write the file of a demo that is loaded, where it is missing and the database knows what was handed out."""
    if not _file().exists() and Entry.objects.filter(verb=HANDED_OUT).exists():
        write()


def write() -> None:
    """Keep the logins that were handed out as JSON where only the owner of the data reads them."""
    logins = [
        _login(entry.data["role"], Person.objects.get(pk=entry.subject_id))
        for entry in Entry.objects.filter(verb=HANDED_OUT).order_by("pk")
    ]
    path = _file()
    path.touch(mode=0o600)
    path.write_text(json.dumps(logins, ensure_ascii=False, indent=2) + "\n")


def _login(role: str, person: Person) -> dict[str, str]:
    login = {"role": role, "name": person.name, "phone": person.phone or "", "password": PASSWORD}
    if _has_second_factor(role):
        login["totp_secret"] = enrol_totp(person)
    return login


def _has_second_factor(role: str) -> bool:
    return role == SECOND_ISSUER or role in Role.values


def _file() -> Path:
    return Path(settings.DATA_DIR) / "demo-logins.json"
