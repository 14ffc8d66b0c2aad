"""Why an import does not go on."""

from django.utils.translation import gettext_lazy as _

from lms.exchange.actions import AlreadyApproved, NotReady
from lms.kit.errors import Refusal


class OutsideYourArea(Refusal):
    """The institution that should keep the questions is not the uploader's."""

    code = "bank_keeper_outside"
    message = _("You do not manage this institution.")


class ImportNotReady(NotReady):
    """The file has errors or open questions, now or since it was checked."""

    code = "question_import_not_ready"


class BankChanged(Refusal):
    """Somebody else wrote the same codes in between."""

    code = "question_import_changed"
    message = _("The bank has changed since. Nothing has been written. Please have the file checked again.")


class ImportApproved(AlreadyApproved):
    """Answers come too late."""

    code = "question_import_approved"


class NotYours(Refusal):
    """What is like what in the bank was looked up for whoever uploaded the file."""

    code = "question_import_not_yours"
    message = _("Only whoever uploaded this file, or an administrator, can go on with it.")
