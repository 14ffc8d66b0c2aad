"""One person's credit account of one year, line by line."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from certificates.credits.asking import MINUTES_AN_HOUR, Missing, hours_of
from certificates.credits.models import CreditLine
from certificates.credits.queries.accounts import YearAccount, year_account
from certificates.credits.queries.carried import Earnings, carried, carry_terms, earnings, sets_in_force
from certificates.credits.queries.gaps import missing_text
from certificates.credits.queries.outlooks import Forecast, forecasts
from certificates.credits.rules import in_credits
from lms.people.models import Person


@dataclass(frozen=True)
class PersonYear:
    """One year under one authority: what was earned in it, what was carried into it, and what is still missing.

    ``forecast`` is there in the current year only: what would close the gap.
    """

    account: YearAccount
    carried: int
    forecast: Forecast | None

    @property
    def required(self) -> int:
        """What is asked for, in hundredths."""
        return self.account.asked.total

    @property
    def counted(self) -> int:
        """What counts, in hundredths: earned and carried over."""
        return self.account.hundredths + self.carried

    @property
    def shown(self) -> int:
        """What counts, for a bar that ends at what is asked for."""
        return min(self.counted, self.required)

    @property
    def missing(self) -> Missing:
        """What is still missing."""
        return self.account.missing(self.carried)

    @property
    def missing_text(self) -> str:
        """The same in words."""
        return missing_text(self.missing, self._hour)

    @property
    def hours(self) -> tuple[str, str] | None:
        """The hours that count and those that are asked for; ``None`` where none are."""
        asked, own = self.account.asked.minutes, self.account.minutes
        return (in_credits(hours_of(own, self._hour)), in_credits(hours_of(asked, self._hour))) if asked else None

    @property
    def texts(self) -> dict[str, str]:
        """The figures in credits."""
        figures = {"required": self.required, "counted": self.counted, "carried": self.carried}
        figures |= {"earned": self.account.hundredths}
        return {name: in_credits(value) for name, value in figures.items()}

    @property
    def _hour(self) -> int:
        return self.account.rule_set.minutes_an_hour if self.account.rule_set else MINUTES_AN_HOUR


def account_of(person: Person, year: int, at: datetime) -> dict[str, Any]:
    """Return what the pages of an account show: ``years`` to choose from, and ``accounts`` of ``year``."""
    this_year, earned = timezone.localdate(at).year, earnings([person.pk])
    ahead = {each.authority: each for each in forecasts([person], at)[person.pk]} if year == this_year else {}
    return {
        "year": year,
        "years": sorted({this_year, year, *earned.years(person.pk)}, reverse=True),
        "accounts": _accounts(person, year, earned, ahead),
    }


def _accounts(person: Person, year: int, earned: Earnings, ahead: dict[str, Forecast]) -> list[PersonYear]:
    asked = carry_terms(sets_in_force(), until=year)
    return [
        PersonYear(each, carried(person.pk, each.authority, year, earned, asked), ahead.get(each.authority))
        for each in year_account(person, year)
    ]


def lines_of(person: Person, year: int) -> QuerySet[CreditLine]:
    """Return every line of ``person``'s year, the newest first; one that was taken back has a ``reversal``."""
    lines = CreditLine.objects.filter(
        person=person, reverses=None, earned_on__range=(date(year, 1, 1), date(year, 12, 31))
    )
    related = lines.select_related("record__activity", "rule__rule_set", "reversal")
    return related.order_by("-earned_on", "-record", "authority", "-sequence")
