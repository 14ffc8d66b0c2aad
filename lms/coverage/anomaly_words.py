"""Anomalies in words: what the rule asks, with its thresholds, and the figures that raised it."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.coverage.models import Anomaly
from lms.coverage.rules.limits import Turn

WHY = {
    "minutes": gettext_lazy(
        "The lessons, lectures, practicals and exams recorded on one day come to more than %(minutes_a_day)s minutes."
    ),
    "device": gettext_lazy("%(people)s people or more sat exams or checked in to lectures on the same device."),
    "second": gettext_lazy(
        "%(people)s people or more of one institution checked in to one lecture in the same second."
    ),
    "together": gettext_lazy(
        "Two people of one institution checked in within the same second at %(lectures)s lectures or more, "
        "or gave %(answers)s answers or more of one exam so."
    ),
    "places": gettext_lazy("Two occasions of somebody who taught overlap by %(minutes)s minutes or more."),
    "left": gettext_lazy("Something is recorded %(days)s days or more after the last post had ended, without another."),
    "leave": gettext_lazy("Attendance is recorded on day %(days)s of a leave, or later."),
}
LABELS = {
    "answers": gettext_lazy("answers in the same second"),
    "checked_in_to": gettext_lazy("lectures checked in to"),
    "days": gettext_lazy("days after leaving"),
    "days_of_leave": gettext_lazy("day of the leave"),
    "device": gettext_lazy("device ends in"),
    "exams": gettext_lazy("exams"),
    "first": gettext_lazy("first time"),
    "first_event": gettext_lazy("first occasion"),
    "last": gettext_lazy("last time"),
    "lecture": gettext_lazy("lecture number"),
    "lectures": gettext_lazy("lectures in the same second"),
    "leave_since": gettext_lazy("on leave since"),
    "left_on": gettext_lazy("last post ended on"),
    "minutes": gettext_lazy("minutes"),
    "people": gettext_lazy("people involved"),
    "record": gettext_lazy("record number"),
    "records": gettext_lazy("records"),
    "second_event": gettext_lazy("second occasion"),
    "time": gettext_lazy("at what time"),
}

LIMITS = {
    "minutes.minutes_a_day": gettext_lazy("more minutes on one day than"),
    "device.people": gettext_lazy("people on one device, at least"),
    "second.people": gettext_lazy("people of one institution who check in in the same second, at least"),
    "together.lectures": gettext_lazy("lectures to which two check in in the same second, at least"),
    "together.answers": gettext_lazy("answers of one exam which two give in the same second, at least"),
    "places.minutes": gettext_lazy("minutes for which occasions overlap, at least"),
    "left.days": gettext_lazy("days after the last post ended, at least"),
    "leave.days": gettext_lazy("day of a leave, at least"),
}


def in_turn(turns: Iterable[Turn]) -> list[str]:
    """Return what changed in the thresholds, a line each."""
    return [f"{LIMITS.get(each.key, each.key)}: {each.before} → {each.after}" for each in turns]


def why(anomaly: Anomaly) -> str:
    """Return what the rule asks, with the thresholds the anomaly was raised by."""
    asked: str = str(WHY[anomaly.rule]) % anomaly.thresholds
    return asked


def figures(anomaly: Anomaly) -> list[tuple[str, str]]:
    """Return the figures that raised an anomaly, each with its label."""
    return [(str(LABELS.get(key, key)), _value(value)) for key, value in anomaly.figures.items()]


def in_one_line(anomaly: Anomaly) -> str:
    """Return the figures for a list."""
    return "; ".join(f"{label}: {value}" for label, value in figures(anomaly))


def _value(value: Any) -> str:
    """Return a figure as people read it; an occasion is told by its kind and number or time."""
    text = str(value)
    if text.startswith("lecture:"):
        return _("lecture number %(number)s") % {"number": text.partition(":")[2]}
    if text.startswith("session:"):
        moment = text.split(":")[1]
        return _("teaching session of %(moment)s") % {
            "moment": f"{moment[:4]}-{moment[4:6]}-{moment[6:8]} {moment[9:11]}:{moment[11:13]}"
        }
    return text.replace("T", " ")[:19] if "T" in text and text[:4].isdigit() else text
