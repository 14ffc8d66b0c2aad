"""Setting up programmes step by step: first what a programme is, then the versions of its rule."""

from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from lms.audit.actions import record
from lms.coverage.actions.programmes import PeriodTurnedRound, ProgrammeLine, add_version
from lms.coverage.models import Programme, ProgrammeVersion
from lms.kit.errors import Refusal
from lms.people.models import Person

# What a version says, beside whose it is, its number and who made it when.
_SAID = (
    *("in_force_on", "source_document", "clause", "confirmed", "roster", "post_kinds", "institution_kinds"),
    *("licence_group", "division_codes", "days", "covered_by", "scheme", "certificate_kind", "authority"),
    *("target_credits_hundredths", "target_minutes", "target_tenths", "plan"),
)


class CodeTaken(Refusal):
    """Another programme has this code."""

    code = "programme_code_taken"
    message = _("Another programme has this code. Choose a different one, or leave it blank.")


class RuleInForce(Refusal):
    """The area and period of a programme are part of what its figures say."""

    code = "programme_rule_in_force"
    message = _(
        "A rule of this programme has been put in force, so its area, keeper and period stay as they are. Only the "
        "name may change. For another area or period set up a new programme."
    )


class InForceTooLate(Refusal):
    """A rule would begin after its programme has ended."""

    code = "programme_rule_too_late"
    message = _("The programme ends on %(ends_on)s. Choose an earlier day for the rule to be in force from.")


class InForceTooEarly(Refusal):
    """A rule would change what held on days before the newest version."""

    code = "programme_rule_too_early"
    message = _("Version %(number)s is in force from %(day)s. A correction holds from that day or a later one.")


@transaction.atomic
def begin_programme(line: ProgrammeLine, *, by: Person, at: datetime) -> Programme:
    """Set up a programme without a rule yet: nobody is due before one is put in force. A blank code is made up.

    :raises PeriodTurnedRound: the period ends before it begins.
    :raises CodeTaken: the code is another programme's.
    """
    _refuse_turned(line)
    made = line if line.code else replace(line, code=_free_code(line))
    try:
        with transaction.atomic():
            programme = Programme.objects.create(**vars(made))
    except IntegrityError as taken:
        raise CodeTaken from taken
    record("coverage.programme.created", actor=by, subject=programme, at=at)
    return programme


@transaction.atomic
def change_programme(programme: Programme, line: ProgrammeLine, *, by: Person, at: datetime) -> Programme:
    """Change what a programme is called, and before its first rule also its area, keeper and period; never its code.

    :raises PeriodTurnedRound: the period ends before it begins.
    :raises RuleInForce: a rule has been put in force and more than the name would change.
    """
    _refuse_turned(line)
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    wanted = vars(replace(line, code=programme.code))
    changed = [name for name, value in wanted.items() if getattr(programme, name) != value]
    if set(changed) - {"name"} and programme.versions.exists():
        raise RuleInForce
    for name in changed:
        setattr(programme, name, wanted[name])
    programme.save()
    record("coverage.programme.changed", actor=by, subject=programme, at=at, fields=changed)
    return programme


@transaction.atomic
def put_in_force(version: ProgrammeVersion, *, by: Person, at: datetime) -> ProgrammeVersion:
    """Put a version that was looked at in force; the database keeps it as it is, and a worker computes the figures.

    :param version: not saved.
    :raises InForceTooLate: it would begin after the programme has ended.
    :raises InForceTooEarly: it would begin before the newest version does.
    """
    # The lock makes "which is the newest, then write the next" one step.
    programme = Programme.objects.select_for_update().get(pk=version.programme_id)
    if version.in_force_on > programme.ends_on:
        raise InForceTooLate(ends_on=programme.ends_on.isoformat())
    newest = ProgrammeVersion.objects.filter(programme=programme).newest_first().first()
    if newest and version.in_force_on < newest.in_force_on:
        raise InForceTooEarly(number=newest.number, day=newest.in_force_on.isoformat())
    return add_version(programme, {name: getattr(version, name) for name in _SAID}, by=by, at=at)


def _refuse_turned(line: ProgrammeLine) -> None:
    if line.ends_on < line.starts_on:
        raise PeriodTurnedRound(starts_on=line.starts_on, ends_on=line.ends_on)


def _free_code(line: ProgrammeLine) -> str:
    """Return the first code of the year that nobody has."""
    stem = f"programme-{line.starts_on.year}"
    taken = set(Programme.objects.filter(code__startswith=stem).values_list("code", flat=True))
    return next(code for n in range(1, len(taken) + 2) if (code := f"{stem}-{n}") not in taken)
