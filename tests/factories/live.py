"""Makes series, lectures, seats and check-ins."""

from base64 import b32encode
from datetime import UTC, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from courses.live import models, pages
from lms.records.models import Activity
from tests.factories.catalogue import PageFactory, home
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.factories.records import ActivityFactory

# Thursday, 19 November 2026, 19:00 in Shanghai.
STARTS = datetime(2026, 11, 19, 11, 0, tzinfo=UTC)


class SeriesFactory(DjangoModelFactory):
    class Meta:
        model = models.Series

    title = factory.Sequence(lambda n: f"杏林大学堂{n}")
    organiser = factory.SubFactory(OrganisationFactory)


class LectureFactory(DjangoModelFactory):
    class Meta:
        model = models.Lecture

    activity = factory.SubFactory(ActivityFactory, kind=Activity.Kind.LECTURE)
    title = factory.Sequence(lambda n: f"第{n}讲")
    speaker_name = "王主任"
    organiser = factory.SubFactory(OrganisationFactory)
    starts_at = STARTS
    ends_at = factory.LazyAttribute(lambda lecture: lecture.starts_at + timedelta(minutes=90))
    venue = "门诊楼五楼会议室"
    join_url = "https://meeting.example/1"
    secret = factory.Sequence(lambda n: b32encode(f"lecture {n:012d}".encode()).decode())


class SeatFactory(DjangoModelFactory):
    class Meta:
        model = models.Seat

    lecture = factory.SubFactory(LectureFactory, capacity=10)
    doctor = factory.SubFactory(PersonFactory)
    number = factory.LazyAttribute(lambda seat: seat.lecture.seats.held().count() + 1)
    taken_at = STARTS - timedelta(days=1)


class CheckInFactory(DjangoModelFactory):
    class Meta:
        model = models.CheckIn

    lecture = factory.SubFactory(LectureFactory)
    person = factory.SubFactory(PersonFactory)
    mode = Activity.Mode.ONSITE
    checked_in_at = STARTS


class AttemptFactory(DjangoModelFactory):
    class Meta:
        model = models.Attempt

    lecture = factory.SubFactory(LectureFactory)
    person = factory.SubFactory(PersonFactory)
    at = STARTS


class SeriesPageFactory(PageFactory):
    class Meta:
        model = pages.SeriesPage

    parent = factory.LazyFunction(home)
    series = factory.SubFactory(SeriesFactory)
    introduction = "<p>每周四晚七点。</p>"
