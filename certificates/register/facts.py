"""What a certificate says, put together from the class, the person and what it rests on."""

import uuid
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from certificates.register.design import Design, design_of, filled
from certificates.register.models import Batch, Kind
from certificates.register.printing import CertificateFacts
from certificates.schemes.models import Cohort, Traineeship
from certificates.schemes.queries import exempt_from
from lms.people.models import Person
from lms.people.rules import mask_publicly

# Stands in for the number and the address while a certificate is only being checked.
DRAFT_NUMBER = "000000"


@dataclass(frozen=True)
class Ground:
    """What one certificate is given to one person for. ``basis`` is what the records said, as JSON values."""

    person: Person
    cohort: Cohort
    kind: str = Kind.COMPLETION
    traineeship: Traineeship | None = None
    key: str = ""
    basis: dict[str, Any] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)

    def values(self) -> dict[str, str]:
        """Return what stands for the placeholders of a layout."""
        cohort, basis = self.cohort, self.basis
        return {
            "name": self.person.name,
            "scheme": cohort.scheme.name,
            "class": cohort.name,
            "issuer": cohort.organiser.name,
            "period": str(basis.get("period") or _period(cohort)),
            "credits": hundredths(basis.get("credits")),
            "score": hundredths(basis.get("score")),
            "mode": mode_in_words(basis.get("modes", ())),
            **self.said,
        }


def said_by(batch: Batch) -> dict[str, str]:
    """Return what the people who issue ``batch`` said themselves, for the placeholders."""
    terms = {key: str(batch.terms.get(key, "")) for key in ("hours", "project_number", "level")}
    exam = batch.activity.title if batch.activity else ""
    return {**terms, "year": str(batch.year or ""), "exam": exam, "reason": batch.reason}


def facts_of(ground: Ground, design: Design, *, number: str, uid: uuid.UUID, at: datetime) -> CertificateFacts:
    """Return the text of a certificate in the language of the site, whatever language the issuer reads."""
    with translation.override(settings.LANGUAGE_CODE):
        values = ground.values()
        extras = ((label, values.get(key, "")) for key, label in design.extras)
        return CertificateFacts(
            number=number,
            name=ground.person.name,
            id_number_masked=mask_publicly(ground.person.id_number) if design.id_number else "",
            scheme_title=ground.cohort.scheme.name if design.scheme else "",
            kind_title=filled(design.title, values),
            body=filled(design.body, values),
            kind_title_en=filled(design.title_en, values),
            body_en=filled(design.body_en, values),
            issuer=ground.cohort.organiser.name,
            issued_on=timezone.localdate(at),
            verify_url=f"{settings.BASE_URL}/verify/{uid}/",
            extras=(*((label, value) for label, value in extras if value), *_waived(ground)),
        )


def draft_of(ground: Ground, design: Design, at: datetime) -> CertificateFacts:
    """Return the text as it would be, for looking at it or checking whether it can be printed."""
    number = f"{ground.cohort.scheme.code}-0000-{DRAFT_NUMBER}"
    return facts_of(ground, design, number=number, uid=uuid.UUID(int=0), at=at)


def site_design(batch: Batch) -> Design:
    """Return the design of ``batch`` in the language of the site."""
    with translation.override(settings.LANGUAGE_CODE):
        return design_of(batch.layout_version, batch.kind)


def ground_of_trainee(trainee: Traineeship) -> Ground:
    """Return what a certificate of completion rests on."""
    return Ground(trainee.person, trainee.cohort, traineeship=trainee)


def hundredths(value: Any) -> str:
    """Return hundredths as a number with the decimals it needs.

    >>> hundredths(1250), hundredths(None)
    ('12.5', '')
    """
    return "" if value is None else f"{value / 100:.2f}".rstrip("0").rstrip(".")


def mode_in_words(modes: Any) -> str:
    """Return whether something was taught on site, online or both."""
    known = set(modes) & {"online", "onsite"}
    if len(known) == 2 or "either" in set(modes):
        return _("on site and online")
    return {"online": _("distance teaching"), "onsite": _("face-to-face teaching")}.get("".join(known), "")


def freeze(facts: CertificateFacts) -> dict[str, Any]:
    """Return ``facts`` as JSON values."""
    return asdict(facts) | {"issued_on": facts.issued_on.isoformat(), "extras": [list(pair) for pair in facts.extras]}


def thaw(frozen: dict[str, Any]) -> CertificateFacts:
    """Return the facts that :func:`freeze` wrote."""
    extras = tuple((label, value) for label, value in frozen["extras"])
    return CertificateFacts(**frozen | {"issued_on": date.fromisoformat(frozen["issued_on"]), "extras": extras})


def _waived(ground: Ground) -> list[tuple[str, str]]:
    """Return that something was waived and what: who reads the certificate is not to think it was done."""
    titles = exempt_from(ground.traineeship) if ground.traineeship else []
    return [(_("Exempted from"), "；".join(titles))] if titles else []


def _period(cohort: Cohort) -> str:
    return f"{cohort.starts_on:%Y.%m.%d}—{cohort.ends_on:%Y.%m.%d}"
