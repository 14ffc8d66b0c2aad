"""What a certificate of completion says, put together from the class and the person."""

import uuid
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from certificates.register.printing import CertificateFacts
from certificates.schemes.models import Cohort, Traineeship
from certificates.schemes.queries import exempt_from
from lms.people.rules import mask_publicly

# Stands in for the number and the address while a certificate is only being checked.
DRAFT_NUMBER = "000000"


def facts_for(traineeship: Traineeship, *, number: str, uid: uuid.UUID, at: datetime) -> CertificateFacts:
    """Return the text of a certificate in the language of the site, whatever language the issuer reads."""
    cohort, person = traineeship.cohort, traineeship.person
    with translation.override(settings.LANGUAGE_CODE):
        return CertificateFacts(
            number=number,
            name=person.name,
            id_number_masked=mask_publicly(person.id_number),
            scheme_title=cohort.scheme.name,
            kind_title=_("Certificate of completion"),
            body=_body(cohort),
            issuer=cohort.organiser.name,
            issued_on=timezone.localdate(at),
            verify_url=f"{settings.BASE_URL}/verify/{uid}/",
            extras=((_("Class"), cohort.name), (_("Period of training"), _period(cohort)), *_waived(traineeship)),
        )


def draft_for(traineeship: Traineeship, at: datetime) -> CertificateFacts:
    """Return the text as it would be, for checking whether it can be printed."""
    number = f"{traineeship.cohort.scheme.code}-0000-{DRAFT_NUMBER}"
    return facts_for(traineeship, number=number, uid=uuid.UUID(int=0), at=at)


def freeze(facts: CertificateFacts) -> dict[str, Any]:
    """Return ``facts`` as JSON values."""
    return asdict(facts) | {"issued_on": facts.issued_on.isoformat(), "extras": [list(pair) for pair in facts.extras]}


def thaw(frozen: dict[str, Any]) -> CertificateFacts:
    """Return the facts that :func:`freeze` wrote."""
    extras = tuple((label, value) for label, value in frozen["extras"])
    return CertificateFacts(**frozen | {"issued_on": date.fromisoformat(frozen["issued_on"]), "extras": extras})


def _body(cohort: Cohort) -> str:
    return _(
        "has taken part in “%(scheme)s”, organised by %(organiser)s, has met all its requirements "
        "and is granted this certificate of completion."
    ) % {"scheme": cohort.scheme.name, "organiser": cohort.organiser.name}


def _waived(traineeship: Traineeship) -> list[tuple[str, str]]:
    """Return that something was waived and what: who reads the certificate is not to think it was done."""
    titles = exempt_from(traineeship)
    return [(_("Exempted from"), "；".join(titles))] if titles else []


def _period(cohort: Cohort) -> str:
    return f"{cohort.starts_on:%Y.%m.%d}—{cohort.ends_on:%Y.%m.%d}"
