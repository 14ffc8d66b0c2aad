"""What a report rests on, in the words of the moment it is frozen: rule, roster, place and day."""

from typing import Any

from django.utils.translation import override

from certificates.schemes.models import SchemeVersion
from lms.coverage import wording
from lms.coverage.queries.inquiry import Inquiry
from lms.coverage.queries.place import Place
from lms.coverage.queries.question import Question
from lms.coverage.queries.reading import Asked
from lms.people.models import Roster


def resting_on(asked: Asked, place: Place) -> dict[str, Any]:
    """Return it as JSON values."""
    rule = _of_a_programme(asked) if isinstance(asked, Inquiry) else _of_a_scheme(asked)
    return {**rule, "place": place.name, "as_of": asked.as_of.isoformat(), "by": str(asked.viewer)}


def _of_a_scheme(question: Question) -> dict[str, Any]:
    scheme = question.scheme
    version = SchemeVersion.objects.newest(scheme.pk)
    return {
        "scheme": scheme.name,
        "scheme_code": scheme.code,
        "scheme_version": version.number if version else None,
        "organiser": str(scheme.organiser),
        **_of_a_roster(question.roster),
    }


def _of_a_programme(inquiry: Inquiry) -> dict[str, Any]:
    programme, version = inquiry.programme, inquiry.version
    with override("zh-hans"):
        said = {"whom": wording.whom(version), "counts": wording.counts(version)}
    return {
        "programme": programme.name,
        "programme_code": programme.code,
        "period": [programme.starts_on.isoformat(), programme.ends_on.isoformat()],
        "version": version.number,
        "version_from": version.in_force_on.isoformat(),
        "document": f"{version.source_document} {version.clause}".strip(),
        "target_tenths": version.target_tenths,
        "organiser": str(programme.keeper),
        **said,
        **(_of_a_roster(version.roster) if version.roster else {}),
    }


def _of_a_roster(roster: Roster) -> dict[str, Any]:
    imported = roster.uploads.filter(written_at__isnull=False).order_by("-written_at")
    sources = [{"sha256": each.sha256, "at": f"{each.written_at:%Y-%m-%dT%H:%M:%S%z}"} for each in imported[:1]]
    return {
        "roster": roster.name,
        "roster_keeper": str(roster.keeper),
        "roster_made_on": roster.made_on.isoformat(),
        "roster_import": sources[0] if sources else None,
    }
