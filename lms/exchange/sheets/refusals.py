"""Why a file is not read at all, each with what to do about it."""

from django.utils.translation import gettext_lazy as _

from lms.kit.errors import Refusal


class SheetRefused(Refusal):
    """A file that is not read: what it is, and what to do."""

    code = "sheet_refused"


class NotASheet(SheetRefused):
    """The content is something else, whatever the name says."""

    code = "not_a_sheet"
    message = _("This file is not a spreadsheet. Please upload an .xlsx or .csv file, such as the template.")


class OldFormat(SheetRefused):
    """An .xls, .xlsb or .ods file."""

    code = "old_format"
    message = _(
        "This is an old or other kind of spreadsheet. Open it in Excel or WPS, save it as .xlsx and upload that."
    )


class Locked(SheetRefused):
    """The workbook asks for a password."""

    code = "locked"
    message = _("This file is protected by a password. Remove the password and upload it again.")


class HasMacros(SheetRefused):
    """The workbook carries programs or embedded objects."""

    code = "has_macros"
    message = _("This file holds macros or embedded objects. Save it as a plain .xlsx without them and upload that.")


class Broken(SheetRefused):
    """The reader gave up."""

    code = "broken"
    message = _("This file is damaged and cannot be read. Open it in Excel or WPS, save it again and upload that.")


class TooBig(SheetRefused):
    """More bytes than any roster has."""

    code = "too_big"
    message = _("This file has %(megabytes)s MB; at most %(limit)s MB are taken. Please split it.")


class Bomb(SheetRefused):
    """A small file that unpacks to something huge."""

    code = "bomb"
    message = _(
        "This small file unpacks to %(megabytes)s MB and is not opened, for safety. "
        "Copy only the rows you need into the template and upload that."
    )


class TooManyRows(SheetRefused):
    """More rows than one import takes."""

    code = "too_many_rows"
    message = _("This sheet has more than %(limit)s rows. Delete the empty rows below your data, or split the file.")


class TooManyColumns(SheetRefused):
    """A cell far to the right."""

    code = "too_many_columns"
    message = _("This sheet has more than %(limit)s columns. Delete the empty columns to the right of your data.")


class Empty(SheetRefused):
    """No sheet of the workbook has a row of people."""

    code = "empty"
    message = _("This sheet is empty: below the header there is not one row.")


class StrayQuote(SheetRefused):
    """A cell of a CSV file begins with a quotation mark that swallows the lines below."""

    code = "stray_quote"
    message = _(
        'Line %(line)s has a single quotation mark (") that swallows the lines below it. '
        "Delete the mark, or save the file as .xlsx, and upload it again."
    )


class SeveralSheets(SheetRefused):
    """More than one visible sheet could be the one meant."""

    code = "several_sheets"
    message = _(
        "Several sheets of this file could be meant: %(sheets)s. Only one is read. "
        "Copy all rows into one sheet, or save each sheet as a file of its own; "
        "hide or delete the sheets that are not meant."
    )


class TooManySheets(SheetRefused):
    """More visible sheets than are looked at."""

    code = "too_many_sheets"
    message = _("This file has more than %(limit)s sheets. Keep only the sheet with the rows you mean.")


class FormulasLost(SheetRefused):
    """Formulas whose cells cannot be told, or too many to tell."""

    code = "formulas_lost"
    message = _(
        "The sheet “%(sheet)s” has formulas that cannot all be told from plain values. "
        "Select the whole sheet, copy it, paste it back as values only, and upload the file again."
    )


class NoHeader(SheetRefused):
    """No row among the first looks like a header."""

    code = "no_header"
    message = _(
        "None of the first %(rows)s rows is a header. The first row should name the columns: %(columns)s. "
        "Please use the template."
    )


class ColumnsMissing(SheetRefused):
    """Columns that must be there are not, perhaps under another name."""

    code = "columns_missing"
    message = _(
        "These columns are missing: %(missing)s. Columns the system does not know: %(unknown)s. "
        "If one of them was renamed, give it back its name."
    )


class ColumnTwice(SheetRefused):
    """Two columns of one meaning."""

    code = "column_twice"
    message = _("Two columns both mean “%(column)s”: %(headers)s. Please keep one of them.")


SENTENCES = {
    refusal.code: refusal.message
    for refusal in [
        NotASheet,
        OldFormat,
        Locked,
        HasMacros,
        Broken,
        TooBig,
        Bomb,
        TooManyRows,
        TooManyColumns,
        Empty,
        StrayQuote,
        SeveralSheets,
        TooManySheets,
        FormulasLost,
        NoHeader,
        ColumnsMissing,
        ColumnTwice,
    ]
}
