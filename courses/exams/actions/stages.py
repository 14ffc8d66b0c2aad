"""Going on in a case. There is no way back."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.exams import keys, rules
from courses.exams.actions.saving import NotOnPaper
from courses.exams.models import Sitting, StageReached
from courses.exams.queries.asked import papers, stages_reached
from courses.exams.rules import tokens
from lms.kit.errors import Refusal


class SittingOver(Refusal):
    """After the end."""

    code = "sitting_over"
    message = _("This exam is over. Everything saved before its end counts.")


class StageTooFar(Refusal):
    """A stage cannot be left out."""

    code = "stage_too_far"
    message = _("First finish the part of the case before question %(position)s.")


@transaction.atomic
def reach_stage(*, sitting: Sitting, position: int, at: datetime) -> bytes:
    """Note that the stage to which the question at ``position`` belongs is reached; return the key it is sealed with.

    Reached again it is the same key. What was answered in the stages before can no longer be changed.

    :raises SittingOver: the sitting has ended.
    :raises NotOnPaper: there is no such question.
    :raises StageTooFar: a stage lies between.
    """
    # It takes turns with saves: none of the stage before can slip in afterwards.
    locked = Sitting.objects.select_for_update(no_key=True).get(pk=sitting.pk)
    asked = papers({locked.pk: locked.nonce})[locked.pk].questions.get(position)
    if asked is None:
        raise NotOnPaper(position=position)
    now = stages_reached([locked.pk]).get(locked.pk, {}).get(asked.version_id, 1)
    if asked.stage > now:
        if not locked.is_open or rules.is_over(at, locked.deadline_at, settings.EXAM_GRACE_SECONDS):
            raise SittingOver
        if asked.stage > now + 1:
            raise StageTooFar(position=position)
        StageReached.objects.create(sitting=locked, version_id=asked.version_id, stage=asked.stage, at=at)
    return tokens.stage_key(keys.for_stages(), locked.nonce, asked.version_id, asked.stage)
