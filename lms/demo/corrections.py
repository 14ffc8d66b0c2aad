"""What happens to certificates afterwards: one revoked, one corrected, and one that waits for a decision."""

from datetime import datetime

from certificates.register.actions import reissue, revoke
from certificates.register.models import Certificate, Kind
from lms.people.actions import edit_contacts
from lms.people.models import Person
from lms.records.actions import reverse
from lms.records.models import LearningRecord


def correct(*, by: Person, at: datetime) -> None:
    """Let three of the last certificates of the class meet what certificates meet; the logins' own stay as they are."""
    completed = Certificate.objects.valid().filter(kind=Kind.COMPLETION).select_related("person")
    last = list(completed.order_by("-number")[:3])
    if len(last) < 3:
        return
    void, misspelt, doubted = last
    revoke(void, by=by, reason="与本人另一份证书重复，误发", at=at)
    person = misspelt.person
    name = f"{person.name[0]}晓{person.name[-1]}"
    edit_contacts(person_id=person.pk, name=name, phone=person.phone, is_active=person.is_active, by=by, at=at)
    reissue(misspelt, by=by, reason="姓名有误，按身份证更正后换发", at=at)
    standing = LearningRecord.objects.standing().filter(person=doubted.person_id, activity__kind="lecture")
    if record := standing.order_by("happened_at", "pk").first():
        reverse(record, by=by, reason="经核实为他人代签到", at=at)
