"""The sentences for what is wrong with a row, by code: what it is and what to do about it."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.exchange.rules import masked
from lms.exchange.sheets.refusals import SENTENCES as _OF_FILES

SENTENCES: dict[str, Any] = {
    **_OF_FILES,
    # one cell
    "formula": _("This cell holds a formula. Copy the column and paste it back as values only."),
    "cell_missing": _("This cell is empty. Please fill it in."),
    "code_twice": _("Row %(other)s has the same code. Each institution has one row."),
    "too_long": _("This is too long: at most %(most)s characters."),
    "number_here": _("An ID number or a mobile number does not belong in this column. Check the cell."),
    "name_missing": _("The name is missing. Write the name as on the ID card."),
    "name_odd": _("“%(value)s” is not a name: write it with letters only, as on the ID card."),
    "id_length": _("This ID number has %(length)s characters; it needs 18. Check it against the ID card."),
    "id_digits": _("This ID number holds something other than digits. Check it against the ID card."),
    "id_date": _("The birth date inside this ID number does not exist. Check it against the ID card."),
    "id_check": _("This ID number has a wrong digit: its check digit does not fit. Check it against the ID card."),
    "id_destroyed": _(
        "The spreadsheet has rounded this ID number and its last digits are lost. "
        "Set the column to “Text” first, then type the number again."
    ),
    "phone_odd": _("This is not a mobile number: it has 11 digits and begins with 1."),
    "phone_destroyed": _(
        "The spreadsheet shows this number shortened. Set the column to “Text” first, then type the number again."
    ),
    "date_odd": _("“%(value)s” is not a date. Write it like 2024-03-01."),
    "date_future": _("This date lies in the future. Check the year."),
    "division_odd": _("“%(value)s” is not a division code: it has 12 digits."),
    "licence_holds_id": _(
        "This number holds the ID number: it is that of the qualification certificate. "
        "Give the number of the practising certificate instead."
    ),
    "not_in_list": _("“%(value)s” is not known here. Choose one of: %(offered)s."),
    "merged": _(
        "This cell is merged with others, and only the first of them holds the value. "
        "Unmerge the cells and fill in every row."
    ),
    # one row
    "not_a_person": _(
        "This row does not look like a person. Delete it; if it is one, fill in the name, "
        "and the ID number or the mobile number."
    ),
    "identity_missing": _("ID number and mobile number are both missing. At least one of them is needed."),
    "workplace_missing": _("The workplace is missing. Write the institution's code or its full name."),
    "kind_missing": _("The kind of person is missing. Choose one of: %(offered)s."),
    "birth_contradicts": _("The birth date differs from the one inside the ID number. Correct one of the two."),
    "sex_contradicts": _("The sex differs from the one inside the ID number. Correct one of the two."),
    "licence_without_kind": _("There is a certificate number but no kind of licence. Fill in the kind."),
    # rows among each other
    "id_twice": _("Row %(other)s has the same ID number. Delete one of the two rows."),
    "phone_twice": _("Row %(other)s has the same mobile number. Each person needs their own."),
    "person_twice": _("Row %(other)s means the same person. Delete one of the two rows."),
    # what is on file
    "division_unknown": _("No division has the code %(value)s. Check it against the list of division codes."),
    "workplace_unknown": _("No institution has the code %(value)s. Check it, or have the institution added first."),
    "workplace_name_unknown": _(
        "No institution is called “%(value)s”. Write its full official name, or fill in its code."
    ),
    "workplace_ambiguous": _("%(count)s institutions are called “%(value)s”. Fill in the code of the right one."),
    "workplace_differs": _("The code %(code)s belongs to “%(name)s”, not to “%(value)s”. Correct one of the two."),
    "workplace_closed": _("“%(name)s” has been closed. Fill in where this person works now."),
    "workplace_elsewhere": _("“%(name)s” lies in another division than %(value)s. Correct one of the two."),
    "workplace_outside": _("“%(name)s” is not in your area. Ask whoever manages that area to import this person."),
    "employer_unknown": _("No institution has the name or the code “%(value)s”. Check who employs this person."),
    "employer_ambiguous": _("%(count)s institutions are called “%(value)s”. Write the code of the employer instead."),
    "employer_closed": _("“%(name)s” has been closed. Fill in who employs this person now."),
    "employer_outside": _("“%(name)s” is not in your area. Ask whoever manages that area to import this person."),
    "birth_differs_on_file": _(
        "The birth date differs from the one inside this person's ID number on file. "
        "Correct it, or fill in the ID number if that has changed."
    ),
    "sex_differs_on_file": _(
        "The sex differs from the one inside this person's ID number on file. "
        "Correct it, or fill in the ID number if that has changed."
    ),
    "roster_newer": _("This roster is already up to date as of %(day)s. Choose that day or a later one."),
    "person_outside": _(
        "This person is registered outside your area. Ask your health commission to move them, then import again."
    ),
    "phone_outside": _("This mobile number belongs to somebody outside your area. Check the number."),
    "phone_guarded": _(
        "The person with this number or this row holds an administrative role. "
        "Only an administrator may change their mobile number."
    ),
}

QUESTIONS: dict[str, Any] = {
    "phone_same": _("The mobile number is the same, but the name or the ID number differs. Is this the same person?"),
    "name_same": _(
        "Somebody of this name works there already; no ID number tells them apart. Is this the same person?"
    ),
    "phone_moved": _("This mobile number still belongs to somebody else. Whose is it now?"),
}


@dataclasses.dataclass(frozen=True)
class Fault:
    """Something wrong in one row: where, what, and the values the sentence speaks of. Row 0 is the whole file.

    The values are masked here, once for all: a report is kept in clear, and any cell may hold an ID number.
    """

    row: int
    field: str
    code: str
    data: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def __post_init__(self) -> None:
        """Mask what the sentence quotes."""
        shown = {name: masked(value) if isinstance(value, str) else value for name, value in self.data.items()}
        object.__setattr__(self, "data", shown)

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, in the reader's language."""
        return sentence(self.code, self.data)


def sentence(code: str, data: Mapping[str, Any]) -> str:
    """Return the sentence for ``code`` with its values filled in."""
    wanted = SENTENCES.get(code) or QUESTIONS[code]
    return str(wanted) % dict(data) if data else str(wanted)
