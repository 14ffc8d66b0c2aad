"""A change of the example province's credit rules, with its report, waiting for a second person."""

from datetime import date, datetime

from certificates.credits.actions import ask_for_report, edit_rule, new_version
from certificates.credits.models import CreditRule, RuleSet
from lms.people.actions import appoint
from lms.people.models import Person
from lms.people.roles import Role

PROVINCE = "province-example"
ASKER_PHONE = "19900000002"


def propose_change(*, on: date, at: datetime) -> None:
    """Ask for online lectures to earn as much as elsewhere; the demo's administrator may approve it."""
    asker = Person.objects.create_user(name="继教科管理员", phone=ASKER_PHONE)
    appoint(person=asker, role=Role.ADMINISTRATOR, over=None, starts_on=on, by=None, at=at)
    draft = new_version(RuleSet.objects.in_force().get(code=PROVINCE), by=asker, at=at)
    rule = CreditRule.objects.get(rule_set=draft, activity_kind="lecture", mode="online")
    edit_rule(rule, by=asker, at=at, name="线上讲座，每 3 学时 1 学分", unit_minutes=180)
    ask_for_report(draft, by=asker, at=at)
