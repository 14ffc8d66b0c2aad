"""Keeping mistakes books, and practising."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from courses.exams import rules
from courses.exams.models import Mistake, QuestionVersion, SittingItem
from courses.exams.queries.keys import keys_in
from courses.exams.queries.mistakes import option_places
from courses.exams.rules.repetition import answered, new_card
from lms.kit.errors import Refusal
from lms.people.models import Person
from lms.records.models import Activity, LearningRecord

# So many people at a time: a key corrected for tens of thousands is no single long transaction.
_PEOPLE_AT_A_TIME = 500


class NothingChosen(Refusal):
    """There is nothing to compare with what is right."""

    code = "nothing_chosen"
    message = _("Choose an answer first, then press the button again.")


class NotAChoice(Refusal):
    """No such option, or more than one where one is allowed."""

    code = "not_a_choice"
    message = _("This choice does not fit the question. Please choose again.")


def keep_mistakes_of(*, record_ids: Sequence[int], at: datetime) -> None:
    """Bring the mistakes books of those up to date whose exams ``record_ids`` speak of; other records are nothing."""
    records = LearningRecord.objects.filter(pk__in=record_ids, activity__kind=Activity.Kind.EXAM)
    people = list(records.order_by("person").values_list("person", flat=True).distinct())
    keep_mistakes(person_ids=people, at=at)


def keep_mistakes(*, person_ids: Sequence[int], at: datetime) -> None:
    """Have the mistakes book of each of ``person_ids`` hold exactly what they got wrong in exams that are marked.

    What is no longer wrong leaves; what is wrong and not there yet comes in, due at once; what was mastered and is
    wrong again comes back. What is being practised is left alone, so doing this twice changes nothing. Short answers
    stay out: nobody can say at once whether one is right.
    """
    for start in range(0, len(person_ids), _PEOPLE_AT_A_TIME):
        _keep(person_ids[start : start + _PEOPLE_AT_A_TIME], at)


@transaction.atomic
def _keep(people: Sequence[int], at: datetime) -> None:
    wrong = _wrong_of(people)
    kept = {(each.person_id, each.version_id, each.part): each for each in _locked(people)}
    Mistake.objects.filter(pk__in=[each.pk for key, each in kept.items() if key not in wrong]).delete()
    moved = [_moved(each, *wrong[key], at) for key, each in kept.items() if key in wrong]
    fields = ["item", "card", "due_at", "mastered_at"]
    Mistake.objects.bulk_update([each for each in moved if each is not None], fields, batch_size=500)
    fresh = [
        Mistake(
            person_id=key[0], version_id=key[1], part=key[2], item_id=item, card=new_card(at), due_at=at, added_at=at
        )
        for key, (item, _ended) in wrong.items()
        if key not in kept
    ]
    Mistake.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=500)


def _locked(people: Sequence[int]) -> Iterable[Mistake]:
    mistakes = Mistake.objects.select_for_update(of=("self",)).select_related("item")
    return mistakes.filter(person__in=people).order_by("pk")


def _wrong_of(people: Sequence[int]) -> dict[tuple[int, int, int], tuple[int, datetime]]:
    """Return the newest item of everything ``people`` got wrong, with when that sitting ended."""
    items = SittingItem.objects.filter(
        sitting__person__in=people,
        sitting__score_hundredths__isnull=False,
        earned_hundredths__lt=F("points") * 100,
    ).exclude(version__kind=QuestionVersion.Kind.SHORT)
    newest = items.values("sitting__person", "version", "part").annotate(
        newest=Max("pk"), ended=Max("sitting__submitted_at")
    )
    return {
        (row["sitting__person"], row["version"], row["part"]): (row["newest"], row["ended"])
        for row in newest.order_by()
    }


def _moved(mistake: Mistake, item_id: int, ended: datetime, at: datetime) -> Mistake | None:
    """Return ``mistake`` as it must become, or ``None`` where it may stay as it is."""
    if mistake.mastered_at is not None and ended > mistake.mastered_at:
        mistake.item_id, mistake.card, mistake.due_at, mistake.mastered_at = item_id, new_card(at), at, None
        return mistake
    still_wrong = mistake.item.earned_hundredths != mistake.item.points * 100
    if still_wrong:
        return None
    mistake.item_id = item_id
    return mistake


@transaction.atomic
def practise(*, mistake: Mistake, places: Sequence[int], seen: int, at: datetime) -> Mistake:
    """Take an answer to a question of the mistakes book, and plan when it is asked next.

    :param places: places of the chosen options, in the order in which they were shown.
    :param seen: how often the question had been practised when it was shown; the same form sent twice counts once.
    :raises NothingChosen: no option was chosen.
    :raises NotAChoice: ``places`` cannot be an answer.
    """
    held = Mistake.objects.select_for_update().get(pk=mistake.pk)
    if held.seen != seen or held.mastered_at is not None:
        return held
    order = option_places(held, seen=seen)
    if not places:
        raise NothingChosen
    if not rules.is_choice(held.version.kind, places, len(order)):
        raise NotAChoice
    chosen = sorted(order[place] for place in places)
    key = keys_in([held.version])[held.version_id, held.part].key
    right = key.is_void or key.accepts(chosen)
    step = answered(held.card, right=right, at=at)
    held.card, held.due_at = step.state, step.due_at
    held.last_chosen, held.last_right, held.seen = chosen, right, seen + 1
    held.mastered_at = at if step.is_mastered else None
    held.save(update_fields=["card", "due_at", "last_chosen", "last_right", "seen", "mastered_at"])
    return held


def sweep_mistakes(*, since: datetime, at: datetime) -> None:
    """Bring the books of everybody up to date whose sitting ended, or whose result changed, from ``since`` on."""
    ended = SittingItem.objects.filter(sitting__submitted_at__gte=since).values_list("sitting__person", flat=True)
    settled = Person.objects.filter(sittings__results__at__gte=since).values_list("pk", flat=True)
    keep_mistakes(person_ids=sorted({*ended.distinct(), *settled.distinct()}), at=at)
