"""The class's own timetable in the report on it."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.schemes.models import Cohort
from certificates.schemes.queries.timetable import sessions_of
from lms.exchange.sheets.writer import Sheet


def timetable(cohort: Cohort) -> Sheet:
    """Return every session of ``cohort`` in its order, whether or not it ended in records."""
    rows = [
        [
            each.day,
            f"{each.begins:%H:%M}",
            f"{each.ends:%H:%M}",
            str(each),
            each.minutes,
            each.place,
            each.teacher.name if each.teacher else "",
            each.activity.title if each.activity else "",
        ]
        for each in sessions_of(cohort)
    ]
    header = [_("Day"), _("Begins"), _("Ends"), _("Title"), _("Minutes"), _("Place"), _("Teacher"), _("Recorded as")]
    return Sheet(name=_("Timetable"), header=header, rows=rows, widths=[12, 8, 8, 40, 8, 28, 12, 40])


def timetabled_activities(cohort: Cohort, as_of: datetime) -> set[int]:
    """Return the activities of the sessions that had begun before ``as_of``. One query."""
    moment = timezone.localtime(as_of)
    found = sessions_of(cohort).exclude(activity=None).filter(day__lte=moment.date())
    begun = (each for each in found if (each.day, each.begins) < (moment.date(), moment.time()))
    return {each.activity_id for each in begun if each.activity_id}
