"""The making of one certificate: its number, its bytes, its row."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from certificates.register.design import Design
from certificates.register.facts import Ground, facts_of, freeze
from certificates.register.models import Certificate, Footing, Kind, NumberPattern, NumberSeries
from certificates.register.proof import with_proof
from certificates.register.rules import COMPLETION_PATTERN, KIND_CODES, OTHER_PATTERN, number_of, prefix_of
from certificates.register.sealing import Sealing
from certificates.register.shelf import keep
from certificates.schemes.models import Cohort
from lms.kit.errors import Refusal
from lms.people.models import Organisation, Person

# Nine digits more are as much as a certificate's number may have.
LONGEST_PREFIX = 40


class NumberTooLong(Refusal):
    """A number fits the certificate and the database."""

    code = "number_too_long"
    message = gettext_lazy("The numbers would be too long (%(prefix)s…). Choose a shorter number pattern.")


@dataclass
class Numbers:
    """The numbers of one series, which stays locked until the transaction ends."""

    series: NumberSeries
    pattern: str

    def take(self) -> str:
        """Return the next number."""
        number = number_of(self.pattern, self.series.prefix, self.series.next)
        self.series.next += 1
        return number

    def keep(self) -> None:
        """Write how far the series is."""
        self.series.save(update_fields=["next"])


@dataclass(frozen=True)
class Printing:
    """What one certificate is made of."""

    ground: Ground
    design: Design
    by: Person
    at: datetime


def pattern_for(issuer: Organisation, kind: str) -> str:
    """Return the pattern of the numbers of ``kind`` by ``issuer``: the most particular there is. One query."""
    found = NumberPattern.objects.filter(Q(issuer=issuer) | Q(issuer=None), kind__in=[kind, ""])
    ranked = sorted(found, key=lambda each: (each.issuer_id is not None, bool(each.kind)), reverse=True)
    if ranked:
        return ranked[0].pattern
    return COMPLETION_PATTERN if kind == Kind.COMPLETION else OTHER_PATTERN


def series_of(cohort: Cohort, kind: str, at: datetime) -> tuple[str, str]:
    """Return the pattern and the prefix of the numbers of ``kind`` for ``cohort`` in the year of ``at``.

    :raises NumberTooLong: the pattern and the codes in it make numbers that are too long.
    """
    pattern, year = pattern_for(cohort.organiser, kind), timezone.localdate(at).year
    codes = {"issuer": cohort.organiser.code, "kind": KIND_CODES[kind], "scheme": cohort.scheme.code, "year": year}
    if len(prefix := prefix_of(pattern, codes)) > LONGEST_PREFIX:
        raise NumberTooLong(prefix=prefix)
    return pattern, prefix


def numbers_for(cohort: Cohort, kind: str, at: datetime) -> Numbers:
    """Return the series of ``kind`` for ``cohort`` in the year of ``at``, locked until the transaction ends.

    :raises NumberTooLong: the pattern and the codes in it make numbers that are too long.
    """
    pattern, prefix = series_of(cohort, kind, at)
    attributes = {"issuer": cohort.organiser, "year": timezone.localdate(at).year, "kind": kind}
    NumberSeries.objects.get_or_create(prefix=prefix, defaults=attributes)
    return Numbers(NumberSeries.objects.select_for_update().get(prefix=prefix), pattern)


def make(printing: Printing, numbers: Numbers, sealing: Sealing, names: list[str]) -> Certificate:
    """Return a certificate that is not in the database yet; its file is, and its name is added to ``names``."""
    ground, design, at = printing.ground, printing.design, printing.at
    uid, number = uuid.uuid4(), numbers.take()
    facts = with_proof(facts_of(ground, design, number=number, uid=uid, at=at), uid)
    pdf = sealing.certificate(facts, design.look, uid=uid, kind=ground.kind)
    name = keep(f"certificates/{numbers.series.year}/{number}-{uid.hex[:8]}.pdf", pdf)
    names.append(name)
    return Certificate(
        number=number,
        uid=uid,
        kind=ground.kind,
        person_id=ground.person.pk,
        traineeship=ground.traineeship,
        ground=ground.key,
        issuer=ground.cohort.organiser,
        facts=freeze(facts),
        layout_version=design.look.version,
        file=name,
        sha256=hashlib.sha256(pdf).hexdigest(),
        size=len(pdf),
        issued_at=at,
        issued_by=printing.by,
    )


def keep_footings(
    certificates: Sequence[Certificate],
    records: Mapping[int, Sequence[int]],
    said: Mapping[str, str] | None = None,
) -> None:
    """Write down what ``certificates``, which are in the database now, rest on.

    :param records: the ids of the records by person.
    :param said: what was said by hand.
    """
    rows = [(each, list(records.get(each.person_id, ()))) for each in certificates]
    Footing.objects.bulk_create(Footing(certificate=each, records=ids, said=dict(said or {})) for each, ids in rows)
