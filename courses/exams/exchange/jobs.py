"""The long work of imports and exports, each with its progress bar."""

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from courses.exams.actions import imports
from courses.exams.exchange.exporting import export_bank
from lms.jobs.registry import Outcome, Progress, job_kind

_WHOLE = 100


class _Bar:
    """Moves a progress bar to a percentage, a few times a job: every move is a row written."""

    def __init__(self, progress: Progress) -> None:
        self.progress, self.done = progress, 0
        progress.total(_WHOLE)

    def to(self, percent: int) -> None:
        """Say how much is done."""
        if percent > self.done:
            self.progress.advance(percent - self.done)
            self.done = percent


@job_kind("exams.import.check")
def check(progress: Progress, *, import_id: int) -> Outcome:
    """Look an import through. Safe to run again."""
    bar = _Bar(progress)
    upload = imports.check_import(import_id, at=progress.now, step=bar.to)
    bar.to(_WHOLE)
    figures = {name: upload.counts.get(name, 0) for name in ("rows", "faults", "twins")}
    return Outcome(
        _("%(rows)s questions checked, %(faults)s errors found, %(twins)s are like others there already.") % figures
    )


@job_kind("exams.import.apply")
def apply(progress: Progress, *, import_id: int) -> Outcome:
    """Write an approved import. Safe to run again: it is written once."""
    bar = _Bar(progress)
    upload = imports.apply_import(import_id, at=progress.now, step=bar.to)
    bar.to(_WHOLE)
    return Outcome(_("Imported: %(new)s new, %(changed)s changed, %(unchanged)s unchanged.") % upload.counts)


@job_kind("exams.export", needs="exams.import_question")
def export(progress: Progress, *, form: str, subject_id: int | None) -> Outcome:
    """Write the part of the bank its owner may see into a file."""
    bar = _Bar(progress)
    content, name, count = export_bank(progress.owner, form=form, subject_id=subject_id, at=progress.now, step=bar.to)
    bar.to(_WHOLE)
    return Outcome(_("%(n)s questions written.") % {"n": count}, file=ContentFile(content), file_name=name)
