"""What counts as looking at somebody: the entries that the person concerned is shown, in their words."""

from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from lms.audit.models import Entry

REVEALED, EXPORTED = "people.id_number.revealed", "people.id_number.exported"
# By verb. The entry's subject is the person who was looked at.
LOOKS: dict[str, Any] = {
    "people.person.viewed": _("opened your page"),
    "credits.account.viewed": _("opened your credits"),
    "coverage.person.viewed": _("opened your page in the training coverage"),
    "coverage.record.viewed": _("opened one of your learning records"),
    "coverage.sampled.viewed": _("opened your sheet in a sample"),
    "coverage.phone.viewed": _("saw your mobile number for a check"),
    "coverage.finding.viewed": _("opened a finding about you"),
    "coverage.anomaly.viewed": _("opened something striking about you"),
    "coverage.attachment.viewed": _("opened a file about you"),
    "api.person.viewed": _("read your data by a program"),
    REVEALED: _("saw your whole ID number"),
    EXPORTED: _("took your whole ID number along in a list"),
}


def looks_at(person: Model) -> QuerySet[Entry]:
    """Return who looked at ``person`` or at evidence about them, the newest first."""
    looked = Entry.objects.filter(verb__in=LOOKS, subject_kind=person._meta.label_lower, subject_id=str(person.pk))
    return looked.order_by("-at", "-pk")


def in_words(entry: Entry) -> str:
    """Return what the actor of an entry from :func:`looks_at` did, as the person concerned is told."""
    return str(LOOKS[entry.verb])
