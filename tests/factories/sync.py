"""What a phone hands over during a sitting."""

import json
from datetime import timedelta

from courses.exams import keys
from courses.exams.actions.saving import Save, keep
from courses.exams.rules import sync, tokens
from tests.factories.exams import QuestionVersionFactory, SittingFactory, SittingItemFactory, right_places

PHONE = "9f1b5a9e-0000-4000-8000-000000000001"
OTHER_PHONE = "9f1b5a9e-0000-4000-8000-000000000002"


def ms(at):
    return round(at.timestamp() * 1000)


def token(sitting):
    return tokens.save_token(keys.for_tokens(), claim(sitting))


def claim(sitting):
    return tokens.Claim(sitting.pk, sitting.person_id, sitting.nonce)


def document(sitting, at, *entries, device=PHONE, clock_off=timedelta(0), **members):
    """Return the document a phone sends at ``at``; each entry is ``(number, position, sequence, shown or text)``.

    Entries were given a second before, unless they say ``at`` as a fifth member.
    """
    now = at + clock_off
    listed = []
    for number, position, sequence, said, *rest in entries:
        given = rest[0] + clock_off if rest else now - timedelta(seconds=1)
        kind = "text" if isinstance(said, str) else "shown"
        listed.append({"number": number, "position": position, "sequence": sequence, kind: said, "at": ms(given)})
    return {"token": token(sitting), "device": device, "now": ms(now), "entries": listed, **members}


def body(*arguments, **members):
    return json.dumps(document(*arguments, **members)).encode()


def hand_over(sitting, at, *entries, **members):
    """Have entries kept; return what the phone is answered."""
    return keep([save_of(sitting, at, *entries, **members)])[0]


def save_of(sitting, at, *entries, **members):
    return Save(claim(sitting), sync.read(body(sitting, at, *entries, **members)), at)


def answer(sitting, position, shown, at, *, sequence=1):
    """Save one answer, as the first phone would."""
    return hand_over(sitting, at, (position * 1000 + sequence, position, sequence, list(shown)))


def answer_right(sitting, at, *, most=99):
    """Answer the first ``most`` questions of choice right."""
    items = list(sitting.items.select_related("version").order_by("position")[:most])
    entries = [(item.position, item.position, 1, right_places(item)) for item in items if item.order]
    return hand_over(sitting, at, *entries)


def case_sitting(at, *, stages=2, first=1):
    """Return a sitting with a case of one question a stage, from position ``first`` on, and the case."""
    part = {"stem": "问", "options": ["甲", "乙"], "right": [0], "explanation": "", "rubric": ""}
    parts = [{**part, "stage": stage} for stage in range(1, stages + 1)]
    sitting = SittingFactory(started_at=at)
    version = QuestionVersionFactory(kind="case", options=[], right=[], parts=parts)
    for index in range(stages):
        SittingItemFactory(sitting=sitting, version=version, part=index, position=first + index, order=[1, 0])
    return sitting, version
