"""Why a whole file is not read, each with what to do about it."""

from django.utils.translation import gettext_lazy as _

from lms.exchange.sheets.refusals import SENTENCES as _OF_SHEETS
from lms.exchange.sheets.refusals import SheetRefused


class NotQuestions(SheetRefused):
    """The content is none of the forms that are read."""

    code = "not_questions"
    message = _(
        "This file holds no questions that can be read. Upload the template (.xlsx), a .zip of it with its pictures, "
        "Moodle XML (.xml), GIFT or Aiken (.txt)."
    )


class BrokenXml(SheetRefused):
    """The XML ends in the middle, or a tag does not close."""

    code = "broken_xml"
    message = _("This XML file is damaged at line %(line)s: %(what)s. Export it from Moodle again.")


class UnsafeXml(SheetRefused):
    """The XML declares entities or a document type: nothing Moodle writes."""

    code = "unsafe_xml"
    message = _("This XML file declares %(what)s and is not opened, for safety. Export it from Moodle again.")


class NotMoodle(SheetRefused):
    """XML of another kind."""

    code = "not_moodle"
    message = _("This is XML, but not Moodle's: it begins with <%(what)s> instead of <quiz>.")


class TooManyQuestions(SheetRefused):
    """More questions than one import takes."""

    code = "too_many_questions"
    message = _("This file has more than %(limit)s questions. Please split it.")


class BadArchive(SheetRefused):
    """A zip that holds something else than one workbook with pictures and sounds."""

    code = "bad_archive"
    message = _("This .zip file holds %(what)s. It may hold one .xlsx file with its pictures and sounds, nothing else.")


SENTENCES = {
    **_OF_SHEETS,
    **{
        refusal.code: refusal.message
        for refusal in [NotQuestions, BrokenXml, UnsafeXml, NotMoodle, TooManyQuestions, BadArchive]
    },
}
