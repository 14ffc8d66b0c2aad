"""Reading the register: who is due a certificate, and what a certificate number stands for."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from certificates.register.facts import draft_for
from certificates.register.models import Certificate
from certificates.register.printing import DEFAULT_LAYOUT, CertificateFacts, FontMissing, TooLong, unprintable
from certificates.register.printing.page import compose
from certificates.register.rules import same_name, typed_number
from certificates.schemes.models import Cohort, Progress, Traineeship


@dataclass(frozen=True)
class NotDue:
    """A trainee who will not receive a certificate, and all the reasons."""

    traineeship: Traineeship
    reasons: tuple[str | Promise, ...]
    holds_one: bool = False


@dataclass(frozen=True)
class IssuePlan:
    """Who in a class will receive a certificate and who will not."""

    cohort: Cohort
    due: tuple[Traineeship, ...]
    not_due: tuple[NotDue, ...]

    @property
    def holders(self) -> int:
        """How many of those who are not due hold a certificate already, valid or revoked."""
        return sum(each.holds_one for each in self.not_due)

    @property
    def left_out(self) -> int:
        """How many are not due and hold no certificate either."""
        return len(self.not_due) - self.holders


def plan_issue(cohort: Cohort, *, at: datetime, only: Sequence[int] | None = None) -> IssuePlan:
    """Return who is due, with every reason for those who are not. Four queries, whatever the size of the class.

    :param only: the traineeships to look at; ``None`` is the whole class.
    """
    trainees = cohort.traineeships.active().select_related("person", "cohort__scheme", "cohort__organiser")
    if only is not None:
        trainees = trainees.filter(pk__in=only)
    trainees = trainees.order_by("person__name", "pk")
    held, open_titles = _held(trainees), _open_titles(trainees)
    elsewhere = held_elsewhere(cohort, trainees.order_by().values("person"))
    due, not_due = [], []
    for trainee in trainees:
        holds = [*held.get(trainee.pk, ()), *elsewhere.get(trainee.person_id, ())]
        reasons = [*holds, *obstacles(trainee, open_titles.get(trainee.pk, []), at)]
        if reasons:
            not_due.append(NotDue(trainee, tuple(reasons), holds_one=bool(holds)))
        else:
            due.append(trainee)
    # First those about whom something can be done.
    not_due.sort(key=lambda each: each.holds_one)
    return IssuePlan(cohort, tuple(due), tuple(not_due))


def obstacles(trainee: Traineeship, open_titles: Sequence[str], at: datetime) -> list[str]:
    """Return what keeps ``trainee`` from a certificate, apart from certificates already held."""
    reasons = []
    if trainee.state == Traineeship.State.SUSPENDED:
        reasons.append(_("suspended from the class; let them go on first"))
    elif trainee.state != Traineeship.State.COMPLETED:
        missing = "；".join(open_titles) or _("progress is still being worked out")
        reasons.append(_("not complete yet: %(missing)s") % {"missing": missing})
    if not trainee.person.id_number_sealed:
        reasons.append(_("no ID number on file"))
        return reasons
    return [*reasons, *_faults_in_print(draft_for(trainee, at))]


def _faults_in_print(facts: CertificateFacts) -> list[str]:
    try:
        missing = dict.fromkeys(c for text in facts.texts() for c in unprintable(text))
        if missing:
            shown = "、".join(f"{c} (U+{ord(c[-1]):04X})" for c in missing)
            return [_("these characters cannot be printed: %(characters)s") % {"characters": shown}]
        compose(facts, DEFAULT_LAYOUT)
    except FontMissing:
        return [_("the server lacks the font for certificates; ask its administrator")]
    except TooLong as fault:
        return [_("this text does not fit the page: %(text)s") % {"text": fault.text[:40]}]
    return []


def _held(trainees: QuerySet[Traineeship]) -> dict[int, list[str]]:
    held: dict[int, list[str]] = defaultdict(list)
    rows = Certificate.objects.filter(traineeship__in=trainees.order_by().values("pk"), superseded_by=None)
    for trainee, number, state in rows.values_list("traineeship", "number", "state"):
        if state == Certificate.State.ISSUED:
            held[trainee].append(_("already has certificate %(number)s") % {"number": number})
        else:
            said = _("certificate %(number)s was revoked; a new one is issued from its page")
            held[trainee].append(said % {"number": number})
    return held


def held_elsewhere(cohort: Cohort, people: Any) -> dict[int, list[str]]:
    """Return, for those of ``people`` (ids) who hold a valid certificate of ``cohort``'s scheme from another class, it.

    One query. Another class of the same scheme gives nobody a second certificate of it.
    """
    held: dict[int, list[str]] = defaultdict(list)
    rows = Certificate.objects.valid().filter(traineeship__cohort__scheme=cohort.scheme_id, person__in=people)
    for person, number in rows.exclude(traineeship__cohort=cohort).values_list("person", "number"):
        held[person].append(_("already has the valid certificate %(number)s of this scheme") % {"number": number})
    return held


def _open_titles(trainees: QuerySet[Traineeship]) -> dict[int, list[str]]:
    rows = Progress.objects.filter(traineeship__in=trainees.order_by().values("pk"), met_at=None)
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
    family = Certificate.objects.filter(traineeship=certificate.traineeship_id, kind=certificate.kind)
    by_id = {each.pk: each for each in family}
    first = certificate
    while first.supersedes_id:
        first = by_id[first.supersedes_id]
    following = {each.supersedes_id: each for each in by_id.values() if each.supersedes_id}
    links = [first]
    while links[-1].pk in following:
        links.append(following[links[-1].pk])
    return links
