"""Writing sets of rules: drafts, new versions, coming into force."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from certificates.credits.models import CreditRule, RuleChange, RuleSet
from certificates.credits.queries import Years, succession
from certificates.credits.rules import in_credits
from lms.audit.actions import record as audit
from lms.kit.errors import Refusal
from lms.people.models import Person


class NotADraft(Refusal):
    """What people earned rests on a set once it is in force."""

    code = "rule_set_not_a_draft"
    message = _("This set of rules is in force or was. Make a new version of it and edit that.")


class NoRules(Refusal):
    """A set without rules pays nobody."""

    code = "rule_set_empty"
    message = _("This set has no rules yet. Add at least one.")


class KindOutOfReach(Refusal):
    """A set that asks for what none of its rules pays cannot be met."""

    code = "rule_set_kind_out_of_reach"
    message = _(
        "This set asks for %(asked)s credits of “%(kind)s” in a year, but its rules pay at most %(most)s. "
        "Change the rules or what is asked for."
    )


class PeriodsOverlap(Refusal):
    """One authority, one day, one set."""

    code = "rule_sets_overlap"
    message = _(
        "%(other)s is in force in the same period. Choose another period, or make a new version of that set instead."
    )


class NeedsReport(Refusal):
    """People's credit may change."""

    code = "rule_set_needs_report"
    message = _(
        "There are learning records from the period of this set. "
        "Ask for the report on what would change; a second person then approves it."
    )


@transaction.atomic
def make_set(*, by: Person | None, at: datetime, rules: list[dict[str, Any]], **fields: Any) -> RuleSet:
    """Write down a draft with its ``rules``, in their order; ``fields`` are those of :class:`RuleSet`."""
    rule_set: RuleSet = RuleSet.objects.create(**fields)
    CreditRule.objects.bulk_create(
        CreditRule(rule_set=rule_set, position=position, **rule) for position, rule in enumerate(rules)
    )
    note_set(rule_set, by=by, at=at, verb="created")
    return rule_set


def note_set(rule_set: RuleSet, *, by: Person | None, at: datetime, verb: str) -> None:
    """Put what was done with a set into the audit log; a form has saved it."""
    audit(
        f"credits.rule_set.{verb}",
        actor=by,
        subject=rule_set,
        at=at,
        version=rule_set.version,
        document=rule_set.document,
    )


def refuse_unless_draft(rule_set: RuleSet) -> None:
    """Let only a draft be edited.

    :raises NotADraft: it is in force or was.
    """
    if not rule_set.is_draft:
        raise NotADraft


@transaction.atomic
def edit_rule(rule: CreditRule, *, by: Person | None, at: datetime, **fields: Any) -> CreditRule:
    """Give a rule of a draft other ``fields``.

    :raises NotADraft: its set is in force or was.
    """
    rule_set = RuleSet.objects.select_for_update().get(pk=rule.rule_set_id)
    refuse_unless_draft(rule_set)
    for name, value in fields.items():
        setattr(rule, name, value)
    rule.save(update_fields=list(fields))
    note_set(rule_set, by=by, at=at, verb="edited")
    return rule


@transaction.atomic
def new_version(rule_set: RuleSet, *, by: Person | None, at: datetime) -> RuleSet:
    """Return a draft with the same rules that follows ``rule_set``; one that there is already is returned."""
    versions = RuleSet.objects.select_for_update().filter(code=rule_set.code)
    list(versions.values_list("pk", flat=True))
    if draft := versions.filter(state=RuleSet.State.DRAFT).first():
        return draft
    latest = versions.aggregate(latest=Max("version"))["latest"]
    skipped = {"id", "version", "replaces", "state"}
    fields = {each.name: getattr(rule_set, each.name) for each in RuleSet._meta.fields if each.name not in skipped}
    return make_set(by=by, at=at, rules=_copied(rule_set), **fields, version=latest + 1, replaces=_in_force(rule_set))


def _in_force(rule_set: RuleSet) -> RuleSet:
    """Return the version whose place the new one takes: the one asked about, or the newest in force if it is not."""
    if rule_set.state == RuleSet.State.IN_FORCE:
        return rule_set
    return RuleSet.objects.in_force().filter(code=rule_set.code).order_by("-valid_from").first() or rule_set


def _copied(rule_set: RuleSet) -> list[dict[str, Any]]:
    names = [each.name for each in CreditRule._meta.fields if each.name not in {"id", "rule_set", "position"}]
    rules = CreditRule.objects.filter(rule_set=rule_set).order_by("position", "pk")
    return [{name: getattr(rule, name) for name in names} for rule in rules]


@transaction.atomic
def drop_draft(rule_set: RuleSet, *, by: Person, at: datetime) -> None:
    """Delete a draft, with its rules and the reports about it.

    :raises NotADraft: it is in force or was.
    """
    locked = RuleSet.objects.select_for_update().get(pk=rule_set.pk)
    refuse_unless_draft(locked)
    note_set(locked, by=by, at=at, verb="removed")
    locked.delete()


@transaction.atomic
def put_in_force(rule_set: RuleSet, *, by: Person | None, at: datetime) -> RuleSet:
    """Put a draft in force that changes nobody's credit, for no record is from its period.

    :raises NotADraft: it is in force or was.
    :raises NoRules: it pays for nothing.
    :raises PeriodsOverlap: another set of the authority is in force in its period.
    :raises NeedsReport: there are records from its period.
    """
    locked = check_may_stand(rule_set)
    after = succession(locked)
    touched = Years.touched_by([locked, *after.retires], cut=after.ends)
    if touched.records().exists() or touched.lines().filter(authority=locked.authority).exists():
        raise NeedsReport
    return activate(locked, by=by, at=at)


def check_may_stand(rule_set: RuleSet) -> RuleSet:
    """Return ``rule_set``, locked, if it could come into force.

    :raises NotADraft: it is in force or was.
    :raises NoRules: it pays for nothing.
    :raises KindOutOfReach: it asks for more of a kind of credit than its rules pay.
    :raises PeriodsOverlap: another set of the authority is in force in its period.
    """
    locked = RuleSet.objects.select_for_update().get(pk=rule_set.pk)
    refuse_unless_draft(locked)
    _refuse_the_impossible(locked)
    if clash := succession(locked).clash:
        raise PeriodsOverlap(other=str(clash))
    return locked


def _refuse_the_impossible(rule_set: RuleSet) -> None:
    paid = defaultdict(list)
    for kind, cap in rule_set.rules.order_by().values_list("category", "cap_per_kind_hundredths"):
        paid[kind].append(cap)
    if not paid:
        raise NoRules
    for kind, least in sorted(rule_set.asked.kinds.items()):
        # A rule without a cap pays without end.
        most = max(paid[kind], default=0) if None not in paid[kind] else least
        if most < least:
            raise KindOutOfReach(kind=kind, asked=in_credits(least), most=in_credits(most))


def activate(rule_set: RuleSet, *, by: Person | None, at: datetime) -> RuleSet:
    """Put a locked draft in force: what it replaces retires, and a set it follows ends where it begins."""
    after = succession(rule_set)
    for each in after.retires:
        each.state = RuleSet.State.RETIRED
        each.save(update_fields=["state"])
        note_set(each, by=by, at=at, verb="retired")
    for each in after.ends:
        each.valid_to = rule_set.valid_from
        each.save(update_fields=["valid_to"])
        note_set(each, by=by, at=at, verb="ended")
    rule_set.state = RuleSet.State.IN_FORCE
    rule_set.save(update_fields=["state"])
    RuleChange.objects.filter(rule_set=rule_set, state__in=["computing", "ready"]).update(
        state=RuleChange.State.DROPPED
    )
    note_set(rule_set, by=by, at=at, verb="opened")
    return rule_set
