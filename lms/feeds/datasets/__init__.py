"""What may be taken along, and what it takes to see it."""

from django.utils.translation import gettext_lazy as _

TITLES = {
    "records": _("learning records"),
    "people": _("people of a roster with their state"),
    "coverage": _("coverage figures by place"),
}
PERMISSIONS = {
    "records": "records.view_learningrecord",
    "people": "coverage.view_coverage",
    "coverage": "coverage.view_coverage",
}
