"""The sets of rules that come with the product, as data files beside the app."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates.credits.actions.sets import NeedsReport, PeriodsOverlap, make_set, put_in_force
from certificates.credits.models import RuleSet
from certificates.credits.queries import succession
from lms.kit.errors import Refusal
from lms.people.models import Person

FOLDER = Path(__file__).parent.parent / "sets"


class OnlyAnExample(Refusal):
    """Nobody earns by an example."""

    code = "rule_set_is_an_example"
    message = _("This set is an example. Put in the figures of your own document before it comes into force.")


@dataclass(frozen=True)
class Loaded:
    """One file's set: ``is_new`` where this call wrote it, ``refusal`` where it stays a draft and why."""

    rule_set: RuleSet
    is_new: bool
    refusal: Refusal | None = None


@transaction.atomic
def load_sets(*, by: Person | None, at: datetime, folder: Path = FOLDER, with_examples: bool = False) -> list[Loaded]:
    """Write the sets of ``folder`` that are not there yet, and put them in force where that changes nobody's credit.

    Safe to repeat: a version that is there stays as it is. What would change somebody's credit stays a draft, for
    people to look at; where another set of the authority is in force in its period, the draft is to replace that one.

    :param with_examples: put examples in force too, which pay by figures nobody has published.
    """
    return [_load(fields, by, at, with_examples) for fields in _read(folder)]


def _read(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("*.toml")):
        yield tomllib.loads(path.read_text())


def _load(fields: dict[str, Any], by: Person | None, at: datetime, with_examples: bool) -> Loaded:
    rules = [{"document": fields["document"], **rule} for rule in fields.pop("rules")]
    if there := RuleSet.objects.filter(code=fields["code"], version__gte=fields["version"]).first():
        return Loaded(there, is_new=False)
    fields["source_note"] = fields.get("source_note", "").strip()
    older = RuleSet.objects.in_force().filter(code=fields["code"]).first()
    draft = make_set(by=by, at=at, rules=rules, **fields, replaces=older)
    if clash := succession(draft).clash:
        draft.replaces = clash
        draft.save(update_fields=["replaces"])
    if draft.sourced == RuleSet.Sourced.EXAMPLE and not with_examples:
        return Loaded(draft, is_new=True, refusal=OnlyAnExample())
    try:
        return Loaded(put_in_force(draft, by=by, at=at), is_new=True)
    except (NeedsReport, PeriodsOverlap) as refusal:
        return Loaded(draft, is_new=True, refusal=refusal)
