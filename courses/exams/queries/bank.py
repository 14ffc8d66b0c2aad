"""What the bank can fill a blueprint with."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from courses.exams import rules
from courses.exams.models import BlueprintLine, QuestionReview, QuestionVersion


def pools(lines: Sequence[BlueprintLine], *, on: datetime | None = None) -> list[rules.Pool]:
    """Return what each line may be filled from. One query.

    :param on: as far as can be known, from what the bank held at that moment; from what it holds now if ``None``.
    """
    wanted = Q(question__subject__in={line.subject_id for line in lines}, kind__in={line.kind for line in lines})
    rows = _drawable(on).filter(wanted).order_by("question__code")
    names = ("pk", "question__code", "question__subject", "kind", "question__unit", "difficulty")
    found = list(rows.values_list(*names))
    return [
        rules.Pool(
            count=line.count,
            points=line.points,
            questions=tuple((pk, code) for pk, code, *tags in found if _suits(line, *tags)),
            narrowness=bool(line.unit) + bool(line.difficulty),
        )
        for line in lines
    ]


def _drawable(on: datetime | None) -> QuerySet[QuestionVersion]:
    if on is None:
        return QuestionVersion.objects.current()
    approved = QuestionReview.objects.filter(verdict=QuestionReview.Verdict.APPROVED, at__lte=on)
    known = QuestionVersion.objects.filter(Exists(approved.filter(version=OuterRef("pk"))))
    newer = known.filter(question=OuterRef("question"), number__gt=OuterRef("number"))
    in_use = Q(question__retired_at=None) | Q(question__retired_at__gt=on)
    return known.filter(~Exists(newer)).filter(in_use)


def _suits(line: BlueprintLine, subject: int, kind: str, unit: str, difficulty: int) -> bool:
    if (line.subject_id, line.kind) != (subject, kind):
        return False
    return line.unit in ("", unit) and line.difficulty in (0, difficulty)


@dataclass(frozen=True)
class Short:
    """Lines of a blueprint that the bank cannot fill: one, or several that compete for the same questions."""

    lines: tuple[BlueprintLine, ...]
    wanted: int
    there: int

    def __str__(self) -> str:
        names = pgettext("between parts of a sentence", "; ").join(named(line) for line in self.lines)
        if len(self.lines) == 1:
            said = _("%(lines)s: %(wanted)s wanted, %(there)s there")
        else:
            said = _("%(lines)s: these lines want %(wanted)s together, and there are only %(there)s for all of them")
        return said % {"lines": names, "wanted": self.wanted, "there": self.there}


def named(line: BlueprintLine) -> str:
    """Return what a line asks for, in words."""
    parts = [line.subject.name, str(line.get_kind_display())]
    if line.unit:
        parts.append(_("unit %(unit)s") % {"unit": line.unit})
    if line.difficulty:
        parts.append(_("difficulty %(n)s") % {"n": line.difficulty})
    return " · ".join(parts) + " × " + str(line.count)


def told(short: Sequence[Short]) -> str:
    """Return shortages as one sentence."""
    return pgettext("between parts of a sentence", "; ").join(str(each) for each in short)


def shortages(lines: Sequence[BlueprintLine]) -> list[Short]:
    """Return the lines the bank cannot fill, those that compete for the same questions together. One query."""
    return [
        Short(tuple(lines[place] for place in short.places), short.wanted, short.there)
        for short in rules.shortages(pools(lines))
    ]


def stock_of(lines: Sequence[BlueprintLine]) -> list[tuple[BlueprintLine, int, Short | None]]:
    """Return each line with how many questions it could take, and the shortage it is part of. One query."""
    filled = pools(lines)
    short = {place: each for each in rules.shortages(filled) for place in each.places}
    return [
        (
            line,
            len(pool.questions),
            Short(tuple(lines[each] for each in found.places), found.wanted, found.there)
            if (found := short.get(place))
            else None,
        )
        for place, (line, pool) in enumerate(zip(lines, filled, strict=True))
    ]


def stock_content(lines: Sequence[rules.Pool], *, shuffle: bool) -> dict[str, Any]:
    """Return what a paper is drawn from, as a stock keeps it."""
    kept = [
        {
            "count": pool.count,
            "points": pool.points,
            "narrowness": pool.narrowness,
            "questions": [list(question) for question in sorted(pool.questions, key=lambda each: (each[1], each[0]))],
        }
        for pool in lines
    ]
    return {"lines": kept, "shuffle": shuffle}


def pools_kept(content: dict[str, Any]) -> list[rules.Pool]:
    """Return the pools of a stock."""
    return [
        rules.Pool(
            line["count"], line["points"], tuple((pk, code) for pk, code in line["questions"]), line["narrowness"]
        )
        for line in content["lines"]
    ]


def digest_of(content: dict[str, Any]) -> str:
    """Return the checksum that tells one stock from another."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def places_drawn(seed: int, content: dict[str, Any]) -> list[rules.Place]:
    """Draw a paper from a stock and lay it out; it is shorter where the stock cannot fill it. One query."""
    drawn = rules.draw(seed, pools_kept(content))
    versions = QuestionVersion.objects.select_related("question").in_bulk([pk for pk, _points in drawn])
    return rules.lay_out(seed, [(_drawn(versions[pk]), points) for pk, points in drawn], shuffle=content["shuffle"])


def _drawn(version: QuestionVersion) -> rules.Drawn:
    options = tuple(len(version.part(part).options) for part in range(version.part_count))
    return rules.Drawn(version.pk, version.question.code, version.kind, options)
