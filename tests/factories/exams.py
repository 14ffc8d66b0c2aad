"""Makes questions, exams and sittings."""

from datetime import UTC, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from courses.exams import models
from courses.exams.actions import Line, create_exam, write_question
from courses.exams.rules import Wording
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.factories.records import ActivityFactory, SubjectFactory

MADE = datetime(2026, 11, 1, tzinfo=UTC)
SAT = datetime(2026, 11, 19, 2, 5, tzinfo=UTC)


class QuestionFactory(DjangoModelFactory):
    class Meta:
        model = models.Question

    code = factory.Sequence(lambda n: f"q-{n:04d}")
    subject = factory.SubFactory(SubjectFactory)


class QuestionVersionFactory(DjangoModelFactory):
    class Meta:
        model = models.QuestionVersion
        skip_postgeneration_save = True

    question = factory.SubFactory(QuestionFactory)
    number = 1
    kind = models.QuestionVersion.Kind.A1
    stem = factory.Sequence(lambda n: f"第{n}题？")
    options = factory.LazyFunction(lambda: ["甲", "乙", "丙", "丁"])
    right = factory.LazyFunction(lambda: [1])
    explanation = "讲解在这里。"
    made_at = MADE

    @factory.post_generation
    def approved(self, create, extracted):
        """Approve it unless told not to: only then may a paper draw it."""
        if create and extracted is not False:
            QuestionReviewFactory(version=self)


class QuestionReviewFactory(DjangoModelFactory):
    class Meta:
        model = models.QuestionReview

    version = factory.SubFactory(QuestionVersionFactory, approved=False)
    verdict = "approved"
    at = MADE


class QuestionMediaFactory(DjangoModelFactory):
    class Meta:
        model = models.QuestionMedia

    kind = "image"
    mime = "image/png"
    file = factory.django.FileField(filename="x.png", data=b"x")
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    size = 1
    alt = "胸片"
    made_at = MADE


class ExamFactory(DjangoModelFactory):
    class Meta:
        model = models.Exam

    code = factory.Sequence(lambda n: f"exam-{n}")
    title = factory.Sequence(lambda n: f"第{n}次考试")
    activity = factory.SubFactory(ActivityFactory, kind="exam")
    organiser = factory.SubFactory(OrganisationFactory)
    duration_minutes = 60
    opens_at = datetime(2026, 11, 1, tzinfo=UTC)
    closes_at = datetime(2026, 11, 30, tzinfo=UTC)
    published = True


class BlueprintLineFactory(DjangoModelFactory):
    class Meta:
        model = models.BlueprintLine

    exam = factory.SubFactory(ExamFactory)
    subject = factory.SubFactory(SubjectFactory)
    kind = models.QuestionVersion.Kind.A1
    count = 3


class StockFactory(DjangoModelFactory):
    class Meta:
        model = models.Stock

    exam = factory.SubFactory(ExamFactory)
    digest = factory.Sequence(lambda n: f"{n:064x}")
    content = factory.LazyFunction(lambda: {"lines": [], "shuffle": True})
    made_at = MADE


class SittingFactory(DjangoModelFactory):
    class Meta:
        model = models.Sitting

    exam = factory.SubFactory(ExamFactory)
    person = factory.SubFactory(PersonFactory)
    attempt = 1
    seed = 7
    started_at = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
    deadline_at = factory.LazyAttribute(lambda sitting: sitting.started_at + timedelta(minutes=60))


class SittingItemFactory(DjangoModelFactory):
    class Meta:
        model = models.SittingItem

    sitting = factory.SubFactory(SittingFactory)
    position = factory.Sequence(lambda n: n % 30000 + 1)
    version = factory.SubFactory(QuestionVersionFactory)
    order = factory.LazyFunction(lambda: [3, 1, 0, 2])


class AnswerFactory(DjangoModelFactory):
    class Meta:
        model = models.Answer

    item = factory.SubFactory(SittingItemFactory)
    chosen = factory.LazyFunction(lambda: [1])
    sequence = 1
    saved_at = datetime(2026, 11, 19, 2, 5, tzinfo=UTC)


class AnswerEntryFactory(DjangoModelFactory):
    class Meta:
        model = models.AnswerEntry

    sitting = factory.SubFactory(SittingFactory)
    position = 1
    sequence = 1
    device = "9f1b5a9e-0000-4000-8000-000000000001"
    number = factory.Sequence(lambda n: n + 1)
    chosen = factory.LazyFunction(lambda: [1])
    received_at = SAT


class StageReachedFactory(DjangoModelFactory):
    class Meta:
        model = models.StageReached

    sitting = factory.SubFactory(SittingFactory)
    version = factory.SubFactory(QuestionVersionFactory)
    stage = 2
    at = SAT


class LateDecisionFactory(DjangoModelFactory):
    class Meta:
        model = models.LateDecision

    sitting = factory.SubFactory(SittingFactory)
    accepted = True
    reason = "断网，监考员在场证明"
    at = SAT


class PresenceFactory(DjangoModelFactory):
    class Meta:
        model = models.Presence

    sitting = factory.SubFactory(SittingFactory)
    device = "9f1b5a9e-0000-4000-8000-000000000001"
    first_seen_at = SAT
    last_seen_at = SAT


class SignalFactory(DjangoModelFactory):
    class Meta:
        model = models.Signal

    sitting = factory.SubFactory(SittingFactory)
    device = "9f1b5a9e-0000-4000-8000-000000000001"
    number = factory.Sequence(lambda n: n + 1)
    kind = "left"
    received_at = SAT


class ExtraTimeFactory(DjangoModelFactory):
    class Meta:
        model = models.ExtraTime

    exam = factory.SubFactory(ExamFactory)
    person = factory.SubFactory(PersonFactory)
    minutes = 20
    reason = "手部骨折"
    by = factory.SubFactory(PersonFactory)
    at = MADE


class ResultFactory(DjangoModelFactory):
    class Meta:
        model = models.Result

    sitting = factory.SubFactory(SittingFactory)
    number = 1
    score_hundredths = 6000
    passed = True
    cause = "closed"
    at = SAT


class MarkFactory(DjangoModelFactory):
    class Meta:
        model = models.Mark

    item = factory.SubFactory(SittingItemFactory)
    round = 1
    earned_hundredths = 100
    by = factory.SubFactory(PersonFactory)
    at = SAT


class KeyCorrectionFactory(DjangoModelFactory):
    class Meta:
        model = models.KeyCorrection

    version = factory.SubFactory(QuestionVersionFactory)
    rule = "replace"
    right = factory.LazyFunction(lambda: [2])
    reason = "原答案与指南不符"
    by = factory.SubFactory(PersonFactory)
    at = SAT


class AppealFactory(DjangoModelFactory):
    class Meta:
        model = models.Appeal

    item = factory.SubFactory(SittingItemFactory)
    text = "按新版指南应选丙"
    made_at = SAT


def fill_bank(subject=None, *, single=4, multiple=2, true_false=2):
    """Put questions of every type into the bank; the right answers are always the texts that begin with 对."""
    subject = subject or SubjectFactory()
    shapes = {
        "single": (single, ["对的", "错一", "错二", "错三"], [0]),
        "multiple": (multiple, ["对一", "错一", "对二", "错二"], [0, 2]),
        "true_false": (true_false, ["对", "错"], [0]),
    }
    for kind, (count, options, right) in shapes.items():
        for n in range(count):
            wording = Wording(kind=kind, stem=f"{kind} {n}？", options=options, right=right, explanation="讲解在这里。")
            question = write_question(code=f"{subject.code}-{kind}-{n}", subject=subject, wording=wording, at=MADE)
            QuestionReviewFactory(version=question.versions.get())
    return subject


def ready_exam(**settings):
    """Return a published exam of 4 single, 2 multiple and 2 true-or-false questions, with a bank that fills it."""
    subject = fill_bank()
    lines = [
        Line(subject=subject, kind=kind, count=n) for kind, n in (("single", 4), ("multiple", 2), ("true_false", 2))
    ]
    settings.setdefault("code", f"ready-{subject.code}")
    settings.setdefault("opens_at", datetime(2026, 11, 1, tzinfo=UTC))
    settings.setdefault("closes_at", datetime(2026, 11, 30, tzinfo=UTC))
    settings.setdefault("organiser", OrganisationFactory())
    return create_exam(title="呼吸病结业考试", lines=lines, at=MADE, **{"published": True, **settings})


def right_places(item):
    """Return the places, as shown on the paper, of an item's right options."""
    return [place for place, index in enumerate(item.order) if index in item.version.right]
