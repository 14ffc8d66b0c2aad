"""What nobody writes here: work sent by the back door, writes outside actions, inline script, words left in English.

Each table of exceptions says why. A fault names the file and the line.
"""

import ast
import re

import pytest

from tests.test_house import OWN_MODELS, ROOT, short, sources, templates

# Only the queue sends work; whatever a name like these is bound to, it stands somewhere in the tree.
SENDING = {"delay", "apply_async", "send_task", "signature"}
WRITING = {"save", "create", "delete", "update", "get_or_create", "update_or_create", "bulk_create", "bulk_update"}
FACES = {
    "views",
    "forms",
    "tasks",
    "receivers",
    "wagtail_hooks",
    "urls",
    "api",
    "queries",
    "rules",
    "choosers",
    "exports",
}
# "file: call" that only looks like a write to the database, and what it is.
NO_WRITES = {
    "lms/signin/views.py: process.state.update": "a dictionary in the session",
    "lms/coverage/rules/reports.py: self._hash.update": "a checksum in memory",
    "courses/live/views/checking.py: segno.make(text, error='m').save": "a picture in memory",
}
TRANSLATING = {"_", *(f"{kind}gettext{when}" for kind in ("", "n", "p", "np") for when in ("", "_lazy"))}
# Words that Chinese doctors and offices write in Latin letters.
LATIN = {"PDF", "SHA"}
# The developers' page of components is not translated.
FOR_DEVELOPERS = {"templates/lms/site/components.html"}

INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style\b|\sstyle\s*=|\son\w+\s*=|\bhx-on\b|javascript:",
    re.IGNORECASE,
)
NOT_SHOWN = re.compile(
    r"{% comment %}.*?{% endcomment %}|{% (blocktrans\w*).*?{% end\1 %}|{% block \w*class %}.*?{% endblock %}"
    r"|{#.*?#}|{%.*?%}|{{.*?}}|<!--.*?-->|<svg.*?</svg>|<script.*?</script>",
    re.DOTALL | re.IGNORECASE,
)
SPOKEN = re.compile(r"\b(?:alt|title|placeholder|aria-label)=\"([^\"]*)\"", re.IGNORECASE)


def names_in(tree):
    """Yield every name, attribute and text constant with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.attr, node.lineno
        elif isinstance(node, ast.Name):
            yield node.id, node.lineno
        elif isinstance(node, ast.alias):
            yield node.name.rpartition(".")[2], node.lineno
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value, node.lineno


def sends(source):
    # Certificates have signatures too: only those of a file that knows Celery are work.
    sending = SENDING if "celery" in source else SENDING - {"signature"}
    return [(name, line) for name, line in names_in(ast.parse(source)) if name in sending]


def writes(source):
    """Return the calls that write to the database, with their lines; a form saved without commit writes nothing."""
    return [
        (ast.unparse(node.func), node.lineno)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITING
        if not any(keyword.arg == "commit" for keyword in node.keywords)
    ]


def spoken_in_f_strings(source):
    """Return the lines with a translation inside an f-string, where no extractor of words finds it."""
    return sorted(
        {
            node.lineno
            for text in ast.walk(ast.parse(source))
            if isinstance(text, ast.JoinedStr)
            for node in ast.walk(text)
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in TRANSLATING
        }
    )


def foreign(template):
    """Return the Latin words a template shows without translating them."""
    rest = NOT_SHOWN.sub(" ", template)
    shown = [re.sub(r"<[^>]*>", " ", rest, flags=re.DOTALL), *SPOKEN.findall(rest)]
    return sorted(set(re.findall(r"[A-Za-z]{2,}", " ".join(shown))) - LATIN)


def test_only_the_queue_sends_work():
    found = [
        f"{short(path)}:{line} says {name}: use later() of lms/kit/queue.py"
        for path in sources()
        if short(path) != "lms/kit/queue.py"
        for name, line in sends(path.read_text())
    ]
    assert found == []


def test_faces_write_through_actions():
    found = [
        f"{short(path)}:{line} {call}: move it into an action, or name it in NO_WRITES of tests/house/test_bans.py"
        for path in sources()
        if FACES & set(path.relative_to(ROOT).with_suffix("").parts[2:])
        for call, line in writes(path.read_text())
        if f"{short(path)}: {call}" not in NO_WRITES
    ]
    assert found == []


def test_no_translation_hides_in_an_f_string():
    found = [
        f"{short(path)}:{line}: take the translation out of the f-string"
        for path in sources()
        for line in spoken_in_f_strings(path.read_text())
    ]
    assert found == []


def test_templates_have_no_inline_script_or_style():
    found = [
        f"{short(path)}: {match.group(0).strip()}"
        for path in templates()
        for match in INLINE.finditer(path.read_text())
    ]
    assert found == []


def test_wagtails_blocks_are_asked_for_what_wagtail_draws():
    """Of any other status it draws a warning as large as the page."""
    asked = re.compile(r'help_block status="(?!info"|warning"|critical")')
    assert [short(path) for path in templates() if asked.search(path.read_text())] == []


def test_templates_show_no_word_untranslated():
    words = {short(path): foreign(path.read_text()) for path in templates() if short(path) not in FOR_DEVELOPERS}
    assert {path: found for path, found in words.items() if found} == {}


@pytest.mark.parametrize(
    "source",
    [
        "send = current_app.send_task",
        "getattr(task, 'delay')(1)",
        "from celery import signature as s",
        "t.apply_async()",
    ],
)
def test_sending_is_seen_under_any_name(source):
    assert sends(source)


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("Person.objects.create(name='x')", True),
        ("person.save(update_fields=['name'])", True),
        ("Person.objects.filter(pk=1).update(name='x')", True),
        ("form.save(commit=False)", False),
    ],
)
def test_writing_is_seen(source, seen):
    assert bool(writes(source)) is seen


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("f\"{_('coverage')}-{day}\"", True),
        ('f\'{late and translation.pgettext_lazy("x", "y")}\'', True),
        ("words = _('coverage')\nf'{words}-{day}'", False),
    ],
)
def test_a_translation_in_an_f_string_is_seen(source, seen):
    assert bool(spoken_in_f_strings(source)) is seen


@pytest.mark.parametrize(
    "html",
    [
        '<a onkeyup="x()">',
        '<a ONFOCUS = "x()">',
        '<a href="javascript:x()">',
        '<a hx-on:click="x()">',
        '<p STYLE="color:red">',
        "<SCRIPT>x()</SCRIPT>",
    ],
)
def test_inline_script_is_seen(html):
    assert INLINE.search(html)


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>Hello</p>", ["Hello"]),
        ('<img alt="Portrait">', ["Portrait"]),
        ('{% translate "Hello" %}{% blocktranslate %}Hello{% endblocktranslate %}<p class="meta">PDF</p>', []),
    ],
)
def test_words_in_english_are_seen(html, words):
    assert foreign(html) == words


# Who did what happened at a time, where it is not the field ``…_by`` beside it: another field, or a sentence why none.
WHO = {
    "kit.Errand.created_at": "the transaction that left it",
    "kit.Errand.due_at": "a time ahead, not a deed",
    "kit.Errand.sent_at": "the queue",
    "kit.Errand.resend_at": "a time ahead, not a deed",
    "jobs.Job.created_at": "owner",
    "jobs.Job.started_at": "the worker",
    "jobs.Job.heard_at": "the worker",
    "jobs.Job.ended_at": "the worker",
    "jobs.Job.cancel_asked_at": "owner",
    "records.LearningRecord.happened_at": "person",
    "records.LearningRecord.recorded_at": "the activity it comes from",
    "exchange.Upload.checked_at": "the worker",
    "exchange.Upload.written_at": "approved_by",
    "exchange.Question.answered_at": "answered_by",
    "schemes.SurveyPaper.saved_at": "person",
    "schemes.SurveyPaper.sent_at": "person",
    "schemes.SurveyPaper.reopened_at": "person",
    "notices.Notice.created_at": "the product tells it",
    "notices.Notice.read_at": "person",
    "people.Person.joined_at": "the audit trail says it",
    "people.Person.claimed_at": "the person in the row",
    "mentoring.TeachingSession.started_at": "the pairing says who taught",
    "mentoring.TeachingSession.logged_at": "the mentor of the pairing",
    "mentoring.TeachingSession.answered_at": "the mentee of the pairing",
    "exams.Question.retired_at": "the audit trail says it",
    "exams.Exam.opens_at": "a time ahead, not a deed",
    "exams.Exam.closes_at": "a time ahead, not a deed",
    "exams.Sitting.started_at": "person",
    "exams.Sitting.deadline_at": "a time ahead, not a deed",
    "exams.Sitting.submitted_at": "closed_by",
    "exams.Exam.answers_released_at": "the audit trail says it",
    "exams.Exam.marks_released_at": "the audit trail says it",
    "exams.AnswerEntry.device_at": "the person of the sitting",
    "exams.AnswerEntry.estimated_at": "the person of the sitting",
    "exams.AnswerEntry.received_at": "the person of the sitting",
    "exams.Presence.first_seen_at": "the person of the sitting",
    "exams.Presence.last_seen_at": "the person of the sitting",
    "exams.Signal.device_at": "the person of the sitting",
    "exams.Signal.estimated_at": "the person of the sitting",
    "exams.Signal.received_at": "the person of the sitting",
    "exams.Mistake.due_at": "a time ahead, not a deed",
    "exams.Mistake.added_at": "the task that keeps mistakes books",
    "exams.Mistake.mastered_at": "person",
    "exams.AnswerTwins.found_at": "the job that looks for them",
    "exams.Appeal.made_at": "the person of the sitting",
    "exams.Regrade.done_at": "who corrected the key",
    "exams.QuestionImport.checked_at": "the worker",
    "exams.QuestionImport.written_at": "approved_by",
    "exams.Stock.made_at": "whoever began the first sitting drawn from it",
    "live.Lecture.starts_at": "a time ahead, not a deed",
    "live.Lecture.ends_at": "a time ahead, not a deed",
    "live.Lecture.settled_at": "the nightly settling",
    "live.Lecture.cancelled_at": "the audit trail says it",
    "live.Lecture.changed_at": "the audit trail says it",
    "live.Seat.taken_at": "doctor",
    "live.Seat.released_at": "doctor",
    "live.CheckIn.checked_in_at": "person",
    "catalogue.Study.started_at": "person",
    "catalogue.Study.last_seen_at": "person",
    "catalogue.Study.finished_at": "person",
    "register.Doubt.raised_at": "who took the record back, or the nightly sweep",
    "schemes.Scheme.created_at": "the audit trail says it",
    "schemes.Traineeship.returned_at": "the audit trail says it",
    "schemes.Traineeship.completed_at": "computed from the learning records",
    "schemes.SchemeVersion.frozen_at": "the audit trail says it",
    "schemes.Progress.met_at": "computed from the learning records",
    "schemes.Progress.computed_at": "computed from the learning records",
    "credits.CreditLine.computed_at": "computed from the learning records",
    "register.Signature.signed_at": "the issued_by of the certificate",
    "register.StatusList.published_at": "the worker",
    "credits.Outlook.computed_at": "the worker",
    "credits.RuleChange.done_at": "the worker",
    "coverage.Anomaly.found_at": "the nightly sweep",
    "coverage.RollUp.changed_at": "the worker",
    "coverage.RollUp.rebuilt_at": "the worker",
    "coverage.RollUp.asked_at": "the audit trail says it",
    "coverage.Standing.started_at": "computed from the learning records",
    "coverage.Standing.covered_at": "computed from the learning records",
    "api.ApiToken.made_at": "person",
    "feeds.Store.sent_at": "the worker",
    "feeds.Store.failed_at": "the worker",
}


def moments():
    """Yield each model with each of its fields that says when."""
    for model in OWN_MODELS:
        for field in model._meta.local_fields:
            if field.name.endswith("_at"):
                yield model, field.name


def test_every_when_has_its_who():
    nobody = []
    for model, when in moments():
        fields = {field.name for field in model._meta.get_fields()}
        key = f"{model._meta.label}.{when}"
        who = WHO.get(key, f"{when[:-3]}_by")
        if who not in fields and " " not in who:
            nobody.append(f'add the field {when[:-3]}_by, or to WHO of tests/house/test_bans.py: "{key}": "…",')
    assert nobody == []


def test_no_who_for_a_when_that_is_gone():
    assert set(WHO) - {f"{model._meta.label}.{when}" for model, when in moments()} == set()
