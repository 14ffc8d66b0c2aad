"""Roles and what they may do, on one page.

A role is held over a division or an institution (see ``Appointment``). What it may touch in the admin comes from
here; whose data it may see comes from the appointment's scope. ``setup_site`` writes this page into the database
as one permission group a role.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The roles an appointment can give. Doctors and mentors need none: they see what concerns themselves."""

    INSTITUTION_MANAGER = "institution_manager", _("institution manager")
    COURSE_EDITOR = "course_editor", _("course editor")
    SCHEME_MANAGER = "scheme_manager", _("scheme manager")
    COUNTY_AUDITOR = "county_auditor", _("county auditor")
    CITY_AUDITOR = "city_auditor", _("city auditor")
    ADMINISTRATOR = "administrator", _("administrator")
    PROVINCE_AUDITOR = "province_auditor", _("province auditor")
    LINE_AUDITOR = "line_auditor", _("line department")


# They only read, and each of their appointments has an end. A line department reads what concerns its schemes.
AUDITORS = (Role.COUNTY_AUDITOR, Role.CITY_AUDITOR, Role.PROVINCE_AUDITOR, Role.LINE_AUDITOR)


# ``app.codename`` of Django permissions. Roles that see people only read them; writing goes through actions.
_AUDIT = [
    *("coverage.view_coverage", "credits.view_creditline"),
    *("people.view_person", "people.view_organisation", "records.view_learningrecord"),
]
_NUMBERS = ["people.reveal_id_number"]
# Data that leave the house: tokens for programs, and extracts.
_PROGRAMS = ["api.view_apitoken", "api.add_apitoken", "feeds.make_extract"]
# Auditors draw samples, check people, raise findings and close them; the institution replies.
_INSPECT = [
    *[f"coverage.{verb}_sample" for verb in ("view", "draw", "check")],
    *[f"coverage.{verb}_finding" for verb in ("view", "raise", "close")],
    *[f"coverage.{verb}_anomaly" for verb in ("view", "decide")],
]
_INSPECTOR = [*_AUDIT, *_NUMBERS, *_PROGRAMS, *_INSPECT, "register.view_certificate"]
# Those whose area may be all there is here say what counts as striking.
_COMMISSION = [*_INSPECTOR, "audit.view_entry", "coverage.set_limits"]
_ROSTERS = ["people.view_roster", "people.import_roster", "people.edit_contacts"]
_PEOPLE = [*_AUDIT, *_NUMBERS, *_ROSTERS, "records.reverse_learningrecord"]
_PAIRINGS = [f"mentoring.{verb}_pairing" for verb in ("view", "add", "change")]
_MENTORING = [*_PAIRINGS, *[f"mentoring.{verb}_teachingsession" for verb in ("view", "void")]]
_ELSEWHERE = [f"credits.{verb}_recognition" for verb in ("view", "add", "check")]
_SCHEMES = ("scheme", "cohort", "syllabus", "plan", "survey")
# Editors look over what other editors wrote, and scheme managers what editors wrote; nobody what is their own.
_REVIEWS = ["exams.view_question", "exams.review_question", "exams.view_questionmedia"]
_LIVE = [f"live.{verb}_{noun}" for noun in ("lecture", "series") for verb in ("view", "add", "change")]
_MARKING = ["exams.mark_answer", "exams.decide_appeal", "exams.correct_key"]

PERMISSIONS: dict[str, list[str]] = {
    Role.INSTITUTION_MANAGER: [
        *_PEOPLE,
        *_MENTORING,
        *_ELSEWHERE,
        "schemes.nominate_traineeship",
        "schemes.view_survey",
        "register.view_certificate",
        "exams.invigilate_exam",
        *[f"coverage.{verb}_finding" for verb in ("view", "reply")],
    ],
    Role.COURSE_EDITOR: [
        *[f"exams.{verb}_{noun}" for noun in ("question", "exam") for verb in ("view", "add", "change")],
        *_REVIEWS,
        "exams.add_questionmedia",
        "exams.view_sitting",
        *_MARKING,
        "exams.invigilate_exam",
        "exams.import_question",
        *[f"wagtailimages.{verb}_image" for verb in ("add", "change", "choose")],
        *[f"wagtaildocs.{verb}_document" for verb in ("add", "change", "choose")],
        *_LIVE,
    ],
    Role.SCHEME_MANAGER: [
        *_PEOPLE,
        *_MENTORING,
        *_LIVE,
        *[f"schemes.{verb}_{noun}" for noun in _SCHEMES for verb in ("view", "add", "change")],
        "coverage.change_programme",
        "exams.view_exam",
        *_REVIEWS,
        "exams.view_sitting",
        *_MARKING,
        "exams.invigilate_exam",
        "credits.view_ruleset",
        *_ELSEWHERE,
        "credits.approve_recognition",
        "register.view_certificate",
        "register.issue_certificate",
        "register.revoke_certificate",
        "register.view_batch",
        "register.approve_batch",
        *[f"register.{verb}_{noun}" for noun in ("layout", "numberpattern") for verb in ("view", "add", "change")],
    ],
    Role.COUNTY_AUDITOR: _INSPECTOR,
    Role.CITY_AUDITOR: _COMMISSION,
    Role.PROVINCE_AUDITOR: _COMMISSION,
    Role.LINE_AUDITOR: ["coverage.view_coverage", "register.view_certificate"],
    Role.ADMINISTRATOR: [],
}

# What a role may do with pages below the home page. What editors submit goes live once a reviewer approves it.
PAGES: dict[str, list[str]] = {
    Role.COURSE_EDITOR: ["add_page", "change_page"],
    Role.SCHEME_MANAGER: ["add_page", "change_page", "publish_page"],
}
REVIEWERS = [Role.SCHEME_MANAGER]
