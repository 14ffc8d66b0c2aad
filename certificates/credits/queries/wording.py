"""Rules in plain words, and the report on a change as a sheet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.credits.models import CreditRule, RuleChange, RuleSet
from certificates.credits.queries.accounts import YearAccount, year_account
from certificates.credits.queries.changes import report_rows
from certificates.credits.queries.gaps import asked_text, listed
from certificates.credits.queries.prospects import rules_for
from certificates.credits.rules import in_credits
from lms.exchange.sheets.writer import Sheet
from lms.people.models import Person
from lms.records.models import LearningRecord


@dataclass(frozen=True)
class Described:
    """One rule in plain words."""

    rule: CreditRule
    counts: str
    pays: str
    caps: tuple[str, ...]
    whom: str

    @property
    def source(self) -> str:
        """Document and clause."""
        return " · ".join(part for part in (self.rule.document, self.rule.clause) if part)


def described(rule_set: RuleSet) -> list[Described]:
    """Return the rules of ``rule_set`` in their order, in plain words. One query."""
    return [describe(rule) for rule in CreditRule.objects.filter(rule_set=rule_set).order_by("position", "pk")]


def describe(rule: CreditRule) -> Described:
    """Return ``rule`` in plain words."""
    return Described(rule, _counts(rule), _pays(rule), tuple(_caps(rule)), _whom(rule))


def _counts(rule: CreditRule) -> str:
    parts = [rule.get_activity_kind_display()]
    if rule.role == LearningRecord.Role.TEACHER:
        parts.append(rule.get_role_display())
    parts += [rule.get_mode_display()] if rule.mode else []
    parts += [rule.get_outcome_display()] if rule.outcome else []
    if rule.least_days:
        parts.append(ngettext("%(n)s day or more", "%(n)s days or more", rule.least_days) % {"n": rule.least_days})
    return listed(parts)


def _pays(rule: CreditRule) -> str:
    credit = in_credits(rule.unit_hundredths)
    if rule.earns == CreditRule.Earns.MINUTES:
        minutes = rule.unit_minutes or 0
        said = ngettext("%(credit)s credits for %(n)s minute", "%(credit)s credits for %(n)s minutes", minutes)
        return said % {"credit": credit, "n": minutes}
    if rule.earns == CreditRule.Earns.DAY:
        return _("%(credit)s credits for each day") % {"credit": credit}
    return _("%(credit)s credits for each activity, once a year") % {"credit": credit}


def _caps(rule: CreditRule) -> Iterator[str]:
    for cap, said in (
        (rule.cap_per_activity_hundredths, _("at most %(credit)s credits a year for one activity")),
        (rule.cap_per_kind_hundredths, _("at most %(credit)s credits a year of this kind")),
        (rule.cap_per_year_hundredths, _("at most %(credit)s credits a year of all kinds together")),
    ):
        if cap is not None:
            yield said % {"credit": in_credits(cap)}


def _whom(rule: CreditRule) -> str:
    return listed([*rule.post_kind_names, *rule.titles])


@dataclass(frozen=True)
class ExplainedSet:
    """The rules of one set that are for somebody, and how full their year is."""

    rule_set: RuleSet
    rules: tuple[Described, ...]
    account: YearAccount | None

    @property
    def required(self) -> str:
        """What is to be reached in a year, in words; blank where the set does not say."""
        return asked_text(self.rule_set.asked, self.rule_set.minutes_an_hour)


def explained_for(person: Person, day: date) -> list[ExplainedSet]:
    """Return the rules in force on ``day`` for ``person``, set by set. Five queries."""
    by_set: dict[int, list[CreditRule]] = {}
    for rule in rules_for(person, day):
        by_set.setdefault(rule.rule_set_id, []).append(rule)
    accounts = {each.authority: each for each in year_account(person, day.year)}
    return [
        ExplainedSet(rules[0].rule_set, tuple(map(describe, rules)), accounts.get(rules[0].rule_set.authority))
        for rules in by_set.values()
    ]


def report_sheet(change: RuleChange, *, by: Person, at: datetime) -> Sheet:
    """Return the stored report on ``change``: everybody concerned, who loses most first."""
    return Sheet(
        name=_("What would change"),
        header=[_("Name"), _("ID number (masked)"), _("before"), _("after"), _("difference")],
        rows=_sheet_rows(change),
        widths=[14, 24, 10, 10, 10],
        notes=[
            str(change.rule_set),
            _("Asked for by %(name)s, %(when)s") % {"name": change.asked_by.name, "when": _when(change.asked_at)},
            _("Handed out to %(name)s, %(when)s") % {"name": by.name, "when": _when(at)},
            _("%(people)s people, %(before)s credits before, %(after)s after")
            % {
                "people": change.people,
                "before": in_credits(change.before_hundredths),
                "after": in_credits(change.after_hundredths),
            },
        ],
    )


def _sheet_rows(change: RuleChange) -> Iterator[list[Any]]:
    for row in report_rows(change).iterator(2000):
        figures = (row.before_hundredths, row.after_hundredths, row.difference_hundredths)
        yield [row.person.name, row.person.id_number_masked, *[each / 100 for each in figures]]


def _when(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
