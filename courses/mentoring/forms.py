"""The form in which a mentor logs a teaching session: everything likely is filled in already."""

import uuid
from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from courses.mentoring import queries
from courses.mentoring.actions import FROZEN, Lesson
from courses.mentoring.models import Pairing, TeachingSession
from courses.mentoring.rules import LONGEST_MINUTES, SHORTEST_MINUTES
from lms.people.models import Organisation, Person
from lms.site.admin import ScopedForm

MINUTES = (30, 60, 90, 120, 180, 240)
# Days without an answer after which a manager should ask.
LONG_DAYS = 7
ONLINE = "online"
ELSEWHERE = "elsewhere"


class LessonForm(forms.Form):
    """One occasion. ``mentor`` decides which places are offered, ``at`` which day."""

    kind = forms.ChoiceField(label=_("What"), choices=TeachingSession.Kind.choices, widget=forms.RadioSelect)
    length = forms.ChoiceField(
        label=_("How long"), widget=forms.RadioSelect, error_messages={"required": _("How long did it take?")}
    )
    other_minutes = forms.IntegerField(
        label=_("Another length, in minutes"), required=False, min_value=SHORTEST_MINUTES, max_value=LONGEST_MINUTES
    )
    day = forms.DateField(label=_("Day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    began = forms.TimeField(
        label=_("Began at"),
        required=False,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        help_text=_("Empty: just ended."),
    )
    where = forms.ChoiceField(label=_("Where"))
    topic = forms.CharField(
        label=_("Topic"),
        max_length=100,
        widget=forms.TextInput({"list": "topics", "autocomplete": "off"}),
        help_text=_("In a few words, such as the disease or the technique."),
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=1000, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, mentor: Person, people: list[Person], at: datetime, **kwargs: Any) -> None:
        """Offer the workplaces of ``people`` as places."""
        super().__init__(*args, **kwargs)
        self.at = at
        self.today = timezone.localdate(at)
        self.places = {str(place.pk): place for place in queries.places_for([mentor, *people], self.today)}
        self._choices("length", [(str(n), _("%(n)s minutes") % {"n": n}) for n in MINUTES])
        offered: list[tuple[str, Any]] = [(key, place.name) for key, place in self.places.items()]
        self._choices("where", [*offered, (ONLINE, _("online, by phone or video")), (ELSEWHERE, _("somewhere else"))])
        self.fields["length"].required = not self.data.get("other_minutes")
        self.fields["day"].widget.attrs["max"] = self.today.isoformat()

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Bring length, day and time together."""
        data = super().clean() or {}
        minutes = data.get("other_minutes") or int(data.get("length") or 0)
        if minutes and "day" in data and "began" not in self.errors:
            data["minutes"], data["started_at"] = minutes, self._start(data["day"], data.get("began"), minutes)
        return data

    def _start(self, day: date, began: time | None, minutes: int) -> datetime | None:
        if began is not None:
            return timezone.make_aware(datetime.combine(day, began))
        if day == self.today:
            return (self.at - timedelta(minutes=minutes)).replace(second=0, microsecond=0)
        self.add_error("began", ValidationError(_("For an earlier day, please say when it began.")))
        return None

    def lesson(self) -> Lesson:
        """Return the occasion, once the form is valid."""
        data = self.cleaned_data
        place: Organisation | None = self.places.get(data["where"])
        mode = TeachingSession.Mode.ONLINE if data["where"] == ONLINE else TeachingSession.Mode.ONSITE
        return Lesson(
            kind=data["kind"],
            started_at=data["started_at"],
            minutes=data["minutes"],
            topic=data["topic"],
            mode=mode,
            place=place,
            note=data["note"],
        )


class VoidForm(forms.Form):
    """Why a manager declares a session void."""

    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("The mentor and the mentee will read it."))


class MenteesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Pairings to tick, named by their mentees."""

    def label_from_instance(self, obj: Pairing) -> str:
        """Return the mentee's name."""
        return obj.mentee.name


class LogForm(LessonForm):
    """A lesson with the mentees who had it."""

    pairings = MenteesField(
        label=_("Whom (one or several)"),
        queryset=Pairing.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one mentee.")},
    )
    request_key = forms.UUIDField(widget=forms.HiddenInput)

    field_order = ("pairings", "kind", "length")

    def __init__(self, *args: Any, mentor: Person, pairings: list[Pairing], at: datetime, **kwargs: Any) -> None:
        """Offer ``pairings``, and fill in what ``mentor`` logged last."""
        kwargs["initial"] = {**_likely(mentor, pairings, at), **kwargs.get("initial", {})}
        super().__init__(*args, mentor=mentor, people=[each.mentee for each in pairings], at=at, **kwargs)
        field = self.fields["pairings"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101
        field.queryset = Pairing.objects.filter(pk__in=[each.pk for each in pairings]).select_related("mentee")


def _likely(mentor: Person, pairings: list[Pairing], at: datetime) -> dict[str, Any]:
    """Return what is most likely the case: the last kind and place, today, an hour, just ended.

    Whom a mentor of several taught is not guessed: a wrong guess would go to the wrong doctor.
    """
    last = queries.last_logged(mentor)
    return {
        "pairings": [pairings[0].pk] if len(pairings) == 1 else [],
        "kind": last.kind if last else TeachingSession.Kind.CLINIC,
        "length": "60",
        "day": timezone.localdate(at),
        "where": where_of(last) if last else ELSEWHERE,
        "request_key": uuid.uuid4(),
    }


class SessionFilterSet(WagtailFilterSet):
    """Narrows the list of teaching sessions."""

    waiting = django_filters.ChoiceFilter(
        label=_("Not confirmed"),
        method="by_waiting",
        choices=[(str(LONG_DAYS), _("for more than %(n)s days") % {"n": LONG_DAYS})],
    )

    class Meta:
        model = TeachingSession
        fields = ["kind", "state"]

    def by_waiting(self, found: QuerySet[TeachingSession], _name: str, value: str) -> QuerySet[TeachingSession]:
        """Return the sessions that have waited for an answer for more than ``value`` days."""
        limit = timezone.now() - timedelta(days=int(value))
        return found.waiting_since(limit)  # type: ignore[attr-defined,no-any-return]


class PairingForm(ScopedForm):
    """A pairing; once sessions stand, whom and what they are of is shown and stays."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Close the fields that no longer change."""
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.sessions.standing().exists():
            for name in FROZEN:
                self.fields[name].disabled = True
                self.fields[name].help_text = _("Teaching is logged in this pairing, so this stays as it is.")


def where_of(session: TeachingSession) -> str:
    """Return the choice of place that stands for where ``session`` was."""
    if session.mode == TeachingSession.Mode.ONLINE:
        return ONLINE
    return str(session.place_id) if session.place_id else ELSEWHERE


def as_initial(session: TeachingSession) -> dict[str, Any]:
    """Return ``session`` as the initial values of a :class:`LessonForm`."""
    usual = session.minutes in MINUTES
    started = timezone.localtime(session.started_at)
    return {
        "kind": session.kind,
        "length": str(session.minutes) if usual else "",
        "other_minutes": None if usual else session.minutes,
        "day": started.date(),
        "began": started.time(),
        "where": where_of(session),
        "topic": session.topic,
        "note": session.note,
    }
