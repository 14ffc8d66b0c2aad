"""Certificates from elsewhere at each step: waiting, checked, recognised, refused."""

from datetime import date, datetime, timedelta
from typing import Any

from certificates.credits.actions import Claim, Evidence, check, hand_in, recognize, refuse
from certificates.credits.models import Recognition
from lms.demo.people import Company
from lms.demo.places import CONTENT
from lms.people.models import Person
from lms.records.models import Activity

PHOTO = CONTENT / "outside-certificate.jpg"
HOURS_A_DAY, DAYS_AWAY = 6, 100
A_DAY = HOURS_A_DAY * 60


def hand_in_some(company: Company, *, day: date, at: datetime) -> None:
    """Let five trainees hand one in each; the first, the demo's doctor, still waits for somebody to check it.

    The fifth was at another hospital for more than three months, which stands for the whole year.
    """
    manager, centre = company.officers["institution_manager"], company.officers["scheme_manager"]
    waiting, checked, recognized, refused, away = company.trainees[:5]
    _hand_in(waiting, 1, day=day, at=at)
    check(_hand_in(checked, 2, day=day, at=at), minutes=2 * A_DAY, by=manager, at=at)
    done = check(_hand_in(recognized, 3, day=day, at=at), minutes=2 * A_DAY, by=manager, at=at)
    recognize(done, by=centre, at=at)
    study = {"title": "呼吸与危重症医学科进修", "kind": Activity.Kind.PLACEMENT}
    placement = _hand_in(away, 5, day=day, at=at, days=DAYS_AWAY, **study)
    recognize(check(placement, minutes=DAYS_AWAY * A_DAY, by=manager, at=at), by=centre, at=at)
    no = _hand_in(refused, 4, day=day, at=at)
    refuse(no, by=manager, reason="照片里看不清证书编号，请放平后重新拍一张。", at=at)


def _hand_in(person: Person, serial: int, *, day: date, at: datetime, days: int = 2, **other: Any) -> Recognition:
    said = {"title": "基层慢病管理适宜技术推广班", "kind": Activity.Kind.COURSE, **other}
    claim = Claim(
        person=person,
        issuer="山东省医学会",
        number=f"鲁医培〔2026〕第{serial:05d}号",
        mode=Activity.Mode.ONSITE,
        began_on=day - timedelta(days=days - 2),
        ended_on=day + timedelta(days=1),
        class_hours_hundredths=days * HOURS_A_DAY * 100,
        **said,
    )
    return hand_in(claim, Evidence(PHOTO.read_bytes()), by=person, at=at)
