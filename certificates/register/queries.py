"""Reading the register: who is due a certificate, and what a certificate number stands for."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from certificates.register.design import Design
from certificates.register.facts import Ground, draft_of
from certificates.register.models import Certificate
from certificates.register.printing import CertificateFacts, FontMissing, Layout, TooLong, unprintable
from certificates.register.printing.page import compose
from certificates.register.rules import same_name, typed_number
from certificates.schemes.models import Cohort, Progress, Traineeship


def incomplete(trainee: Traineeship, open_titles: Sequence[str]) -> list[str]:
    """Return why ``trainee`` is not complete yet; nothing where all is done."""
    if trainee.state == Traineeship.State.SUSPENDED:
        return [_("suspended from the class; let them go on first")]
    if trainee.state != Traineeship.State.COMPLETED:
        missing = "；".join(open_titles) or _("progress is still being worked out")
        return [_("not complete yet: %(missing)s") % {"missing": missing}]
    return []


def obstacles(ground: Ground, design: Design, at: datetime) -> list[str]:
    """Return what keeps the certificate that rests on ``ground`` from being printed: a missing ID number included."""
    if design.id_number and not ground.person.id_number_sealed:
        return [_("no ID number on file")]
    return faults_in_print(draft_of(ground, design, at), design.look)


def faults_in_print(facts: CertificateFacts, look: Layout) -> list[str]:
    """Return which characters of ``facts`` or ``look`` cannot be printed, or which text does not fit the page."""
    try:
        missing = dict.fromkeys(c for text in (*facts.texts(), *look.texts()) for c in unprintable(text))
        if missing:
            shown = "、".join(f"{c} (U+{ord(c[-1]):04X})" for c in missing)
            return [_("these characters cannot be printed: %(characters)s") % {"characters": shown}]
        compose(facts, look)
    except FontMissing:
        return [_("the server lacks the font for certificates; ask its administrator")]
    except TooLong as fault:
        return [_("this text does not fit the page: %(text)s") % {"text": fault.text[:40]}]
    return []


def held(key: str, **named: Any) -> dict[int, list[str]]:
    """Return what the newest certificates that match ``named`` mean for a new one, by their column ``key``."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = Certificate.objects.filter(superseded_by=None, **named)
    for holder, number, state in rows.values_list(key, "number", "state"):
        if state == Certificate.State.ISSUED:
            found[holder].append(_("already has certificate %(number)s") % {"number": number})
        else:
            said = _("certificate %(number)s was revoked; a new one is issued from its page")
            found[holder].append(said % {"number": number})
    return found


def held_elsewhere(cohort: Cohort, people: Any) -> dict[int, list[str]]:
    """Return, for those of ``people`` (ids) who hold a valid certificate of ``cohort``'s scheme from another class, it.

    One query. Another class of the same scheme gives nobody a second certificate of it.
    """
    found: dict[int, list[str]] = defaultdict(list)
    rows = Certificate.objects.valid().filter(traineeship__cohort__scheme=cohort.scheme_id, person__in=people)
    for person, number in rows.exclude(traineeship__cohort=cohort).values_list("person", "number"):
        found[person].append(_("already has the valid certificate %(number)s of this scheme") % {"number": number})
    return found


def open_titles(trainees: QuerySet[Traineeship]) -> dict[int, list[str]]:
    """Return the titles of the requirements that each of ``trainees`` has not met."""
    rows = Progress.objects.filter(traineeship__in=trainees.order_by().values("pk"), met_at=None, requirement__depth=0)
    titles: dict[int, list[str]] = defaultdict(list)
    for trainee, title in rows.order_by("requirement__position").values_list("traineeship", "requirement__title"):
        titles[trainee].append(title)
    return titles


def find(*, number: str, name: str) -> Certificate | None:
    """Return the certificate with ``number`` if it was made out to ``name``.

    An unknown number and a wrong name get the same answer, so that numbers do not give people away.
    """
    certificate = Certificate.objects.filter(number=typed_number(number)).first()
    return certificate if certificate and same_name(name, certificate.name) else None


def chain(certificate: Certificate) -> list[Certificate]:
    """Return all certificates that correct one another with this one, the first issued first."""
    family = Certificate.objects.filter(
        person=certificate.person_id,
        kind=certificate.kind,
        traineeship=certificate.traineeship_id,
        ground=certificate.ground,
    )
    by_id = {each.pk: each for each in family}
    first = certificate
    while first.supersedes_id:
        first = by_id[first.supersedes_id]
    following = {each.supersedes_id: each for each in by_id.values() if each.supersedes_id}
    links = [first]
    while links[-1].pk in following:
        links.append(following[links[-1].pk])
    return links
