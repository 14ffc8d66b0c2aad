"""The sentences for what is found in a file of questions: what it is, and what to do about it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from courses.exams.actions.faults import FAULTS as _OF_QUESTIONS
from courses.exams.exchange.refusals import SENTENCES as _OF_FILES
from lms.exchange.faults import SENTENCES as _OF_CELLS

FAULTS: dict[str, Any] = {
    **_OF_QUESTIONS,
    **_OF_FILES,
    **{code: _OF_CELLS[code] for code in ("formula", "merged", "too_long")},
    # cells and letters
    "date_cell": _(
        "The spreadsheet has turned this cell into a date (%(value)s). Set the cell to “Text”, then type it again."
    ),
    "kind_missing": _("The type of question is missing. Choose one of: %(offered)s."),
    "kind_unknown": _("“%(value)s” is not a type of question. Choose one of: %(offered)s."),
    "number_odd": _("“%(value)s” does not fit here: write a whole number from 1 to %(most)s."),
    "option_gap": _(
        "Option %(letter)s is filled in and %(empty)s is empty. Fill in the options from A on without gaps."
    ),
    "letter_order": _("The options are out of order: %(letter)s stands where %(expected)s should. Put them in order."),
    "letter_unknown": _("The answer names %(letter)s, and there is no such option."),
    "letter_twice": _("The answer %(letter)s names a letter twice. Write each once."),
    "aiken_answer_missing": _("This question has no answer. Add a line below its options, such as: ANSWER: B"),
    # the question
    "long_stem": _("The question text is longer than 5000 characters. Shorten it, or move what is not asked away."),
    "same_options": _("Two options are the same. Change one of them."),
    "no_right": _("No answer is marked as right. Say which one is."),
    "one_right": _("This type of question has exactly one right answer. Keep one, or make it type X."),
    "several_right": _("Type X needs at least two right answers. Add one, or make it type A1."),
    # groups
    "no_shared_stem": _("The shared text is missing. Write the case into the first row of the group."),
    "shared_differs": _(
        "This row belongs to the group above, but its shared text is another. Empty it, or give it a new code."
    ),
    "options_differ": _(
        "The options of a B1 group stand in its first row; these are others. Delete them, or give the row a new code."
    ),
    "parts_missing": _("Questions of the group %(code)s are missing in this file. Export the whole group again."),
    # codes and subjects
    "code_twice": _("Row %(other)s has the same code. Give one of the two another code."),
    "code_taken": _("This code belongs to a question of another institution. Choose another code."),
    "subject_missing": _("The subject is missing. Fill in the column, or choose a subject when you upload."),
    "subject_unknown": _("“%(value)s” is not a subject here. Choose one of: %(offered)s."),
    "version_twice": _("Row %(other)s is to be a new version of the same question. Answer one of the two differently."),
    # what stands in texts
    "script": _("This text holds a script (%(what)s). Scripts are never taken in: delete it."),
    "construct": _("%(what)s cannot be taken in. Delete it, or say in words what it shows."),
    "file_missing": _("The file %(what)s is named here and is not in the upload. Add it, or delete its name."),
    "file_elsewhere": _("The picture or sound %(what)s lies on another site. Save it and put it into the file."),
    "file_kind": _("%(what)s is neither a picture (png, jpg, webp) nor a sound (mp3, m4a, ogg) that can be read."),
    "file_big": _("The file %(what)s is larger than %(limit)s MB. Make it smaller."),
    "media_unknown": _("The picture or sound %(what)s is not in this bank. Pack the file with the sheet."),
    "pictures_in_sheet": _(
        "There are pictures pasted into the sheet, which cannot be read. Save them as files, write their names into "
        "the text, and upload sheet and pictures together as a .zip; see the template."
    ),
    # Moodle XML and GIFT
    "type_unknown": _("The question type “%(what)s” is not known here. Delete the question, or rewrite it."),
    "type_gaps": _("The type “%(what)s” has gaps inside a text. Rewrite it as single questions, or as a B1 group."),
    "type_calculated": _("The type “%(what)s” draws numbers anew each time. Rewrite it with fixed numbers."),
    "type_dragged": _("The type “%(what)s” is answered by dragging. Rewrite it as a question with options."),
    "type_random": _("“%(what)s” is not a question but draws one. Delete it; a blueprint does this here."),
    "type_description": _("A description asks nothing. Delete it, or put its text before the question it belongs to."),
    "partial_credit": _(
        "Option “%(option)s” earns %(percent)s %% of the points. Here an option is right or wrong: give it 0 or 100 %%."
    ),
    "fraction_odd": _("“%(what)s” is not a share of the points."),
    "gift_brace": _("A brace is missing: the answers of a question stand between { and }."),
    "gift_braces": _(
        "There are several pairs of braces in one question. Put a blank line between questions, "
        "and \\ before a brace that is text."
    ),
    "gift_pair": _("“%(what)s” is not a pair: write =left -> right."),
    "gift_number": _("“%(what)s” is not a number, nor one with a tolerance (3:0.5) or a range (2.5..3.5)."),
    "no_questions": _("There is not one question in this file."),
}

NOTES: dict[str, Any] = {
    "no_words": _("A picture or sound has no words. Its name, “%(what)s”, stands in: say there what it shows."),
    "left_out": _("“%(what)s” is left out."),
    "negative_marks": _("Points taken off for wrong options are left out: the exam has its own rule."),
    "uneven_shares": _("The right options share the points unevenly (%(shares)s); here they count the same."),
    "one_right_of_several": _("Several options could be chosen but one is right: it becomes an A1 question."),
    "marked_by_hand": _("“%(what)s” becomes a short answer that is marked by hand; the answers stand in its rubric."),
    "code_long": _("“%(what)s” is too long for a code; the question gets another one."),
    "category_left_out": _("The category “%(what)s” is no subject here and is left out."),
}


def sentence(code: str, data: Mapping[str, Any]) -> str:
    """Return the sentence for a finding with its values filled in."""
    wanted = FAULTS.get(code) or NOTES[code]
    return str(wanted) % dict(data) if data or "%%" in str(wanted) else str(wanted)
