"""The certificates in the report on a class."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from certificates.register.models import Certificate
from lms.exchange.sheets.writer import Sheet
from lms.records.reporting import ReportedClass, ReportPart, workbook


def certificates(question: ReportedClass) -> Iterator[ReportPart]:
    """Yield the list of certificates issued to the class before the moment it is told as of."""
    found = Certificate.objects.filter(traineeship__cohort=question.cohort_id, issued_at__lt=question.as_of)
    header = [_("Number"), _("Name"), _("ID number (masked)"), _("Kind"), _("Issuer"), _("Issued"), _("State")]
    header += [_("Revoked"), _("Reason"), "SHA-256"]
    rows = [_row(each, question) for each in found.order_by("number")]
    sheet = Sheet(name=_("Certificates"), header=header, rows=rows, widths=[24, 12, 22, 14, 28, 12, 8, 17, 30, 66])
    yield ReportPart(
        order=60,
        name=_("Certificates") + ".xlsx",
        content=workbook([sheet], made_at=question.as_of),
        about=_("The certificates issued to the class, as they were printed."),
    )


def _row(certificate: Certificate, question: ReportedClass) -> list[Any]:
    facts = certificate.facts
    revoked = certificate.revoked_at is not None and certificate.revoked_at < question.as_of
    state = Certificate.State.REVOKED if revoked else Certificate.State.ISSUED
    ended = [certificate.revoked_at, certificate.revoked_reason] if revoked else [None, ""]
    printed = [certificate.name, certificate.id_number_shown, facts["kind_title"], facts["issuer"]]
    return [certificate.number, *printed, certificate.issued_on, state.label, *ended, certificate.sha256]
