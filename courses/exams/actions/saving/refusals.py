"""Why something a phone hands over is not kept."""

from django.utils.translation import gettext_lazy as _

from lms.kit.errors import Refusal


class BadToken(Refusal):
    """Not made here, or for another sitting."""

    code = "bad_token"
    message = _("This page no longer belongs to an exam of yours. Open the exam again from your list of exams.")


class NotOnPaper(Refusal):
    """The paper has no such question."""

    code = "not_on_paper"
    message = _("Your paper has no question %(position)s.")


class AnswerMalformed(Refusal):
    """No such option, or more than one where one is allowed."""

    code = "answer_malformed"
    message = _("This choice does not fit question %(position)s. Nothing was changed.")


class StageClosed(Refusal):
    """A case does not go back."""

    code = "stage_closed"
    message = _("You have gone on in this case. Question %(position)s can no longer be changed.")


class StageSealed(Refusal):
    """A case does not jump ahead."""

    code = "stage_sealed"
    message = _("Question %(position)s is not open yet. First go on to its part of the case.")


class NumberUsed(Refusal):
    """The device has used this number for another answer."""

    code = "number_used"
    message = _("The answer to question %(position)s reached us muddled. Please choose it once more.")


class NotStorable(Refusal):
    """The database cannot keep it."""

    code = "not_storable"
    message = _("The answer to question %(position)s cannot be stored. Please give it again in another way.")
