"""A land with a programme: things happen to people, and every figure is counted again by hand."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

from certificates.credits.models import CreditLine
from certificates.register.models import Certificate
from certificates.schemes.models import Traineeship
from lms.coverage.models import MEASURES, NodeFigure, Standing
from lms.coverage.rules.dueness import age_band
from lms.kit.queue import announce
from lms.people.models import Leave, Licence, Post, RosterEntry
from lms.people.signals import people_changed
from lms.records.models import LearningRecord
from tests.factories.coverage import ProgrammeFactory, ProgrammeVersionFactory
from tests.factories.people import PersonFactory, PostFactory
from tests.lms.coverage.land import Land, lies_in

AT = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
DAY = date(2026, 11, 19)
SHANGHAI = timedelta(hours=8)
LEVELS = ("province", "city", "county", "town")
GOOD = ("completed", "attended", "passed")


class Realm(Land):
    """The land, and a programme for all of it; ``version`` says otherwise than a post and 60 minutes."""

    def __init__(self, *, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31), division=None, **version):
        super().__init__()
        self.programme = ProgrammeFactory(
            keeper=self.institutions[0], division=division or self.city, starts_on=starts_on, ends_on=ends_on
        )
        if version.get("covered_by") == "scheme":
            version["scheme"] = self.scheme
        self.version = ProgrammeVersionFactory(programme=self.programme, in_force_on=starts_on, **version)

    @property
    def roll_up(self):
        """The figures that go on."""
        return self.programme.roll_ups.living().get()

    def hire(self, place=None, **fields):
        """Return somebody with a post at the institution of ``place``, the first town by default."""
        post = {name: fields.pop(name) for name in ("starts_on", "ends_on", "kind", "title") if name in fields}
        person = fields.pop("person", None) or PersonFactory(**fields)
        PostFactory(person=person, workplace=self.institution(place or self.towns[0]), **post)
        return person


def told(*people):
    announce(people_changed, person_ids=[each.pk for each in people])


def stands(programme, closed_on=None):
    """Return the standings as they are kept, by person."""
    found = Standing.objects.filter(roll_up__programme=programme, roll_up__closed_on=closed_on)
    return {each.person_id: each for each in found}


def kept(programme, closed_on=None):
    """Return the figures as they are kept, by node, dimension and value."""
    found = NodeFigure.objects.filter(roll_up__programme=programme, roll_up__closed_on=closed_on)
    rows = found.values_list("node", "dimension", "value", *MEASURES)
    return {tuple(row[:3]): tuple(row[3:]) for row in rows}


def by_hand(realm, day=DAY):
    """Count every figure from posts, rosters, records and the rest, as slowly and plainly as possible."""
    figures = {}
    for person, place in due_by_hand(realm, day).items():
        measures, values = measured(realm, person, place, day)
        division = place.workplace.division
        nodes = {0, -place.workplace_id}
        for level in LEVELS:
            nodes.add(division.pk if division.level == level else getattr(division, f"{level}_id"))
        for node in nodes - {None}:
            for dimension, value in values.items():
                if node < 0 and dimension:
                    # Groups of an institution are not kept.
                    continue
                tally = figures.setdefault((node, dimension, value), Counter())
                tally.update(measures)
    return {key: tuple(tally[name] for name in MEASURES) for key, tally in figures.items()}


def due_by_hand(realm, day):
    """Return the newest place of everybody who is due on ``day``, or was when the programme ended."""
    own, programme = realm.version, realm.programme
    day = min(day, programme.ends_on)
    if own.roster:
        rows = [(e.joined_on, e.pk, e.left_on, e) for e in RosterEntry.objects.filter(roster=own.roster)]
    else:
        rows = [(p.starts_on, p.pk, p.ends_on, p) for p in Post.objects.all()]
        rows = [row for row in rows if not own.post_kinds or row[3].kind in own.post_kinds]
    newest = {}
    for since, _pk, until, row in sorted(rows, key=lambda each: each[:2]):
        kinds = own.institution_kinds
        if since <= day and (until is None or until > day) and (not kinds or row.workplace.kind in kinds):
            newest[row.person] = row
    always = {person.pk for person in newest if is_always_away(person, programme, day)}
    return {
        person: row
        for person, row in newest.items()
        if lies_in(row.workplace.division, programme.division) and person.pk not in always
        if own.licence_group == "" or (own.licence_group == "licensed") == licensed(person, day)
    }


def is_always_away(person, programme, today):
    """Say whether somebody is away today, and was and will be on every day of the programme, by however many leaves."""
    leaves = list(Leave.objects.filter(person=person))
    first, last = min(programme.starts_on, today), max(programme.ends_on, today)
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return all(any(away(each, day) for each in leaves) for day in days)


def away(leave, day):
    return leave.starts_on <= day and (leave.ends_on is None or leave.ends_on > day)


def licensed(person, day):
    return any(
        (each.valid_from is None or each.valid_from <= day) and (each.valid_to is None or each.valid_to >= day)
        for each in Licence.objects.filter(person=person, kind__in=["physician", "assistant"])
    )


def measured(realm, person, place, day):
    """Return what somebody adds to a figure, and to which values of which dimension."""
    programme, own = realm.programme, realm.version
    first = datetime(*programme.starts_on.timetuple()[:3], tzinfo=UTC) - SHANGHAI
    last = datetime(*programme.ends_on.timetuple()[:3], tzinfo=UTC) - SHANGHAI + timedelta(days=1)
    then = min(day, programme.ends_on)
    records = [
        each
        for each in LearningRecord.objects.standing().filter(person=person, role="learner", outcome__in=GOOD)
        if first <= each.happened_at < last
    ]
    records.sort(key=lambda each: (each.happened_at, each.pk))
    lines = CreditLine.objects.filter(person=person, earned_on__range=(programme.starts_on, programme.ends_on))
    sums = Counter()
    for line in lines:
        sums[line.authority] += line.hundredths
    hundredths = sums[own.authority] if own.authority else max([*sums.values(), 0])
    covered = covered_by_hand(realm, person, records, lines, first, last)
    begun = min((each.happened_at for each in records), default=None)
    if own.covered_by == "scheme":
        places = Traineeship.objects.filter(person=person, cohort__scheme=own.scheme, enrolled_at__lt=last)
        begun = min((each.enrolled_at for each in places), default=None)
    on_leave = any(away(each, then) for each in Leave.objects.filter(person=person))
    measures = {
        "due": 1,
        "started": int((begun or covered) is not None),
        "covered": int(covered is not None),
        "overdue": int(covered is None and not on_leave and day > programme.ends_on),
        "on_leave": int(on_leave),
        "minutes": sum(each.minutes for each in records),
        "credits_hundredths": hundredths,
    }
    post = place if isinstance(place, Post) else newest_post(person, then)
    values = {
        "": "",
        "institution_kind": place.workplace.kind,
        "post": post.kind if post else "",
        "title": post.title if post else "",
        "age": age_band(person.born_on, then),
        "sex": person.sex,
        "credits": str(hundredths // 100),
    }
    if covered:
        values["month"] = f"{covered + SHANGHAI:%Y-%m}"
    return measures, values


def newest_post(person, day):
    held = Post.objects.on(day).filter(person=person).order_by("-starts_on", "-pk")
    return held.first()


def covered_by_hand(realm, person, records, lines, first, last):
    own = realm.version
    if own.covered_by == "scheme":
        places = Traineeship.objects.filter(person=person, cohort__scheme=own.scheme, withdrawn_at=None)
        done = [each.completed_at for each in places if each.completed_at and first <= each.completed_at < last]
        return min(done, default=None)
    if own.covered_by == "certificate":
        return min((since for since in certified_by_hand(own, person) if since < last), default=None)
    if own.covered_by == "minutes":
        sums = zip(accumulate(each.minutes for each in records), records, strict=True)
        return next((each.happened_at for total, each in sums if total >= own.target_minutes), None)
    return credited_by_hand(own, lines)


def certified_by_hand(own, person):
    """Yield since when somebody has held what they hold: one that corrects another goes on with it."""
    followed = {}
    for each in Certificate.objects.filter(person=person, kind=own.certificate_kind).order_by("issued_at"):
        followed.setdefault((each.traineeship_id, each.ground), []).append(each)
    for chain in followed.values():
        since = None
        for each in chain:
            since = None if each.state == "revoked" else since or each.issued_at
        if any(each.is_valid for each in chain):
            yield since


def credited_by_hand(own, lines):
    """Return the beginning of the day with which somebody has enough credits."""
    total, days = 0, Counter()
    for line in lines:
        if line.authority == own.authority:
            days[line.earned_on] += line.hundredths
    for day in sorted(days):
        total += days[day]
        if total >= own.target_credits_hundredths:
            return datetime(*day.timetuple()[:3], tzinfo=UTC) - SHANGHAI
    return None
