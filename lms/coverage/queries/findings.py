"""Findings as the people who work on them see them."""

from datetime import date

from django.db.models import Q, QuerySet

from lms.coverage.models import Finding, FindingStep
from lms.coverage.models.finding import VIEW
from lms.coverage.rules.findings import NOT_BY_WHO_REPLIED, REPLIED, next_steps
from lms.people.models import Appointment, Organisation, Person
from lms.people.roles import PERMISSIONS

REPLY, CLOSE = "coverage.reply_finding", "coverage.close_finding"
_REPLYING = [role for role, given in PERMISSIONS.items() if REPLY in given]
# Which permission a step asks for; only replying is the institution's.
PERMISSION_OF = {REPLIED: REPLY}


def findings_for(viewer: Person) -> QuerySet[Finding]:
    """Return the findings ``viewer`` may see, with their states, newest first."""
    related = ("organisation", "person", "sample", "raised_by")
    return Finding.objects.visible_to(viewer).with_state().select_related(*related).order_by("-raised_at", "-pk")


def steps_of(finding: Finding) -> list[FindingStep]:
    """Return the steps taken, in order, with their files. Two queries."""
    steps = finding.steps.select_related("made_by").prefetch_related("attachments").order_by("number")
    return list(steps)


def steps_for(viewer: Person, steps: list[FindingStep]) -> list[str]:
    """Return the steps ``viewer`` may take next on a finding with these ``steps``."""
    replied = any(each.kind == REPLIED and each.made_by_id == viewer.pk for each in steps)
    return [
        step
        for step in next_steps(steps[-1].kind)
        if viewer.has_perm(PERMISSION_OF.get(step, CLOSE)) and not (replied and step in NOT_BY_WHO_REPLIED)
    ]


def managers_of(organisation: Organisation, on: date) -> list[Person]:
    """Return who answers for ``organisation`` on a day: those whose role replies and whose appointment covers it."""
    held = Appointment.objects.reaching(organisation).on(on).filter(role__in=_REPLYING)
    return list(Person.objects.filter(pk__in=held.values("person"), is_active=True).order_by("name", "pk"))


def auditors_of(finding: Finding) -> list[Person]:
    """Return who raised or judged ``finding`` and may still see it: those an answer is for."""
    judged = FindingStep.objects.filter(finding=finding).exclude(kind=REPLIED).values("made_by")
    people = Person.objects.filter(Q(pk=finding.raised_by_id) | Q(pk__in=judged), is_active=True)
    seeing = [each for each in people.order_by("pk") if Finding.objects.visible_to(each).filter(pk=finding.pk).exists()]
    return [each for each in seeing if each.has_perm(VIEW)]
