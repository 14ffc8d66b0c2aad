"""Makes samples, findings and anomalies."""

import zlib
from datetime import UTC, date, datetime

import factory
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.db.models import Q
from factory.django import DjangoModelFactory

from lms.coverage import models
from lms.coverage.rules.sampling import METHOD
from lms.kit import sealing
from lms.people.roles import PERMISSIONS, Role
from tests.factories.people import AppointmentFactory, OrganisationFactory, PersonFactory

WHEN = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
PICTURE = b"\xff\xd8\xff\xe0" + b"\0" * 300


class SampleFactory(DjangoModelFactory):
    class Meta:
        model = models.Sample

    title = factory.Sequence(lambda n: f"第{n}次抽查")
    drawn_from = "全县乡村医生"
    seed = "2026-11-19 03 17"
    seed_typed = True
    method = METHOD
    size = 1
    population = 1
    population_sha256 = "a" * 64
    population_list = zlib.compress(b"0b0e\t\n")
    drawn_by = factory.SubFactory(PersonFactory)
    drawn_at = WHEN


class SampledPersonFactory(DjangoModelFactory):
    class Meta:
        model = models.SampledPerson

    sample = factory.SubFactory(SampleFactory)
    position = factory.LazyAttribute(lambda each: each.sample.people.count() + 1)
    person = factory.SubFactory(PersonFactory)
    workplace = factory.SubFactory(OrganisationFactory)
    digest = "b" * 64


class SampleAssignmentFactory(DjangoModelFactory):
    class Meta:
        model = models.SampleAssignment

    sampled = factory.SubFactory(SampledPersonFactory)
    auditor = factory.SubFactory(PersonFactory)
    assigned_by = factory.SelfAttribute("auditor")
    assigned_at = WHEN


class SampleCheckFactory(DjangoModelFactory):
    class Meta:
        model = models.SampleCheck

    sampled = factory.SubFactory(SampledPersonFactory)
    item = "evidence"
    answer = "yes"
    done_on = date(2026, 11, 18)
    noted_by = factory.SubFactory(PersonFactory)
    noted_at = WHEN


class FindingFactory(DjangoModelFactory):
    class Meta:
        model = models.Finding
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"签到表第{n}页没有签名")
    text = "现场抽查时没有找到签名原件。"
    severity = "minor"
    organisation = factory.SubFactory(OrganisationFactory)
    due_on = date(2026, 12, 3)
    raised_by = factory.SubFactory(PersonFactory)
    raised_at = WHEN

    @factory.post_generation
    def steps(self, create, extracted):
        """Raise it, then take the steps given: ``[(kind, person), …]``."""
        was = ""
        for number, (kind, person) in enumerate([("raised", self.raised_by), *(extracted or [])], start=1):
            step = {"number": number, "was": was, "kind": kind, "made_by": person}
            FindingStepFactory(finding=self, **step)
            was = kind


class FindingStepFactory(DjangoModelFactory):
    class Meta:
        model = models.FindingStep

    finding = factory.SubFactory(FindingFactory)
    number = 2
    was = "raised"
    kind = "replied"
    text = "已补交。"
    made_by = factory.SubFactory(PersonFactory)
    made_at = WHEN


class AttachmentFactory(DjangoModelFactory):
    class Meta:
        model = models.Attachment

    sampled = factory.SubFactory(SampledPersonFactory)
    file = factory.LazyFunction(lambda: ContentFile(sealing.seal_bytes(PICTURE), name="one.sealed"))
    name = "照片.jpg"
    media_type = "image/jpeg"
    sha256 = "c" * 64
    added_by = factory.SubFactory(PersonFactory)
    added_at = WHEN


class AnomalyFactory(DjangoModelFactory):
    class Meta:
        model = models.Anomaly

    rule = "minutes"
    key = factory.Sequence(lambda n: f"{n:064x}")
    happened_on = date(2026, 11, 18)
    figures = {"minutes": 900, "records": 12}
    thresholds = {"minutes_a_day": 720}
    found_at = WHEN


class AnomalyLimitsFactory(DjangoModelFactory):
    class Meta:
        model = models.AnomalyLimits

    limits = {"device": {"people": 4}}
    reason = "村卫生室三人合用一部手机。"
    set_by = factory.SubFactory(PersonFactory)
    set_at = WHEN


class AnomalyPersonFactory(DjangoModelFactory):
    class Meta:
        model = models.AnomalyPerson

    anomaly = factory.SubFactory(AnomalyFactory)
    person = factory.SubFactory(PersonFactory)
    workplace = factory.SubFactory(OrganisationFactory)


class AnomalyDecisionFactory(DjangoModelFactory):
    class Meta:
        model = models.AnomalyDecision

    anomaly = factory.SubFactory(AnomalyFactory)
    outcome = "explained"
    reason = "当天集中补录。"
    decided_by = factory.SubFactory(PersonFactory)
    decided_at = WHEN


def inspector_of(division, role=Role.COUNTY_AUDITOR):
    """Return an auditor of ``division`` with everything the role may do."""
    return empowered(AppointmentFactory(role=role, division=division, organisation=None).person, role)


def answerer_of(organisation):
    """Return the manager of ``organisation`` with everything the role may do."""
    return empowered(AppointmentFactory(organisation=organisation).person, Role.INSTITUTION_MANAGER)


def empowered(person, role):
    """Give ``person`` the permissions of ``role``, as ``setup_site`` does by groups."""
    wanted = Q(content_type__app_label="wagtailadmin", codename="access_admin")
    for permission in PERMISSIONS[role]:
        app, codename = permission.split(".")
        wanted |= Q(content_type__app_label=app, codename=codename)
    person.user_permissions.set(Permission.objects.filter(wanted))
    return person
