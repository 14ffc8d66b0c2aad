"""What is said of a question that cannot stand on a paper."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.exams.rules import Fault

FAULTS: Mapping[str, Promise] = {
    "unknown_kind": _("This type of question is not known."),
    "bad_difficulty": _("Difficulty is a number from 1 to 5."),
    "no_stem": _("The question text is missing."),
    "no_shared_stem": _("The text that all parts share is missing: the case."),
    "long_stem": _("The question text is longer than 5000 characters."),
    "long_text": _("This text is longer than 5000 characters."),
    "has_html": _("This text holds HTML tags, such as <p> or <script>. Write plain text; line breaks stay."),
    "bad_marker": _(
        "A picture or sound is named in a way nobody can read. Send it here and take the marker as it is: "
        "![what it shows](media:…)."
    ),
    "no_alt": _("A picture or sound has no words: write between the square brackets what it shows."),
    "control_signs": _("This text holds signs that cannot be shown. Type it anew."),
    "bad_option": _("Every option needs a text of at most 500 characters."),
    "same_options": _("Two options are the same."),
    "option_count": _("A question has 2 to 10 options."),
    "two_options": _("A true-or-false question has exactly two options."),
    "options_not_here": _("A short answer has no options and no right letters: say in the rubric what earns points."),
    "options_in_parts": _("The options of this type stand in its parts."),
    "options_shared": _("The parts of a B1 question have no options of their own: all choose from the shared ones."),
    "no_right": _("Say which answer is right."),
    "right_in_parts": _("The right answers of this type stand in its parts."),
    "bad_key": _("The right answer must be among the options, each named once."),
    "one_right": _("This type of question has exactly one right answer."),
    "several_right": _("A question with several right answers needs at least two."),
    "no_rubric": _("A short answer needs a rubric: whoever marks it must know what earns points."),
    "no_parts": _("This type needs at least one part."),
    "many_parts": _("A question has at most 20 parts."),
    "parts_not_here": _("This type of question has no parts."),
    "stage_not_here": _("Only a case has stages."),
    "stage_first": _("The first part of a case belongs to stage 1."),
    "stage_back": _("Stages do not go back: this part comes after one of a later stage."),
    "stage_gap": _("A stage is left out before this part."),
}


def said(fault: Fault) -> str:
    """Return ``fault`` as a sentence that names the part it is in."""
    words = str(FAULTS[fault.code])
    return gettext("part %(n)s: %(fault)s") % {"n": fault.part, "fault": words} if fault.part else words
