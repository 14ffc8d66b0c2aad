"""Whom audit work is about: where they work, and whether a viewer may name them."""

from collections import defaultdict
from collections.abc import Iterable

from lms.coverage.models import Anomaly, AnomalyPerson, Sample, SampledPerson
from lms.coverage.rules.posts import Held
from lms.people.models import Person, Post

_STEP = 500


def may_name(viewer: Person, person: Person | None, sample: Sample | None, anomaly: Anomaly | None) -> bool:
    """Whether ``viewer`` sees ``person``: by their post, or because a sample or an anomaly shows them."""
    if person is None or Person.objects.visible_to(viewer).filter(pk=person.pk).exists():
        return True
    sampled = SampledPerson.objects.visible_to(viewer).filter(sample=sample, person=person)
    noticed = AnomalyPerson.objects.visible_to(viewer).filter(anomaly=anomaly, person=person)
    return (sample is not None and sampled.exists()) or (anomaly is not None and noticed.exists())


def workplaces(people: Iterable[int]) -> dict[int, list[Held]]:
    """Return where each of ``people`` works or worked, for :func:`place_then`. A query for every 500."""
    wanted, found = sorted(people), defaultdict[int, list[Held]](list)
    for start in range(0, len(wanted), _STEP):
        posts = Post.objects.filter(person__in=wanted[start : start + _STEP]).order_by("starts_on", "pk")
        for person, since, until, place in posts.values_list("person_id", "starts_on", "ends_on", "workplace_id"):
            found[person].append(Held(since, until, place))
    return dict(found)
