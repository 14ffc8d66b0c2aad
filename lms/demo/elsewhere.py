"""Certificates from elsewhere at each step: waiting, checked, recognised, refused."""

from datetime import date, datetime, timedelta

from certificates.credits.actions import Claim, Evidence, check, hand_in, recognize, refuse
from certificates.credits.models import Recognition
from lms.demo.people import Company
from lms.demo.places import CONTENT
from lms.people.models import Person
from lms.records.models import Activity

PHOTO = CONTENT / "outside-certificate.jpg"
HOURS = 12


def hand_in_some(company: Company, *, day: date, at: datetime) -> None:
    """Let four trainees hand one in each; the first, the demo's doctor, still waits for somebody to check it."""
    manager, centre = company.officers["institution_manager"], company.officers["scheme_manager"]
    waiting, checked, recognized, refused = company.trainees[:4]
    _hand_in(waiting, 1, day=day, at=at)
    check(_hand_in(checked, 2, day=day, at=at), minutes=HOURS * 60, by=manager, at=at)
    done = check(_hand_in(recognized, 3, day=day, at=at), minutes=HOURS * 60, by=manager, at=at)
    recognize(done, by=centre, at=at)
    no = _hand_in(refused, 4, day=day, at=at)
    refuse(no, by=manager, reason="照片里看不清证书编号，请放平后重新拍一张。", at=at)


def _hand_in(person: Person, serial: int, *, day: date, at: datetime) -> Recognition:
    claim = Claim(
        person=person,
        title="基层慢病管理适宜技术推广班",
        issuer="山东省医学会",
        number=f"鲁医培〔2026〕第{serial:05d}号",
        kind=Activity.Kind.COURSE,
        mode=Activity.Mode.ONSITE,
        began_on=day,
        ended_on=day + timedelta(days=1),
        class_hours_hundredths=HOURS * 100,
    )
    return hand_in(claim, Evidence(PHOTO.read_bytes()), by=person, at=at)
