"""Setting up schemes and classes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates.schemes.actions.progress import recompute
from certificates.schemes.actions.versions import edit_requirements, outline, take_into_use
from certificates.schemes.models import Cohort, Requirement, Scheme, SchemeVersion, Traineeship
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.people.models import Person


class SchemeEmpty(Refusal):
    """A class needs something to reach."""

    code = "scheme_empty"
    message = _("This scheme has no requirements yet. Add them first.")


class ClassHasTrainees(Refusal):
    """What trainees have reached was measured against the scheme of their class."""

    code = "class_has_trainees"
    message = _("%(number)s people are in this class, so it keeps its scheme. Open a new class for another scheme.")


class CompletionsLost(Refusal):
    """A period holds what those who are complete have done."""

    code = "completions_lost"
    message = _(
        "With these days %(number)s people would no longer have completed the class. "
        "Choose days that include what they have done."
    )


@transaction.atomic
def create_scheme(data: dict[str, Any], *, by: Person | None, at: datetime) -> Scheme:
    """Make a scheme and the draft of its first version, or return the one with this code.

    :param data: fields of :class:`Scheme`; ``"requirements"`` as :func:`outline` takes them; ``"note"``.
    :raises ImpossibleRequirement: nobody could meet what is asked.
    """
    fields = {name: value for name, value in data.items() if name not in {"requirements", "note"}}
    known: Scheme | None = Scheme.objects.filter(code=fields["code"]).first()
    if known:
        return known
    scheme: Scheme = Scheme.objects.create(**fields, created_at=at)
    record("schemes.scheme.created", actor=by, subject=scheme, at=at)
    asked = outline(data.get("requirements", []))
    edit_requirements(scheme, asked, by=by, at=at, note=data.get("note", ""))
    return scheme


@transaction.atomic
def save_scheme(scheme: Scheme, asked: Sequence[Requirement], *, by: Person, at: datetime, note: str) -> SchemeVersion:
    """Save what ``by`` typed: the facts of ``scheme``, and ``asked`` as :func:`edit_requirements` does.

    :raises ImpossibleRequirement: nobody could meet what is asked.
    """
    made = scheme.pk is None
    scheme.save()
    record(f"schemes.scheme.{'created' if made else 'changed'}", actor=by, subject=scheme, at=at)
    return edit_requirements(scheme, asked, by=by, at=at, note=note)


def version_for_class(scheme: Scheme) -> SchemeVersion:
    """Return the version that a new class of ``scheme`` runs: the newest.

    :raises SchemeEmpty: there is nothing to reach.
    """
    newest = SchemeVersion.objects.newest(scheme.pk)
    if newest is None or not Requirement.objects.filter(version=newest).exists():
        raise SchemeEmpty
    return newest


def refuse_other_scheme(cohort: Cohort) -> None:
    """Refuse another scheme for a class with people in it, whose progress and certificates speak of this one.

    :raises ClassHasTrainees: there are, or were, trainees.
    """
    if number := cohort.traineeships.present().count():
        raise ClassHasTrainees(number=number)


@transaction.atomic
def open_cohort(
    *, scheme: Scheme, name: str, by: Person | None, at: datetime, version: SchemeVersion | None = None, **details: Any
) -> Cohort:
    """Open a class of ``scheme``, or return the one with this name.

    :param version: what the class runs, frozen from then on; ``None`` is the newest.
    :param details: ``roster``, ``organiser`` (else the scheme's own), ``head_teacher``, ``starts_on``, ``ends_on``.
    :raises SchemeEmpty: there is nothing to reach.
    :raises ImpossibleRequirement: something is due before the class begins.
    """
    if known := Cohort.objects.filter(scheme=scheme, name=name).first():
        return known
    chosen = version or version_for_class(scheme)
    fields = {"organiser": scheme.organiser, **details}
    cohort = Cohort.objects.create(scheme=scheme, version=chosen, name=name, **fields)
    take_into_use(cohort, by=by, at=at)
    record("schemes.cohort.opened", actor=by, subject=cohort, at=at, version=chosen.number)
    return cohort


@transaction.atomic
def note_cohort(cohort: Cohort, *, by: Person, at: datetime, made: bool) -> None:
    """Write down that ``by`` saved ``cohort`` in the admin; another period may count other records.

    :raises ImpossibleRequirement: something is due before the class begins.
    :raises CompletionsLost: the period leaves out what somebody who is complete has done.
    """
    record(f"schemes.cohort.{'opened' if made else 'changed'}", actor=by, subject=cohort, at=at)
    take_into_use(cohort, by=by, at=at)
    complete = cohort.traineeships.filter(state=Traineeship.State.COMPLETED)
    before = set(complete.values_list("pk", flat=True))
    recompute(cohort=cohort, at=at)
    if lost := before.difference(complete.values_list("pk", flat=True)):
        raise CompletionsLost(number=len(lost))
