"""Two counties, one of everything in the first, and the people who come to look at it."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.db.models import Q
from wagtail.documents import get_document_model

from lms.people.roles import PERMISSIONS, Role
from tests.factories.audit import EntryFactory
from tests.factories.catalogue import BLOCK_ID, CourseFactory, LessonFactory, StudyFactory
from tests.factories.credits import CreditLineFactory, CreditRuleFactory
from tests.factories.exams import ExamFactory, QuestionVersionFactory, SittingFactory, SittingItemFactory
from tests.factories.exchange import UploadFactory
from tests.factories.jobs import JobFactory
from tests.factories.live import CheckInFactory, LectureFactory, SeatFactory, SeriesFactory
from tests.factories.mentoring import PairingFactory, TeachingSessionFactory
from tests.factories.notices import NoticeFactory
from tests.factories.people import (
    AppointmentFactory,
    DivisionFactory,
    OrganisationFactory,
    PersonFactory,
    PostFactory,
    RosterEntryFactory,
    RosterFactory,
)
from tests.factories.printing import pdf_with_badge
from tests.factories.records import ActivityFactory, LearningRecordFactory
from tests.factories.register import CertificateFactory, DoubtFactory, SignatureFactory, StatusListFactory
from tests.factories.schemes import (
    CohortFactory,
    ProgressFactory,
    RequirementFactory,
    SchemeFactory,
    TraineeshipFactory,
)

# The lecture of this Thursday has begun, the exam is open.
NOW = datetime(2026, 11, 19, 11, 10, tzinfo=UTC)
# Stands in the name of everybody and everything that is nobody's business outside the county.
SECRET = "鸢尾"


def official_of(division):
    """Return somebody with the permissions of every role over ``division``: the most anybody there can have."""
    person = AppointmentFactory(role=Role.COUNTY_AUDITOR, division=division, organisation=None).person
    wanted = Q(content_type__app_label="wagtailadmin", codename="access_admin")
    for permission in {each for role in PERMISSIONS.values() for each in role}:
        app, codename = permission.split(".")
        wanted |= Q(content_type__app_label=app, codename=codename)
    person.user_permissions.set(Permission.objects.filter(wanted))
    return person


class World:
    """One of everything, organised by one hospital, belonging to one doctor.

    ``more()`` makes another of each, and puts another into what the addresses lead to, which stays the first.

    ``places`` are the arguments of addresses by name; ``pks`` the objects that ``pk`` leads to, by namespace.
    """

    def __init__(self):
        self.county = DivisionFactory(name=f"{SECRET}县")
        self.home = OrganisationFactory(name=f"{SECRET}医院", division=self.county)
        self.owner = PersonFactory(name=f"王{SECRET}")
        PostFactory(person=self.owner, workplace=self.home)
        self.colleague = official_of(self.county)
        self.stranger = official_of(DivisionFactory(name="远县"))
        self.places, self.pks, self.count = {}, {}, 0
        self.more()

    @property
    def people(self):
        """Who walks: nobody, an official of another county, one of this county, the doctor."""
        return {"anonymous": None, "stranger": self.stranger, "colleague": self.colleague, "owner": self.owner}

    def more(self):
        """Make one of everything."""
        self.count += 1
        self._people()
        self._learning()
        self._training()
        self._desk()

    def arguments(self, name, wanted):
        """Return what the address of route ``name`` needs."""
        namespace = name.partition(":")[0]
        known = {**self.places, **({"pk": self.pks[namespace].pk} if namespace in self.pks else {})}
        missing = [each for each in wanted if each not in known]
        where = f"self._lead({namespace}=...)" if "pk" in missing else f"self._place({'=..., '.join(missing)}=...)"
        assert not missing, f"{name} leads to an object that tests/house/world.py does not make: add {where} there"
        return {each: known[each] for each in wanted}

    def kept(self, namespace, new):
        """Return the object that the addresses of ``namespace`` lead to: ``new`` where there is none yet."""
        return self.pks.setdefault(namespace, new)

    def _lead(self, **objects):
        self.pks = {**objects, **self.pks}

    def _place(self, **arguments):
        self.places = {**arguments, **self.places}

    def _people(self):
        town = DivisionFactory(name=f"{SECRET}镇", level="town", county=self.county, parent=self.county)
        roster = RosterFactory(name=f"{SECRET}名册{self.count}", keeper=self.home)
        RosterEntryFactory(roster=roster, person=self.owner, workplace=self.home)
        here = OrganisationFactory(name=f"{SECRET}院", division=self.county)
        other = PostFactory(workplace=here, person__name=f"张{SECRET}").person
        RosterEntryFactory(roster=self.kept("rosters", roster), person=other, workplace=here)
        role = AppointmentFactory(person=self.colleague, organisation=self.home)
        self.other, self.roster = other, roster
        self._lead(people=self.owner, institutions=self.home, divisions=town, appointments=role)
        self._lead(
            person_chooser=self.owner, organisation_chooser=self.home, division_chooser=town, roster_chooser=roster
        )
        self._place(place="all", person_id=self.owner.pk, roster_id=roster.pk, as_of=NOW.date())

    def _learning(self):
        check = {"question": "?", "options": [{"text": "A", "right": True}, {"text": "B", "right": False}]}
        lesson = LessonFactory(
            course=CourseFactory(), page__body=[{"type": "check", "value": check, "id": BLOCK_ID}], least_seconds=0
        )
        StudyFactory(person=self.owner, lesson=lesson)
        self._place(course_id=lesson.course_id, lesson_id=lesson.pk, block_id=UUID(BLOCK_ID))
        file = get_document_model().objects.create(title="讲义", file=ContentFile(b"%PDF-1.4", name="card.pdf"))
        self._place(document_id=file.pk, filename=file.filename)

        series = SeriesFactory(title=f"{SECRET}讲坛{self.count}", organiser=self.home)
        mentor = PostFactory(workplace=self.home, person__name=f"李{SECRET}").person
        lecture = LectureFactory(organiser=self.home, capacity=10, speaker=mentor)
        SeatFactory(lecture=lecture, doctor=self.owner)
        check_in = CheckInFactory(lecture=lecture, person=self.owner)
        CheckInFactory(lecture=self.kept("live_lectures", lecture), person=self.other)
        self._place(lecture_id=lecture.pk, check_in_id=check_in.pk)
        self._lead(live_series=series)

        version = QuestionVersionFactory(question__keeper=self.home, stem=f"{SECRET}？")
        exam = ExamFactory(organiser=self.home)
        sitting = SittingFactory(exam=exam, person=self.owner, started_at=NOW - timedelta(minutes=5))
        item = SittingItemFactory(sitting=sitting, version=version)
        self._place(exam_id=exam.pk, sitting_id=sitting.pk, position=item.position)
        self._lead(exam_questions=version.question, exam_setup=exam, exam_sittings=sitting)

        pairing = PairingFactory(mentor=mentor, mentee=self.owner, organiser=self.home)
        session = TeachingSessionFactory(pairing=self.kept("pairings", pairing))
        self._place(pairing_id=pairing.pk, session_id=session.pk)
        self._lead(teaching_sessions=session)

    def _training(self):
        scheme = SchemeFactory(name=f"{SECRET}培训", organiser=self.home)
        requirement = RequirementFactory(scheme=scheme)
        cohort = CohortFactory(scheme=scheme, roster=self.roster, name=f"{SECRET}班")
        traineeship = TraineeshipFactory(cohort=cohort, person=self.owner)
        ProgressFactory(traineeship=traineeship, requirement=requirement)
        certificate = CertificateFactory(traineeship=traineeship, file=ContentFile(pdf_with_badge(), name="one.pdf"))
        listed = StatusListFactory(
            issuer=certificate.issuer, volume=certificate.pk, credential="a.b.c", published_at=NOW
        )
        key = SignatureFactory(certificate=certificate, status_list=listed).key
        DoubtFactory(certificate=certificate)
        activity = ActivityFactory(title=f"{SECRET}课", kind="lecture")
        record = LearningRecordFactory(person=self.owner, workplace=self.home, activity=activity)
        rule = CreditRuleFactory(valid_to=date(2027, 1, 1))
        CreditLineFactory(record=record, rule=rule)
        TraineeshipFactory(cohort=self.kept("training_class", cohort), person=self.other)
        self._place(scheme_id=scheme.pk, cohort_id=cohort.pk, traineeship_id=traineeship.pk)
        self._place(key_id=key.key_id, organisation_id=listed.issuer_id, list_id=listed.pk)
        self._place(record_id=record.pk, number=certificate.number, uid=certificate.uid)
        self._lead(learning_record=record)
        self._lead(training_scheme=scheme, certificate=certificate, credit_rule=rule, scheme_activity_chooser=activity)

    def _desk(self):
        file = ContentFile(b"made", name="one.xlsx")
        job = JobFactory(owner=self.owner, title=f"{SECRET}证书", state="done", ended_at=NOW, file=file)
        JobFactory(owner=self.colleague, title=f"{SECRET}导出")
        notice = NoticeFactory(person=self.owner, title=f"{SECRET}通知")
        upload = UploadFactory(keeper=self.home, uploaded_by=self.colleague, file_name=f"{SECRET}.xlsx")
        self._place(job_id=job.pk, upload_id=upload.pk)
        EntryFactory(subject_kind="people.person", subject_id=str(self.owner.pk), subject_name=self.owner.name)
        self._lead(notices=notice)
