"""Two counties, one of everything in the first, and the people who come to look at it."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.db.models import Q
from wagtail.documents import get_document_model

from certificates.register.models import Kind
from lms.coverage.actions import rebuild
from lms.people.roles import PERMISSIONS, Role
from lms.records.actions import seal
from tests.factories.audit import EntryFactory
from tests.factories.catalogue import BLOCK_ID, CourseFactory, LessonFactory, StudyFactory
from tests.factories.coverage import (
    ProgrammeFactory,
    ProgrammeVersionFactory,
    ReportComparisonFactory,
    ReportFactory,
    ReportLineFactory,
    figures_of,
)
from tests.factories.credits import (
    CreditLineFactory,
    CreditRuleFactory,
    RecognitionFactory,
    RuleChangeFactory,
    RuleChangeRowFactory,
)
from tests.factories.exams import (
    AnswerEntryFactory,
    AnswerTwinsFactory,
    AppealFactory,
    ExamFactory,
    KeyCorrectionFactory,
    MistakeFactory,
    QuestionImportFactory,
    QuestionImportFaultFactory,
    QuestionMediaFactory,
    QuestionVersionFactory,
    RegradeFactory,
    ResultFactory,
    SignalFactory,
    SittingFactory,
    SittingItemFactory,
)
from tests.factories.exchange import UploadFactory
from tests.factories.inspection import (
    AnomalyFactory,
    AnomalyPersonFactory,
    AttachmentFactory,
    FindingFactory,
    SampledPersonFactory,
    SampleFactory,
)
from tests.factories.jobs import JobFactory
from tests.factories.live import CheckInFactory, LectureFactory, SeatFactory, SeriesFactory
from tests.factories.mentoring import PairingFactory, TeachingSessionFactory
from tests.factories.notices import NoticeFactory
from tests.factories.outward import ApiTokenFactory, StoreFactory
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
from tests.factories.register import (
    BatchFactory,
    CertificateFactory,
    DoubtFactory,
    LayoutFactory,
    LayoutVersionFactory,
    NumberPatternFactory,
    SignatureFactory,
    StatusListFactory,
)
from tests.factories.schemes import (
    ClassReportFactory,
    ClassSessionFactory,
    CohortFactory,
    CountyShareFactory,
    ExemptionFactory,
    PlanFactory,
    PlanUnitFactory,
    ProgressFactory,
    RequirementFactory,
    SchemeFactory,
    SurveyPaperFactory,
    SurveyRoundFactory,
    SurveyVersionFactory,
    SyllabusUnitFactory,
    TraineeshipChangeFactory,
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
        self._surveyed()
        self._elsewhere()
        self._inspected()
        self._desk()
        self._frozen()
        self._lead(seals=seal(at=NOW))
        self._outward()
        self._promised()

    def arguments(self, name, wanted):
        """Return what the address of route ``name`` needs."""
        namespace = name.partition(":")[0]
        known = {**self.places, **({"pk": self.pks[namespace].pk} if namespace in self.pks else {})}
        missing = [each for each in wanted if each not in known]
        where = f"self._lead({namespace}=...)" if "pk" in missing else f"self._place({'=..., '.join(missing)}=...)"
        assert not missing, f"{name} leads to an object that tests/house/world.py does not make: add {where} there"
        return {each: known[each] for each in wanted}

    def _frozen(self):
        uid = uuid4()
        kept = self.kept("frozen", uid)
        ReportLineFactory(report_id=uid, report=None, person=self.owner, name=self.owner.name)
        ReportLineFactory(report_id=uid, report=None, person=self.other, name=self.other.name)
        about = {"division": self.county, "roster": self.roster, "figures": figures_of(f"{SECRET}院", 2)}
        report = ReportFactory(pk=uid, due=2, **about)
        made = ReportComparisonFactory(report=report)
        self._place(frozen_id=kept, comparison_id=made.pk)

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
        self._place(icon_name="192", rest="nothing")
        self._place(person_uid=self.owner.uid)

    def _learning(self):
        check = {"question": "?", "options": [{"text": "A", "right": True}, {"text": "B", "right": False}]}
        file = get_document_model().objects.create(title="讲义", file=ContentFile(b"%PDF-1.4", name="card.pdf"))
        body = [
            {"type": "check", "value": check, "id": BLOCK_ID},
            {"type": "document", "value": {"file": file.pk, "title": "讲义"}},
        ]
        lesson = LessonFactory(course=CourseFactory(), page__body=body, least_seconds=0)
        StudyFactory(person=self.owner, lesson=lesson)
        self._place(course_id=lesson.course_id, lesson_id=lesson.pk, block_id=UUID(BLOCK_ID))
        self._place(document_id=file.pk, filename=file.filename)

        series = SeriesFactory(title=f"{SECRET}讲坛{self.count}", organiser=self.home)
        mentor = PostFactory(workplace=self.home, person__name=f"李{SECRET}").person
        lecture = LectureFactory(organiser=self.home, capacity=10, speaker=mentor)
        SeatFactory(lecture=lecture, doctor=self.owner)
        check_in = CheckInFactory(lecture=lecture, person=self.owner)
        CheckInFactory(lecture=self.kept("live_lectures", lecture), person=self.other)
        self._place(lecture_id=lecture.pk, check_in_id=check_in.pk)
        self._lead(live_series=series)

        media = QuestionMediaFactory(made_by=self.owner, alt=f"{SECRET}片")
        version = QuestionVersionFactory(question__keeper=self.home, stem=f"{SECRET}？{media.marker()}")
        waiting = QuestionVersionFactory(question__keeper=self.home, stem=f"{SECRET}。", approved=False)
        self._place(version_id=waiting.pk, media_uid=media.uid.hex)
        exam = ExamFactory(organiser=self.home)
        sitting = SittingFactory(exam=exam, person=self.owner, started_at=NOW - timedelta(minutes=5))
        item = SittingItemFactory(sitting=sitting, version=version)
        AnswerEntryFactory(sitting=sitting, position=item.position, late=True)
        self._place(exam_id=exam.pk, sitting_id=sitting.pk, position=item.position)
        self._lead(exam_questions=version.question, exam_setup=exam, exam_sittings=sitting, exam_media=media)
        self._marked(exam, version)
        self._watched(exam, version)

        pairing = PairingFactory(mentor=mentor, mentee=self.owner, organiser=self.home)
        session = TeachingSessionFactory(pairing=self.kept("pairings", pairing))
        self._place(pairing_id=pairing.pk, session_id=session.pk)
        self._lead(teaching_sessions=session)

    def _marked(self, exam, version):
        """A paper that is handed in: with a written answer to mark, an appeal, and a key that was corrected."""
        closed = {"submitted_at": NOW, "closed_by": "person", "score_hundredths": 0, "passed": False}
        sitting = SittingFactory(exam=exam, person=self.other, started_at=NOW - timedelta(minutes=50), **closed)
        written = QuestionVersionFactory(question__keeper=self.home, kind="short", options=[], right=[])
        SittingItemFactory(sitting=sitting, position=2, version=self.kept("written", written), text=f"{SECRET}答")
        item = SittingItemFactory(sitting=sitting, position=1, version=version, chosen=[0], earned_hundredths=0)
        appeal = AppealFactory(item=item, text=f"{SECRET}异议")
        correction = KeyCorrectionFactory(version=version, reason=f"{SECRET}理由")
        regrade = RegradeFactory(correction=correction)
        ResultFactory(sitting=sitting)
        ResultFactory(sitting=sitting, number=2, passed=False, cause="key", correction=correction)
        self._place(written_id=written.pk, version_id=version.pk, part=0)
        self._place(appeal_id=appeal.pk, regrade_id=regrade.pk)

    def _watched(self, exam, version):
        """Have somebody else finish the exam, with an answer that was wrong, a paper too alike and a signal."""
        ended = {"submitted_at": NOW, "closed_by": "person", "score_hundredths": 5000, "passed": False}
        over = SittingFactory(exam=self.kept("exam_setup", exam), person=self.other, attempt=2, **ended)
        alike = SittingFactory(exam=over.exam, person__name=f"钱{SECRET}", **ended)
        SignalFactory(sitting=over, estimated_at=NOW - timedelta(minutes=2))
        AnswerTwinsFactory(first=over, second=alike)
        wrong = SittingItemFactory(sitting=over, version=version, chosen=[0], earned_hundredths=0)
        mistake = MistakeFactory(item=wrong, person=self.owner)
        self._place(asked_id=version.pk, part=0, mistake_id=mistake.pk)

    def _training(self):
        scheme = SchemeFactory(name=f"{SECRET}培训", organiser=self.home)
        requirement = RequirementFactory(scheme=scheme)
        # A syllabus is an authority's published document, and no secret.
        unit = SyllabusUnitFactory(syllabus__keeper=self.home)
        plan = PlanFactory(syllabus=unit.syllabus, organiser=self.home, name=f"{SECRET}方案{self.count}")
        PlanUnitFactory(plan=plan, unit=unit)
        cohort = CohortFactory(
            scheme=scheme,
            roster=self.roster,
            name=f"{SECRET}班",
            plan=plan,
            due_roster=self.roster,
            places=20,
            apply_until=date(2026, 12, 1),
        )
        open_class = self.kept("training_class", cohort)
        ClassSessionFactory(cohort=open_class, unit=unit, title="", teacher=self.owner)
        CountyShareFactory(cohort=open_class, county=DivisionFactory(name=f"{SECRET}区", parent=self.county))
        TraineeshipFactory(cohort=open_class, person__name=f"赵{SECRET}", state="applied", enrolled_at=None)
        traineeship = TraineeshipFactory(cohort=cohort, person=self.owner)
        TraineeshipChangeFactory(traineeship=traineeship)
        exemption = ExemptionFactory(traineeship=traineeship, requirement=requirement, granted_by=self.other)
        ProgressFactory(traineeship=traineeship, requirement=requirement, exemption=exemption)
        self._certified(traineeship)
        activity = ActivityFactory(title=f"{SECRET}课", kind="lecture")
        record = LearningRecordFactory(person=self.owner, workplace=self.home, activity=activity)
        TraineeshipFactory(cohort=self.kept("training_class", cohort), person=self.other)
        report = ClassReportFactory(cohort=self.kept("training_class", cohort), file_name=f"{SECRET}.zip")
        self._place(report_id=report.pk, exemption_id=exemption.pk, syllabus_id=unit.syllabus_id)
        self._place(scheme_id=scheme.pk, cohort_id=cohort.pk, traineeship_id=traineeship.pk, record_id=record.pk)
        self._lead(training_syllabus=unit.syllabus, training_plan=plan, training_scheme=scheme)
        self._lead(learning_record=record, scheme_activity_chooser=activity)
        self._credited(record)

    def _certified(self, traineeship):
        certificate = CertificateFactory(traineeship=traineeship, file=ContentFile(pdf_with_badge(), name="one.pdf"))
        listed = StatusListFactory(
            issuer=certificate.issuer, volume=certificate.pk, credential="a.b.c", published_at=NOW
        )
        key = SignatureFactory(certificate=certificate, status_list=listed).key
        DoubtFactory(certificate=certificate)
        layout = LayoutVersionFactory(layout=LayoutFactory(name=f"{SECRET}版式", issuer=self.home)).layout
        pattern = NumberPatternFactory(issuer=self.home, kind=["", *Kind.values][self.count])
        batch = BatchFactory(cohort=traineeship.cohort, digest="x", proposal={"due": [], "left": []})
        self._place(form="zip", key_id=key.key_id, organisation_id=listed.issuer_id, list_id=listed.pk)
        self._place(number=certificate.number, uid=certificate.uid)
        self._lead(certificate_layout=layout, certificate_number=pattern, certificate_batch=batch)
        self._lead(certificate=certificate)

    def _credited(self, record):
        rule = CreditRuleFactory(valid_to=date(2027, 1, 1))
        CreditLineFactory(record=record, rule=rule)
        change = RuleChangeFactory(state="ready")
        RuleChangeRowFactory(change=change, person=self.owner)
        self._place(set_id=rule.rule_set_id, change_id=change.pk, step="again")
        self._lead(credit_rule_set=rule.rule_set)

    def _surveyed(self):
        form = SurveyVersionFactory(survey__organiser=self.home, survey__title=f"{SECRET}调查")
        asked = SurveyRoundFactory(version=self.kept("survey_versions", form), roster=self.roster)
        paper = SurveyPaperFactory(round=asked, person=self.owner, workplace=self.home)
        SurveyPaperFactory(round=self.kept("survey_rounds", asked), person=self.other)
        self._place(survey_id=form.survey_id, round_id=asked.pk, paper_id=paper.pk, page_number=1)
        self._lead(survey=form.survey)

    def _promised(self):
        programme = ProgrammeFactory(keeper=self.home, division=self.county, name=f"{SECRET}计划{self.count}")
        ProgrammeVersionFactory(programme=programme, number=1)
        rebuild(self.kept("programmes", programme), day=NOW.date(), at=NOW)
        self._place(programme_id=programme.pk, key=programme.pk)

    def _elsewhere(self):
        handed_in = RecognitionFactory(person=self.owner, title=f"{SECRET}外训", number=f"{SECRET}{self.count}")
        RecognitionFactory(person=self.other, title=f"{SECRET}外训二")
        self._place(recognition_id=handed_in.pk)
        self._lead(recognition=handed_in)

    def _inspected(self):
        source = {"place": f"division-{self.county.pk}"}
        sample = SampleFactory(title=f"{SECRET}抽查", drawn_by=self.colleague, source=source)
        first = self.kept("samples", sample)
        place = self.places["position"]
        sampled = SampledPersonFactory(sample=sample, position=place, person=self.owner, workplace=self.home)
        if first != sample:
            more = {"position": place + self.count, "person__name": f"孙{SECRET}"}
            SampledPersonFactory(sample=first, workplace=self.home, **more)
        finding = FindingFactory(organisation=self.home, title=f"{SECRET}无签名", person=self.owner, sample=sample)
        concerned = AnomalyPersonFactory(anomaly=AnomalyFactory(), person=self.owner, workplace=self.home)
        file = AttachmentFactory(sampled=sampled)
        self._place(sample_id=sample.pk, finding_id=finding.pk, anomaly_id=concerned.anomaly_id)
        self._place(attachment_id=file.pk, kind="closed")

    def _desk(self):
        file = ContentFile(b"made", name="one.xlsx")
        job = JobFactory(owner=self.owner, title=f"{SECRET}证书", state="done", ended_at=NOW, file=file)
        JobFactory(owner=self.colleague, title=f"{SECRET}导出")
        notice = NoticeFactory(person=self.owner, title=f"{SECRET}通知")
        upload = UploadFactory(keeper=self.home, uploaded_by=self.colleague, file_name=f"{SECRET}.xlsx")
        questions = QuestionImportFactory(keeper=self.home, uploaded_by=self.colleague, file_name=f"{SECRET}.xlsx")
        QuestionImportFaultFactory(upload=questions)
        self._place(import_id=questions.pk)
        self._place(job_id=job.pk, upload_id=upload.pk)
        about = {"subject_kind": "people.person", "subject_id": str(self.owner.pk), "subject_name": self.owner.name}
        EntryFactory(**about, verb="coverage.person.viewed")
        self._lead(notices=notice)

    def _outward(self):
        token = ApiTokenFactory(person=self.colleague, name=f"{SECRET}平台", made_at=NOW)
        store = StoreFactory(name=f"{SECRET}库{self.count}")
        self._place(store_id=store.pk)
        self._lead(api_token=token)
