"""What a new certificate would say in place of an old one."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from certificates.register.design import Design, built_in, placeholders
from certificates.register.dues import anew
from certificates.register.facts import Ground, draft_of, freeze, ground_of_trainee, said_by, site_design
from certificates.register.models import Certificate, Footing
from certificates.register.queries import chain, incomplete, obstacles
from certificates.schemes.models import Traineeship

# What is typed for a whole list and printed on every certificate of it.
TERMS = ("hours", "project_number", "level")
# What both texts say, in the order they are read. Number and address are new on every certificate.
LABELS = {
    "kind_title": _("Kind"),
    "kind_title_en": _("Kind (English)"),
    "name": _("Name"),
    "id_number_masked": _("ID number"),
    "scheme_title": _("Scheme"),
    "body": _("Text"),
    "body_en": _("Text (English)"),
    "issuer": _("Issuer"),
    "issued_on": _("Issued"),
}


@dataclass(frozen=True)
class Line:
    """One fact as it was issued and as it would be issued now."""

    label: Any
    old: str
    new: str

    @property
    def differs(self) -> bool:
        """Whether the two are not the same."""
        return self.old != self.new


@dataclass(frozen=True)
class Correction:
    """The two texts side by side.

    ``fingerprint`` stands for the new text: whoever confirms sends back the one they were shown.
    """

    lines: tuple[Line, ...]
    fingerprint: str

    @property
    def changes_nothing(self) -> bool:
        """Whether the new certificate would say the same, but for its number and day."""
        day = LABELS["issued_on"]
        return not any(line.differs for line in self.lines if line.label != day)


def again(
    certificate: Certificate, at: datetime, said: Mapping[str, str] | None = None
) -> tuple[Ground, Design, list[str]]:
    """Return what ``certificate`` rests on, with today's person, the design of its batch, and what speaks against it.

    A certificate of completion whose holder is not complete any more, one of credits or a pass whose holder has none
    any more, or a text that cannot be printed, does.

    :param said: what is said by hand in place of the terms of the list; what an earlier correction said is kept.
    """
    batch = chain(certificate)[0].batch
    design = site_design(batch) if batch else _built_in(certificate.kind)
    reasons: list[str] = []
    if certificate.traineeship_id:
        related = Traineeship.objects.select_related("person", "cohort__scheme", "cohort__organiser")
        trainee = related.get(pk=certificate.traineeship_id)
        ground, reasons = ground_of_trainee(trainee), incomplete(trainee, [])
        ground = replace(ground, said=said_by(batch) if batch else {})
    else:
        assert batch is not None  # noqa: S101 - only batches issue the other kinds
        ground, reasons = anew(batch, batch.recipients.select_related("person").get(person=certificate.person_id))
    ground = replace(ground, said={**ground.said, **said_by_hand(certificate), **(said or {})})
    return ground, design, [*reasons, *obstacles(ground, design, at)]


def terms_of(certificate: Certificate, at: datetime) -> dict[str, str]:
    """Return what the text of ``certificate`` says that no record knows and somebody may have mistyped, by its name."""
    ground, design, _reasons = again(certificate, at)
    shown = {key for key, _label in design.extras}
    shown |= {
        name for text in (design.title, design.body, design.title_en, design.body_en) for name in placeholders(text)
    }
    return {name: ground.said.get(name, "") for name in TERMS if name in shown}


def said_by_hand(certificate: Certificate) -> dict[str, str]:
    """Return what who made ``certificate``, a correction, said in place of the terms of the list."""
    footing = Footing.objects.filter(certificate=certificate).first()
    return dict(footing.said) if footing else {}


def _built_in(kind: str) -> Design:
    with translation.override(settings.LANGUAGE_CODE):
        return built_in(kind)


def correction_of(certificate: Certificate, *, at: datetime, said: Mapping[str, str] | None = None) -> Correction:
    """Return the text of ``certificate`` beside the text that would be issued at ``at`` (see :func:`again`)."""
    ground, design, _reasons = again(certificate, at, said)
    new = freeze(draft_of(ground, design, at))
    shown = {key: value for key, value in new.items() if key not in {"number", "verify_url"}}
    digest = hashlib.sha256(json.dumps(shown, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    return Correction(tuple(_lines(certificate, new)), digest)


def _lines(certificate: Certificate, new: dict[str, Any]) -> Iterator[Line]:
    old = certificate.facts
    for key, label in LABELS.items():
        before = certificate.id_number_shown if key == "id_number_masked" else str(old.get(key, ""))
        if not before and not new.get(key):
            continue
        yield Line(label, before, str(new.get(key, "")))
    before_extras, after_extras = dict(old.get("extras", ())), dict(new.get("extras", ()))
    for label in dict.fromkeys([*before_extras, *after_extras]):
        yield Line(label, before_extras.get(label, "—"), after_extras.get(label, "—"))
