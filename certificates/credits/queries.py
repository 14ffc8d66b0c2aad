"""Reading credits."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from certificates.credits.models import CreditLine


@dataclass(frozen=True)
class Earned:
    """The credit one person earned under one authority, in hundredths."""

    authority: str
    hundredths: int
    confirmed: bool

    @property
    def text(self) -> str:
        """The credits with as many decimals as they need."""
        return f"{self.hundredths / 100:.2f}".rstrip("0").rstrip(".")


def credits_in_year(*, person_id: int, year: int) -> list[Earned]:
    """Return what ``person_id`` earned in ``year``, one entry an authority; one query.

    ``confirmed`` is false where any rule that paid is known from secondary sources only.
    """
    sums: dict[str, tuple[int, bool]] = {}
    lines = (
        CreditLine.objects.filter(person=person_id, earned_on__range=(date(year, 1, 1), date(year, 12, 31)))
        .values_list("rule__authority", "rule__confirmed")
        .annotate(total=Sum("hundredths"))
        .order_by("rule__authority")
    )
    for authority, confirmed, total in lines:
        before, sure = sums.get(authority, (0, True))
        sums[authority] = (before + total, sure and confirmed)
    return [Earned(authority, total, sure) for authority, (total, sure) in sums.items() if total]
