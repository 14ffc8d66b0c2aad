"""Ready-made syllabuses, schemes and surveys: files of data beside this module, read into what the actions take."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

from django.utils.translation import gettext as _

HUNDREDTHS = 100


@dataclass(frozen=True)
class ReadyScheme:
    """One scheme of a file.

    :param organiser: the name of the institution that runs it, as it was published; ``division`` its 12-digit code.
    :param requirements: nodes as :func:`certificates.schemes.actions.create_scheme` takes them, with subjects and
        levels still by their names.
    """

    code: str
    name: str
    place: str
    organiser: str
    division: str
    summary: str
    valid_from: date
    valid_to: date | None
    confirmed: bool
    report_days: int | None
    requirements: tuple[dict[str, Any], ...]
    subjects: Mapping[str, str]

    def is_over(self, day: date) -> bool:
        """Return whether it was no longer in force on ``day``."""
        return self.valid_to is not None and self.valid_to < day


def schemes() -> list[ReadyScheme]:
    """Return every ready-made scheme, file by file in the order of their names."""
    return [scheme for data in _read("schemes") for scheme in _schemes(data)]


def syllabuses() -> list[dict[str, Any]]:
    """Return every ready-made syllabus: its code, and what ``create_syllabus`` takes."""
    return list(_read("syllabuses"))


def surveys() -> list[dict[str, Any]]:
    """Return every ready-made survey as :func:`certificates.schemes.actions.import_survey` takes it."""
    return list(_read("surveys"))


def _read(folder: str) -> Iterator[dict[str, Any]]:
    found = files(__package__).joinpath(folder)
    for file in sorted(found.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml"):
            yield tomllib.loads(file.read_text(encoding="utf-8"))


def _schemes(data: dict[str, Any]) -> Iterator[ReadyScheme]:
    for each in data["schemes"]:
        yield ReadyScheme(
            code=each["code"],
            name=each["name"],
            place=data["place"],
            organiser=data["organiser"],
            division=data["division"],
            summary=_summary(data, each),
            valid_from=each["valid_from"],
            valid_to=each.get("valid_to"),
            confirmed=each["confirmed"],
            report_days=each.get("report_days"),
            requirements=tuple(_node(node) for node in each["requirements"]),
            subjects=data.get("subjects", {}),
        )


def _summary(data: dict[str, Any], scheme: dict[str, Any]) -> str:
    """Return what the scheme is, then where it comes from, until when, and how sure that is."""
    until = scheme.get("valid_to") or _("until further notice")
    lines = [scheme["summary"], ""]
    lines += [_("Source: %(title)s: %(says)s") % each for each in data["sources"]]
    lines.append(_("In force: %(since)s to %(until)s") % {"since": scheme["valid_from"], "until": until})
    sure = _("Confirmed: %(note)s") if scheme["confirmed"] else _("To be confirmed: %(note)s")
    lines.append(sure % {"note": scheme["note"]})
    return "\n".join(lines)


def _node(node: dict[str, Any]) -> dict[str, Any]:
    """Return a requirement in the units of the database: points and credits as hundredths."""
    made = {name: value for name, value in node.items() if name not in {"min_score", "parts"}}
    if "min_score" in node:
        made["min_score_hundredths"] = round(node["min_score"] * HUNDREDTHS)
    if node["measure"] == "credits":
        made["target"] = round(node["target"] * HUNDREDTHS)
    if "parts" in node:
        made["parts"] = [_node(part) for part in node["parts"]]
    return made
