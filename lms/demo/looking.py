"""Officials look at the doctor of the demo, who finds it on the phone."""

from datetime import datetime

from lms.demo.people import Company
from lms.people.actions import look_at_person, reveal_id_number
from lms.people.purposes import Purpose
from lms.people.roles import Role


def look(company: Company, *, at: datetime) -> None:
    """Have the city's auditor open the doctor's page and credits, and ask for the whole ID number."""
    doctor, auditor = company.trainees[0], company.officers[Role.CITY_AUDITOR]
    look_at_person(doctor, by=auditor, at=at)
    look_at_person(doctor, by=auditor, at=at, what="credits.account.viewed")
    reveal_id_number(
        person_id=doctor.pk,
        purpose=Purpose.AUDIT,
        why="与省平台核对2026年度培训档案，姓名相同者两人",
        by=auditor,
        at=at,
    )
