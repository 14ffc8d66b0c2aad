"""The facts that the rules of anomalies look at, read in bulk, and what the rules notice in them."""

from collections.abc import Iterator
from datetime import datetime

from lms.coverage.queries.signs import attendance, devices, moments, stays
from lms.coverage.rules import anomalies
from lms.coverage.rules.anomalies import Suspicion
from lms.coverage.rules.limits import Limits


def suspicions(since: datetime, limits: Limits) -> Iterator[Suspicion]:
    """Yield what every rule notices by its thresholds in what has happened since an instant."""
    days = attendance.long_days(since, minutes=limits[anomalies.MINUTES]["minutes_a_day"])
    yield from anomalies.too_many_minutes(days, limits[anomalies.MINUTES])
    yield from anomalies.after_leaving(attendance.after_leaving(since), limits[anomalies.LEFT])
    yield from anomalies.while_on_leave(attendance.on_leave(since), limits[anomalies.LEAVE])
    shared = limits[anomalies.DEVICE]
    yield from anomalies.shared_devices(devices.sightings(since, people=shared["people"]), shared)
    yield from anomalies.two_places(stays.stays(since), limits[anomalies.PLACES])
    families = moments.families()
    scanned = moments.check_ins(since, families)
    yield from anomalies.same_second(scanned, limits[anomalies.SECOND])
    together = limits[anomalies.TOGETHER]
    yield from anomalies.always_together(scanned, together, what="lectures")
    for exam, answered in moments.answers(since, families):
        yield from anomalies.always_together(answered, together, what="answers", scope=str(exam))
