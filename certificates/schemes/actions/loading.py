"""Loading ready-made syllabuses, schemes and surveys."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.schemes import ready
from certificates.schemes.actions.planning import create_syllabus
from certificates.schemes.actions.setting_up import create_scheme
from certificates.schemes.actions.surveys import import_survey
from certificates.schemes.models import Level, Scheme, Survey, Syllabus
from lms.kit.errors import Refusal
from lms.people.models import Organisation, Person
from lms.records.actions import ensure_subject
from lms.records.models import Subject


@dataclass(frozen=True)
class Loaded:
    """What became of one ready-made syllabus, scheme or survey: it was made, or why it was not."""

    code: str
    name: str
    place: str
    skipped: str = ""

    @property
    def is_made(self) -> bool:
        """Whether it was made."""
        return not self.skipped


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What to load, and for whom.

    :param organiser: who runs what names an institution that is not here; ``None`` is nobody.
    :param only: the codes wanted; none is all.
    """

    organiser: Organisation | None = None
    only: Collection[str] = ()


class _Undone(Exception):
    """Takes back a rehearsal."""


def load_ready(wanted: Wanted, *, by: Person | None, at: datetime, rehearse: bool = False) -> list[Loaded]:
    """Make the ready-made things that are not here; return what became of each. Run again, it adds none.

    :param rehearse: work everything out, and keep nothing.
    """
    told: list[Loaded] = []
    try:
        with transaction.atomic():
            found = ready.syllabuses()
            told += [_load_syllabus(each, wanted, by, at) for each in found if _is_wanted(each["code"], wanted)]
            told += [_load_scheme(each, wanted, by, at) for each in ready.schemes() if _is_wanted(each.code, wanted)]
            told += [_load_survey(each, wanted, by, at) for each in ready.surveys() if _is_wanted(each["code"], wanted)]
            if rehearse:
                raise _Undone
    except _Undone:
        pass
    return told


def _is_wanted(code: str, wanted: Wanted) -> bool:
    return not wanted.only or code in wanted.only


def _load_syllabus(syllabus: dict[str, Any], wanted: Wanted, by: Person | None, at: datetime) -> Loaded:
    skipped = ""
    if _known(syllabus):
        skipped = _("it is here already; what is here stays as it is")
    elif wanted.organiser is None:
        skipped = _("a syllabus belongs to nobody yet; say with --organiser who keeps it")
    else:
        _make_syllabus(syllabus, wanted.organiser, by, at)
    return Loaded(syllabus["code"], syllabus["name"], syllabus["authority"], skipped)


def _known(syllabus: dict[str, Any]) -> bool:
    return Syllabus.objects.filter(**{name: syllabus[name] for name in ("authority", "name", "version")}).exists()


def _make_syllabus(syllabus: dict[str, Any], keeper: Organisation, by: Person | None, at: datetime) -> None:
    fields = {name: value for name, value in syllabus.items() if name != "code"}
    create_syllabus({**fields, "keeper": keeper}, by=by, at=at)


def _load_scheme(scheme: ready.ReadyScheme, wanted: Wanted, by: Person | None, at: datetime) -> Loaded:
    organiser = _organiser(scheme.organiser, scheme.division) or wanted.organiser
    skipped = ""
    if Scheme.objects.filter(code=scheme.code).exists():
        skipped = _("it is here already; what is here stays as it is")
    elif scheme.is_over(timezone.localdate(at)):
        skipped = _("it was in force until %(day)s") % {"day": scheme.valid_to}
    elif organiser is None:
        skipped = _("%(name)s is not among the institutions; say with --organiser who runs it") % {
            "name": scheme.organiser
        }
    else:
        skipped = _make(scheme, organiser, by, at)
    return Loaded(scheme.code, scheme.name, scheme.place, skipped)


def _make(scheme: ready.ReadyScheme, organiser: Organisation, by: Person | None, at: datetime) -> str:
    """Make one scheme; return why it could not be made."""
    subjects = {code: ensure_subject(code=code, name=name) for code, name in scheme.subjects.items()}
    data = {
        "code": scheme.code,
        "name": scheme.name,
        "organiser": organiser,
        "summary": scheme.summary,
        "report_days": scheme.report_days,
        "note": scheme.place,
        "requirements": _nodes(scheme.requirements, subjects),
    }
    try:
        with transaction.atomic():
            create_scheme(data, by=by, at=at)
    except Refusal as refusal:
        return str(refusal)
    return ""


def _nodes(nodes: Sequence[dict[str, Any]], subjects: dict[str, Subject]) -> list[dict[str, Any]]:
    """Return ``nodes`` with rows in place of the names of subjects and levels."""
    return [_node(node, subjects) for node in nodes]


def _node(node: dict[str, Any], subjects: dict[str, Subject]) -> dict[str, Any]:
    made = {name: value for name, value in node.items() if name != "scale"}
    if "subject" in node:
        made["subject"] = subjects[node["subject"]]
    if "level" in node:
        made["level"] = Level.objects.get(scale=node["scale"], name=node["level"])
    if "parts" in node:
        made["parts"] = _nodes(node["parts"], subjects)
    return made


def _load_survey(survey: dict[str, Any], wanted: Wanted, by: Person | None, at: datetime) -> Loaded:
    skipped = ""
    if Survey.objects.filter(code=survey["code"]).exists():
        skipped = _("it is here already; what is here stays as it is")
    elif wanted.organiser is None:
        skipped = _("a survey belongs to nobody yet; say with --organiser who runs it")
    else:
        for code, name in survey.get("subjects", {}).items():
            ensure_subject(code=code, name=name)
        # Its gaps lead there.
        for each in ready.syllabuses():
            if survey["syllabus"].items() <= each.items():
                _make_syllabus(each, wanted.organiser, by, at)
        import_survey(survey, organiser=wanted.organiser, by=by, at=at)
    return Loaded(survey["code"], survey["title"], "", skipped)


def _organiser(name: str, division: str) -> Organisation | None:
    """Return the institution of this name that lies in ``division`` or is found nowhere else."""
    named = list(Organisation.objects.filter(name=name, closed_on=None).select_related("division").order_by("pk"))
    near = [each for each in named if each.division.code[:4] == division[:4]]
    found = near or named
    return found[0] if found else None
