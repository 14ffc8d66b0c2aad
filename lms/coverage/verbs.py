"""The verbs of the audit log in words: what it was about, and what was done."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.coverage.details import DETAILS
from lms.people.purposes import Purpose
from lms.people.roles import Role
from lms.records import words

# By the first two parts of a verb, ``app.noun``.
NOUNS = {
    "api.person": _("person read by a program"),
    "api.token": _("token for programs"),
    "catalogue.course": _("course"),
    "catalogue.index": _("course list"),
    "catalogue.lesson": _("lesson"),
    "catalogue.page": _("course page"),
    "coverage.anomaly": _("anomaly"),
    "coverage.attachment": _("file of audit work"),
    "coverage.export": _("coverage export"),
    "coverage.finding": _("audit finding"),
    "coverage.limits": _("thresholds of anomalies"),
    "coverage.names": _("names behind a coverage figure"),
    "coverage.person": _("person in the coverage"),
    "coverage.programme": _("coverage programme"),
    "coverage.programmes": _("coverage programmes"),
    "coverage.record": _("learning record in the coverage"),
    "coverage.rollup": _("figures of a coverage programme"),
    "coverage.report": _("frozen report on the coverage"),
    "coverage.report_names": _("names of a frozen report"),
    "coverage.phone": _("mobile number of a person in a sample"),
    "coverage.sample": _("sample"),
    "coverage.sampled": _("person in a sample"),
    "coverage.trail": _("audit log"),
    "credits.account": _("credit account"),
    "credits.recognition": _("certificate from elsewhere"),
    "credits.rule": _("credit rule"),
    "credits.rule_change": _("change of credit rules"),
    "credits.rule_set": _("set of credit rules"),
    "demo": _("demo"),
    "demo.login": _("demo login"),
    "exams.answer": _("answer in an exam"),
    "exams.answers": _("right answers of an exam"),
    "exams.appeal": _("objection to a mark"),
    "exams.code": _("code of an exam"),
    "exams.exam": _("exam"),
    "exams.extra_time": _("extra time"),
    "exams.import": _("import of questions"),
    "exams.key": _("key of a question"),
    "exams.late": _("answers after the bell"),
    "exams.marks": _("marks of an exam"),
    "exams.media": _("picture or recording"),
    "exams.question": _("exam question"),
    "exams.sitting": _("exam sitting"),
    "exchange.question": _("question about an upload"),
    "exchange.upload": _("upload"),
    "feeds.extract": _("extract"),
    "feeds.store": _("learning record store"),
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
    "people.leave": _("leave"),
    "people.id_number": _("whole ID number"),
    "people.organisation": _("institution"),
    "people.organisations": _("institutions"),
    "people.person": _("person"),
    "people.roll": _("roster"),
    "records.head": _("tree head"),
    "records.proof": _("inclusion proof of a learning record"),
    "register.batch": _("batch of certificates"),
    "register.certificate": _("certificate"),
    "register.layout": _("certificate layout"),
    "register.pattern": _("number pattern"),
    "register.doubt": _("doubt about a certificate"),
    "register.files": _("certificate files without a certificate"),
    "register.list": _("list of certificates"),
    "schemes.cohort": _("class"),
    "schemes.report": _("report on a class"),
    "schemes.exemption": _("exemption"),
    "schemes.plan": _("training plan"),
    "schemes.scheme": _("training scheme"),
    "schemes.syllabus": _("syllabus"),
    "schemes.survey": _("survey"),
    "schemes.traineeship": _("traineeship"),
    "schemes.version": _("version of a scheme"),
    "signin.account": _("account"),
    "signin.factor": _("second factor"),
    "signin.session": _("sign-in"),
}
# By the last part of a verb.
DONE = {
    "accepted": pgettext_lazy("audit log", "reply accepted"),
    "added": pgettext_lazy("audit log", "entered by hand"),
    "answered": pgettext_lazy("audit log", "answered"),
    "applied": pgettext_lazy("audit log", "written in"),
    "approved": pgettext_lazy("audit log", "approved"),
    "assigned": pgettext_lazy("audit log", "given to somebody to check"),
    "asked": pgettext_lazy("audit log", "asked for"),
    "begun": pgettext_lazy("audit log", "begun"),
    "cancelled": pgettext_lazy("audit log", "cancelled"),
    "changed": pgettext_lazy("audit log", "changed"),
    "checked": pgettext_lazy("audit log", "checked"),
    "claimed": pgettext_lazy("audit log", "used for the first time"),
    "cleared": pgettext_lazy("audit log", "removed"),
    "closed": pgettext_lazy("audit log", "handed in"),
    "collected": pgettext_lazy("audit log", "put together"),
    "completed": pgettext_lazy("audit log", "completed"),
    "compared": pgettext_lazy("audit log", "compared with what is known now"),
    "confirmed": pgettext_lazy("audit log", "confirmed"),
    "copied": pgettext_lazy("audit log", "copied"),
    "corrected": pgettext_lazy("audit log", "corrected"),
    "created": pgettext_lazy("audit log", "created"),
    "decided": pgettext_lazy("audit log", "decided on"),
    "declared": pgettext_lazy("audit log", "declared"),
    "dispute_dropped": pgettext_lazy("audit log", "objection taken back"),
    "disputed": pgettext_lazy("audit log", "disputed"),
    "doubted": pgettext_lazy("audit log", "questioned"),
    "drawn": pgettext_lazy("audit log", "drawn"),
    "edited": pgettext_lazy("audit log", "edited"),
    "ended": pgettext_lazy("audit log", "ended"),
    "enrolled": pgettext_lazy("audit log", "enrolled"),
    "exported": pgettext_lazy("audit log", "exported"),
    "failed": pgettext_lazy("audit log", "declared as failed"),
    "finished": pgettext_lazy("audit log", "finished"),
    "frozen": pgettext_lazy("audit log", "frozen"),
    "given": pgettext_lazy("audit log", "given"),
    "granted": pgettext_lazy("audit log", "granted"),
    "handed_in": pgettext_lazy("audit log", "handed in"),
    "handed_out": pgettext_lazy("audit log", "handed out"),
    "imported": pgettext_lazy("audit log", "imported"),
    "issued": pgettext_lazy("audit log", "issued"),
    "kept": pgettext_lazy("audit log", "saved"),
    "kept_anew": pgettext_lazy("audit log", "kept outside the database from now on"),
    "listed": pgettext_lazy("audit log", "list looked at"),
    "loaded": pgettext_lazy("audit log", "loaded"),
    "logged": pgettext_lazy("audit log", "logged"),
    "lost": pgettext_lazy("audit log", "reported lost"),
    "made": pgettext_lazy("audit log", "made"),
    "mailed": pgettext_lazy("audit log", "mailed"),
    "marked": pgettext_lazy("audit log", "marked"),
    "moved": pgettext_lazy("audit log", "moved"),
    "nominated": pgettext_lazy("audit log", "nominated"),
    "opened": pgettext_lazy("audit log", "opened"),
    "prolonged": pgettext_lazy("audit log", "given more time"),
    "published": pgettext_lazy("audit log", "published"),
    "queued": pgettext_lazy("audit log", "put on the waiting list"),
    "raised": pgettext_lazy("audit log", "raised"),
    "received": pgettext_lazy("audit log", "received"),
    "proposed": pgettext_lazy("audit log", "proposed"),
    "reconsidered": pgettext_lazy("audit log", "refusal taken back"),
    "regraded": pgettext_lazy("audit log", "marked anew"),
    "reissued": pgettext_lazy("audit log", "replaced"),
    "remarked": pgettext_lazy("audit log", "commented on"),
    "refused": pgettext_lazy("audit log", "refused"),
    "released": pgettext_lazy("audit log", "given up"),
    "removed": pgettext_lazy("audit log", "removed"),
    "renewed": pgettext_lazy("audit log", "renewed"),
    "replied": pgettext_lazy("audit log", "replied to"),
    "reopened": pgettext_lazy("audit log", "open again"),
    "restored": pgettext_lazy("audit log", "restored"),
    "resumed": pgettext_lazy("audit log", "resumed"),
    "retired": pgettext_lazy("audit log", "retired"),
    "revealed": pgettext_lazy("audit log", "shown"),
    "returned": pgettext_lazy("audit log", "came back"),
    "reviewed": pgettext_lazy("audit log", "reviewed"),
    "revoked": pgettext_lazy("audit log", "revoked"),
    "saved": pgettext_lazy("audit log", "saved"),
    "scheduled": pgettext_lazy("audit log", "scheduled"),
    "sent_back": pgettext_lazy("audit log", "reply sent back"),
    "sent": pgettext_lazy("audit log", "sent"),
    "settled": pgettext_lazy("audit log", "settled"),
    "shared_out": pgettext_lazy("audit log", "places shared out"),
    "started": pgettext_lazy("audit log", "started"),
    "struck_off": pgettext_lazy("audit log", "closed for good"),
    "suspended": pgettext_lazy("audit log", "suspended"),
    "taken": pgettext_lazy("audit log", "taken"),
    "used": pgettext_lazy("audit log", "used"),
    "viewed": pgettext_lazy("audit log", "looked at"),
    "voided": pgettext_lazy("audit log", "declared void"),
    "widened": pgettext_lazy("audit log", "put to more people"),
    "withdrawn": pgettext_lazy("audit log", "withdrawn"),
    "written": pgettext_lazy("audit log", "written"),
}

# Pages about a programme.
PAGES = {
    "breakdown": _("groups of people"),
    "institutions": _("institutions"),
    "ranking": _("ranking and comparison"),
    "tree": _("figures"),
    "trend": _("trend"),
}
VALUES = {
    **{("role", value): label for value, label in Role.choices},
    **{("purpose", value): label for value, label in Purpose.choices},
    **{("page", name): label for name, label in PAGES.items()},
    ("how", "mfa"): _("second factor"),
    ("how", "password"): _("password"),
}


def in_words(verb: str) -> str:
    """Return a verb as a reader expects it; what is not known stays as it is.

    >>> in_words("kit.swept")
    'kit.swept'
    """
    noun, _dot, done = verb.rpartition(".")
    return f"{NOUNS[noun]} · {DONE[done]}" if noun in NOUNS and done in DONE else verb


def details(data: Mapping[str, Any]) -> str:
    """Return what an entry says besides, each with its label; what is not known stays as it is."""
    return "; ".join(
        f"{DETAILS.get(key) or words.LABELS.get(key, key)}: {_value(key, each)}" for key, each in data.items()
    )


def _value(key: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_value(key, each) for each in value) or words.in_words([])
    known = VALUES.get((key, value)) if isinstance(value, str) else None
    return str(known) if known else words.in_words(value)
