"""The verbs of the audit log in words: what it was about, and what was done."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# By the first two parts of a verb, ``app.noun``.
NOUNS = {
    "catalogue.course": _("course"),
    "catalogue.index": _("course list"),
    "catalogue.lesson": _("lesson"),
    "catalogue.page": _("course page"),
    "coverage.export": _("coverage export"),
    "coverage.names": _("names behind a coverage figure"),
    "coverage.person": _("person in the coverage"),
    "coverage.record": _("learning record in the coverage"),
    "coverage.trail": _("audit log"),
    "exams.exam": _("exam"),
    "exams.question": _("exam question"),
    "exams.sitting": _("exam sitting"),
    "exchange.question": _("question about an upload"),
    "exchange.upload": _("upload"),
    "jobs.job": _("long job"),
    "live.check_in": _("check-in"),
    "live.lecture": _("lecture"),
    "live.page": _("lecture page"),
    "live.seat": _("seat in a lecture"),
    "live.series": _("lecture series"),
    "mentoring.pairing": _("pairing"),
    "mentoring.session": _("teaching session"),
    "people.appointment": _("appointment"),
    "people.divisions": _("divisions"),
    "people.organisation": _("institution"),
    "people.organisations": _("institutions"),
    "people.person": _("person"),
    "people.roll": _("roster"),
    "register.batch": _("batch of certificates"),
    "register.certificate": _("certificate"),
    "schemes.cohort": _("class"),
    "schemes.scheme": _("training scheme"),
    "schemes.traineeship": _("traineeship"),
    "signin.account": _("account"),
    "signin.factor": _("second factor"),
    "signin.session": _("sign-in"),
}
# By the last part of a verb.
DONE = {
    "added": pgettext_lazy("audit log", "entered by hand"),
    "answered": pgettext_lazy("audit log", "answered"),
    "applied": pgettext_lazy("audit log", "written in"),
    "approved": pgettext_lazy("audit log", "approved"),
    "asked": pgettext_lazy("audit log", "asked for"),
    "changed": pgettext_lazy("audit log", "changed"),
    "claimed": pgettext_lazy("audit log", "used for the first time"),
    "closed": pgettext_lazy("audit log", "handed in"),
    "completed": pgettext_lazy("audit log", "completed"),
    "confirmed": pgettext_lazy("audit log", "confirmed"),
    "corrected": pgettext_lazy("audit log", "corrected"),
    "created": pgettext_lazy("audit log", "created"),
    "declared": pgettext_lazy("audit log", "declared"),
    "disputed": pgettext_lazy("audit log", "disputed"),
    "edited": pgettext_lazy("audit log", "edited"),
    "ended": pgettext_lazy("audit log", "ended"),
    "enrolled": pgettext_lazy("audit log", "enrolled"),
    "exported": pgettext_lazy("audit log", "exported"),
    "finished": pgettext_lazy("audit log", "finished"),
    "imported": pgettext_lazy("audit log", "imported"),
    "issued": pgettext_lazy("audit log", "issued"),
    "kept": pgettext_lazy("audit log", "saved"),
    "loaded": pgettext_lazy("audit log", "loaded"),
    "logged": pgettext_lazy("audit log", "logged"),
    "lost": pgettext_lazy("audit log", "reported lost"),
    "made": pgettext_lazy("audit log", "made"),
    "opened": pgettext_lazy("audit log", "opened"),
    "received": pgettext_lazy("audit log", "received"),
    "reissued": pgettext_lazy("audit log", "replaced"),
    "released": pgettext_lazy("audit log", "given up"),
    "removed": pgettext_lazy("audit log", "removed"),
    "reopened": pgettext_lazy("audit log", "open again"),
    "retired": pgettext_lazy("audit log", "retired"),
    "returned": pgettext_lazy("audit log", "came back"),
    "revoked": pgettext_lazy("audit log", "revoked"),
    "saved": pgettext_lazy("audit log", "saved"),
    "scheduled": pgettext_lazy("audit log", "scheduled"),
    "settled": pgettext_lazy("audit log", "settled"),
    "started": pgettext_lazy("audit log", "started"),
    "taken": pgettext_lazy("audit log", "taken"),
    "viewed": pgettext_lazy("audit log", "looked at"),
    "withdrawn": pgettext_lazy("audit log", "withdrawn"),
    "written": pgettext_lazy("audit log", "written"),
}


def in_words(verb: str) -> str:
    """Return a verb as a reader expects it; what is not known stays as it is.

    >>> in_words("kit.swept")
    'kit.swept'
    """
    noun, _dot, done = verb.rpartition(".")
    return f"{NOUNS[noun]} · {DONE[done]}" if noun in NOUNS and done in DONE else verb
