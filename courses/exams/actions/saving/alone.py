"""One hand-over by itself, when those with it could not be kept together."""

import logging
from collections.abc import Iterator

from django.db import InterfaceError, OperationalError

from courses.exams.actions.saving.batch import Answer, keep
from courses.exams.actions.saving.draft import Save
from courses.exams.actions.saving.refusals import NotStorable

log = logging.getLogger(__name__)

# The database cannot be reached, or cannot write now. It may be able to later.
AWAY = (OperationalError, InterfaceError)


def keep_alone(save: Save, *, wait: bool = True) -> Answer:
    """Do as :func:`keep` does; what of ``save`` the database cannot take is refused, and the rest is kept.

    :raises OperationalError: the database is away.
    """
    try:
        return keep([save], wait=wait)[0]
    except AWAY:
        raise
    except Exception:
        log.exception("a hand-over for sitting %s could not be kept whole", save.claim.sitting_id)
    poison = {number: position for number, position, part in _parts(save) if not _can_keep(part)}
    sync = save.sync
    rest = sync._replace(
        entries=[each for each in sync.entries if each.number not in poison],
        notices=[each for each in sync.notices if each.number not in poison],
    )
    answer = keep([save._replace(sync=rest)])[0]
    if isinstance(answer, dict):
        refusals = [(number, NotStorable(position=position)) for number, position in poison.items()]
        answer["refused"] += [{"number": n, "code": each.code, "message": str(each)} for n, each in refusals]
    return answer


def _parts(save: Save) -> Iterator[tuple[int, int, Save]]:
    """Yield each number in ``save`` with the question it is about and a hand-over of nothing else."""
    bare = save.sync._replace(entries=[], notices=[])
    for entry in save.sync.entries:
        yield entry.number, entry.position, save._replace(sync=bare._replace(entries=[entry]))
    for notice in save.sync.notices:
        yield notice.number, 0, save._replace(sync=bare._replace(notices=[notice]))


def _can_keep(part: Save) -> bool:
    try:
        keep([part])
    except AWAY:
        raise
    except Exception:
        return False
    return True
