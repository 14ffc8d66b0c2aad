"""The code that is shown in the room and typed to begin."""

import secrets
import unicodedata
from datetime import datetime

from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from courses.exams import limits
from courses.exams.models import Exam
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.people.models import Person

_DIGITS = 6


class CodeWrong(Refusal):
    """Not what stands on the screen."""

    code = "access_code_wrong"
    message = _("This code is not right. Type the code that the invigilator shows on the screen.")


class TooManyCodes(Refusal):
    """Somebody is guessing, or very unlucky."""

    code = "too_many_access_codes"
    message = _("Too many wrong codes. Please wait ten minutes, then try again, or ask the invigilator.")


def check_code(*, exam: Exam, person: Person, code: str) -> None:
    """Make sure that ``person`` knows the code of ``exam``, if it has one.

    :raises TooManyCodes: too many wrong ones were typed of late; then not even the right one helps.
    :raises CodeWrong: it is another.
    """
    if not exam.access_code:
        return
    # Counted before it is looked at: many at once cannot slip by together.
    if not limits.may_try_code(exam.pk, person.pk):
        raise TooManyCodes
    if not constant_time_compare(_plain(code), _plain(exam.access_code)):
        raise CodeWrong
    limits.forget_tries(exam.pk, person.pk)


def _plain(code: str) -> str:
    """Return a code as it is compared: a Chinese keyboard types wide digits, and some people type spaces."""
    return "".join(unicodedata.normalize("NFKC", code).split()).upper()


@transaction.atomic
def renew_code(*, exam: Exam, by: Person, at: datetime) -> str:
    """Give ``exam`` a new code of six digits, also while it is open, and return it. The old one no longer helps."""
    code = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}"
    Exam.objects.filter(pk=exam.pk).update(access_code=code)
    record("exams.code.renewed", actor=by, subject=exam, at=at)
    return code


@transaction.atomic
def remove_code(*, exam: Exam, by: Person, at: datetime) -> None:
    """Have nobody be asked for a code any more."""
    if Exam.objects.filter(pk=exam.pk).exclude(access_code="").update(access_code=""):
        record("exams.code.removed", actor=by, subject=exam, at=at)
