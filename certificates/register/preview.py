"""A layout seen with real people before it is used: one certificate as it would be, and who of a class it fails for."""

import io
import tomllib
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from importlib.resources import files
from typing import Any

import pypdfium2
from django.conf import settings
from django.db.models import QuerySet, Sum
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.credits.models import CreditLine
from certificates.register.design import Design, filled
from certificates.register.facts import Ground, draft_of
from certificates.register.models import Kind
from certificates.register.printing import CertificateFacts, FontMissing, render
from certificates.register.queries import faults_in_print
from certificates.schemes.models import Cohort, Traineeship
from lms.records.models import Activity, LearningRecord

SAMPLES: dict[str, Any] = tomllib.loads(files(__package__).joinpath("samples.toml").read_text(encoding="utf-8"))
SCALE = 1.5  # dots a point: a page of 1260 dots, enough to read by


class Faulty(Exception):
    """The certificate cannot be printed; the words say why."""


def draft(design: Design, kind: str, asked: Mapping[str, Any], *, at: datetime) -> bytes:
    """Return one certificate in ``design`` as it would be printed, with an invented number.

    :param asked: what the form says of whom to look at: ``look_class``, ``look_name``, ``look_sample``.
    :raises Faulty: it cannot be printed.
    """
    facts = _facts(design, kind, asked, at)
    try:
        if faults := faults_in_print(facts, design.look):
            raise Faulty("；".join(faults))
        return render(facts, design.look)
    except FontMissing as fault:
        raise Faulty(_("the server lacks the font for certificates; ask its administrator")) from fault


def picture_of(pdf: bytes) -> bytes:
    """Return the first page of ``pdf`` as a PNG."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        file = io.BytesIO()
        document[0].render(scale=SCALE).to_pil().save(file, "PNG")
        return file.getvalue()
    finally:
        document.close()


def troubles(design: Design, kind: str, cohort: Cohort, *, at: datetime) -> list[tuple[Traineeship, list[str]]]:
    """Return the trainees of ``cohort`` who cannot be printed in ``design``, each with what is wrong."""
    found = []
    for trainee in _trainees(cohort).order_by("person__name", "pk"):
        facts = draft_of(_ground(trainee, kind), design, at)
        if faults := faults_in_print(facts, design.look):
            found.append((trainee, faults))
    return found


def _facts(design: Design, kind: str, asked: Mapping[str, Any], at: datetime) -> CertificateFacts:
    trainee = _trainee(asked.get("look_class"), str(asked.get("look_name") or ""))
    facts = draft_of(_real(trainee, kind, at), design, at) if trainee else _invented(design, at)
    sample = SAMPLES["names"].get(str(asked.get("look_sample") or ""))
    return replace(facts, name=sample) if sample else facts


def _trainees(cohort: Cohort) -> QuerySet[Traineeship]:
    present = Traineeship.objects.active().filter(cohort=cohort)
    return present.select_related("person", "cohort__scheme", "cohort__organiser")


def _trainee(cohort: Cohort | None, name: str) -> Traineeship | None:
    if cohort is None:
        return None
    found = _trainees(cohort)
    if name:
        return found.filter(person__name__icontains=name).order_by("person__name", "pk").first()
    return found.annotate(letters=Length("person__name")).order_by("-letters", "pk").first()


def _ground(trainee: Traineeship, kind: str) -> Ground:
    """Return a ground with made-up figures: of which year or exam is known only when a list is made."""
    basis = {"credits": 2550, "score": 8600, "modes": ["online", "onsite"]}
    said = {key: SAMPLES[key] for key in ("hours", "year", "exam", "reason", "project_number", "level")}
    place = trainee if kind == Kind.COMPLETION else None
    return Ground(trainee.person, trainee.cohort, kind, place, "", basis, said)


def _real(trainee: Traineeship, kind: str, at: datetime) -> Ground:
    """Return a ground with the figures that the records give so far; what they lack is made up."""
    made_up = _ground(trainee, kind)
    basis, said = dict(made_up.basis), dict(made_up.said)
    if kind == Kind.CREDIT:
        year = timezone.localdate(at).year
        lines = CreditLine.objects.filter(person=trainee.person_id, earned_on__year=year)
        sums = lines.values_list("authority").annotate(total=Sum("hundredths")).order_by("-total", "authority")
        said["year"] = str(year)
        basis["credits"] = next((total for _authority, total in sums if total > 0), basis["credits"])
    if kind == Kind.PASS:
        passed = LearningRecord.objects.standing().filter(person=trainee.person_id, activity__kind=Activity.Kind.EXAM)
        passed = passed.filter(outcome=LearningRecord.Outcome.PASSED).select_related("activity")
        if (newest := passed.order_by("-happened_at", "-pk").first()) is not None:
            said["exam"], basis["score"] = newest.activity.title, newest.score_hundredths or None
    return replace(made_up, basis=basis, said=said)


def _invented(design: Design, at: datetime) -> CertificateFacts:
    """Return a certificate of nobody."""
    values = {**SAMPLES, "scheme": SAMPLES["scheme_title"]}
    return CertificateFacts(
        number="XXX-0000-000000",
        name=SAMPLES["name"],
        id_number_masked=SAMPLES["id_number_masked"] if design.id_number else "",
        scheme_title=SAMPLES["scheme_title"] if design.scheme else "",
        kind_title=filled(design.title, values),
        body=filled(design.body, values),
        kind_title_en=filled(design.title_en, values),
        body_en=filled(design.body_en, values),
        issuer=SAMPLES["issuer"],
        issued_on=at.date(),
        verify_url=f"{settings.BASE_URL}/verify/{uuid.UUID(int=0)}/",
        extras=tuple((label, values[key]) for key, label in design.extras),
    )
