"""An installation to measure: schema, cache table, the phone site's static files, and people with work behind them."""

from datetime import date, timedelta

from django.core.management import call_command
from django.utils import timezone

from certificates.schemes import models as schemes
from lms.people.models import Person
from tests.factories import catalogue, people, records
from tests.factories import schemes as classes


def install() -> None:
    """Bring the empty data folder to where the phone site can be served."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("setup_site", verbosity=0)
    # The admin's own files are many and no doctor loads them.
    call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=["wagtail*", "admin*", "vendor*"])


def doctor() -> Person:
    """Return a village doctor with a post."""
    person = people.PersonFactory(name="王秀兰")
    people.PostFactory(person=person)
    return person


def burden(person: Person, *, size: int) -> None:
    """Give ``person`` ``size`` more classes, courses of three lessons, and 20 records for each."""
    now = timezone.now()
    for _each in range(size):
        cohort = classes.CohortFactory(ends_on=date(now.year + 1, 12, 31))
        trainee = classes.TraineeshipFactory(cohort=cohort, person=person)
        for position, kind in enumerate(("course", "lecture", "practical", "teaching", "exam")):
            requirement = classes.RequirementFactory(
                scheme=cohort.scheme, position=position, title=f"要求 {position}", target=2, activity_kind=kind
            )
            classes.ProgressFactory(traineeship=trainee, requirement=requirement)
        course = catalogue.CourseFactory()
        lessons = [catalogue.LessonFactory(course=course) for _lesson in range(3)]
        catalogue.StudyFactory(person=person, lesson=lessons[0])
        for number in range(20):
            records.LearningRecordFactory(
                person=person, activity=lessons[number % 3].activity, happened_at=now - timedelta(days=number)
            )
    assert schemes.Scheme.objects.count() >= size
