"""Data that leave: a token for the province's statistics program, and an extract an auditor took along."""

from datetime import datetime, timedelta

from lms.api.actions import make_token, note_call, tell_uses
from lms.feeds.actions import ask_for_extract
from lms.people.models import Person

_CALLS = {"divisions": 3, "people": 12, "records": 40, "tree": 5}


def hand_over(auditor: Person, *, at: datetime) -> None:
    """Have ``auditor`` make a token that a program has used, and take the records of the year along."""
    # Read anew: what somebody may do is remembered on the object.
    person = Person.objects.get(pk=auditor.pk)
    abilities = ["places", "people", "records", "coverage"]
    token, _text = make_token(person=person, name="省卫生统计平台", abilities=abilities, days=180, at=at)
    for route, calls in _CALLS.items():
        for _call in range(calls):
            note_call(token, route, at=at + timedelta(hours=2))
    tell_uses(at=at + timedelta(hours=3))
    since = {"since": f"{at.year}-01-01"}
    ask_for_extract(what="records", form="xlsx", asked=since, by=person, return_url="/admin/extracts/", at=at)
