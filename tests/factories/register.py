"""Makes number series, batches and certificates."""

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from certificates.register import models
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.factories.schemes import CohortFactory, TraineeshipFactory


class NumberSeriesFactory(DjangoModelFactory):
    class Meta:
        model = models.NumberSeries

    issuer = factory.SubFactory(OrganisationFactory)
    year = 2026
    kind = "completion"
    prefix = factory.Sequence(lambda n: f"WF-N{n}-2026-")


class BatchFactory(DjangoModelFactory):
    class Meta:
        model = models.Batch

    cohort = factory.SubFactory(CohortFactory)
    made_at = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
    made_by = factory.SubFactory(PersonFactory)


class LayoutFactory(DjangoModelFactory):
    class Meta:
        model = models.Layout

    name = factory.Sequence(lambda n: f"版式{n}")
    issuer = factory.SubFactory(OrganisationFactory)
    made_at = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
    made_by = factory.SubFactory(PersonFactory)


class LayoutVersionFactory(DjangoModelFactory):
    class Meta:
        model = models.LayoutVersion

    layout = factory.SubFactory(LayoutFactory)
    number = 1
    code = factory.LazyAttribute(lambda o: f"layout-{o.layout.pk}.{o.number}")
    design = factory.LazyFunction(
        lambda: {"title": "结业证书", "body": "参加“{scheme}”，准予结业。", "extras": [["class", "班次"]]}
    )
    made_at = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
    made_by = factory.SubFactory(PersonFactory)


class NumberPatternFactory(DjangoModelFactory):
    class Meta:
        model = models.NumberPattern

    issuer = factory.SubFactory(OrganisationFactory)
    pattern = "{issuer}-{kind}-{year}-{serial:06}"
    made_at = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
    made_by = factory.SubFactory(PersonFactory)


class RecipientFactory(DjangoModelFactory):
    class Meta:
        model = models.Recipient

    batch = factory.SubFactory(BatchFactory)
    person = factory.SubFactory(PersonFactory)
    name = factory.SelfAttribute("person.name")


class CertificateFactory(DjangoModelFactory):
    class Meta:
        model = models.Certificate

    number = factory.Sequence(lambda n: f"WF-T-2026-{n:06d}")
    traineeship = factory.SubFactory(TraineeshipFactory)
    person = factory.SelfAttribute("traineeship.person")
    issuer = factory.SelfAttribute("traineeship.cohort.organiser")
    facts = factory.LazyAttribute(
        lambda o: {
            "number": o.number,
            "name": o.person.name,
            "id_number_masked": "370702********1234",
            "scheme_title": o.traineeship.cohort.scheme.name,
            "kind_title": "结业证书",
            "body": "完成全部培训要求，准予结业。",
            "issuer": o.issuer.name,
            "issued_on": "2026-11-19",
            "verify_url": "http://127.0.0.1:8000/verify/x/",
            "extras": [["班次", o.traineeship.cohort.name]],
        }
    )
    layout_version = "apricot-1"
    file = "certificates/2026/none.pdf"
    sha256 = "0" * 64
    size = 1
    issued_at = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
    issued_by = factory.SubFactory(PersonFactory)


class FootingFactory(DjangoModelFactory):
    class Meta:
        model = models.Footing

    certificate = factory.SubFactory(CertificateFactory)
    records = factory.LazyFunction(list)


class KnownKeyFactory(DjangoModelFactory):
    class Meta:
        model = models.KnownKey

    key_id = factory.Sequence(lambda n: f"{n:043d}")
    jwk = {"kty": "EC", "crv": "P-256", "x": "x", "y": "y"}
    certificates = ""
    trial = False
    first_used_at = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
    first_used_by = factory.SubFactory(PersonFactory)


class StatusListFactory(DjangoModelFactory):
    class Meta:
        model = models.StatusList

    issuer = factory.SubFactory(OrganisationFactory)
    volume = 1


class SignatureFactory(DjangoModelFactory):
    class Meta:
        model = models.Signature

    certificate = factory.SubFactory(CertificateFactory)
    key = factory.SubFactory(KnownKeyFactory)
    signed_at = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
    time_stamped = False
    status_list = factory.SubFactory(StatusListFactory)
    status_index = factory.Sequence(lambda n: n)


class DoubtFactory(DjangoModelFactory):
    class Meta:
        model = models.Doubt

    certificate = factory.SubFactory(CertificateFactory)
    ground = "standing"
    raised_at = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


class DecisionFactory(DjangoModelFactory):
    class Meta:
        model = models.Decision

    doubt = factory.SubFactory(DoubtFactory)
    verdict = "keep"
    reason = "核实无误"
    decided_at = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
    decided_by = factory.SubFactory(PersonFactory)
