"""The verbs of the audit log in words: what it was about, and what was done."""

from django.utils.translation import gettext_lazy as _

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
    "added": _("entered by hand"),
    "answered": _("answered"),
    "applied": _("written in"),
    "approved": _("approved"),
    "asked": _("asked for"),
    "changed": _("changed"),
    "claimed": _("used for the first time"),
    "closed": _("handed in"),
    "completed": _("completed"),
    "confirmed": _("confirmed"),
    "corrected": _("corrected"),
    "created": _("created"),
    "declared": _("declared"),
    "disputed": _("disputed"),
    "edited": _("edited"),
    "ended": _("ended"),
    "enrolled": _("enrolled"),
    "exported": _("exported"),
    "finished": _("finished"),
    "imported": _("imported"),
    "issued": _("issued"),
    "kept": _("saved"),
    "loaded": _("loaded"),
    "logged": _("logged"),
    "lost": _("reported lost"),
    "made": _("made"),
    "opened": _("opened"),
    "received": _("received"),
    "reissued": _("replaced"),
    "released": _("given up"),
    "removed": _("removed"),
    "reopened": _("open again"),
    "retired": _("retired"),
    "returned": _("came back"),
    "revoked": _("revoked"),
    "saved": _("saved"),
    "scheduled": _("scheduled"),
    "settled": _("settled"),
    "started": _("started"),
    "taken": _("taken"),
    "viewed": _("looked at"),
    "withdrawn": _("withdrawn"),
    "written": _("written"),
}


def in_words(verb: str) -> str:
    """Return a verb as a reader expects it; what is not known stays as it is.

    >>> in_words("kit.swept")
    'kit.swept'
    """
    noun, _dot, done = verb.rpartition(".")
    return f"{NOUNS[noun]} · {DONE[done]}" if noun in NOUNS and done in DONE else verb
