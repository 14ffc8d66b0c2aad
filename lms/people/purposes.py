"""Why somebody may want a whole ID number: chosen from a list, and said in their own words."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# Shorter words explain nothing to the person concerned.
SHORTEST = 8
LONGEST = 200


class Purpose(models.TextChoices):
    """The purposes there are."""

    AUDIT = "audit", _("checking training records in an audit")
    IDENTITY = "identity", _("telling two people of the same name apart")
    CERTIFICATE = "certificate", _("making out or correcting a certificate")
    CORRECTION = "correction", _("correcting a wrong ID number")
    REQUEST = "request", _("answering a request or a complaint")
    LAW = "law", _("required by law or by a court")
