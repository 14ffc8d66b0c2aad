"""Exempting somebody from a requirement: who, when, why, what follows, and where it is shown."""

from datetime import timedelta

import pytest
from django.urls import reverse

from certificates.schemes import actions
from certificates.schemes.models import Exemption, Progress
from lms.audit.models import Entry
from tests.certificates.people import manager_of
from tests.factories.people import PersonFactory
from tests.factories.schemes import RequirementFactory, TraineeshipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def requirement():
    return RequirementFactory(target=2, title="听讲座")


@pytest.fixture
def trainee(requirement, at):
    made = TraineeshipFactory(cohort__scheme=requirement.version.scheme, person__name="王秀英", enrolled_at=at)
    actions.recompute(cohort=made.cohort, at=at)
    return made


def test_completes_who_lacks_nothing_else_and_reopens_when_revoked(at, trainee, requirement):
    clerk, later = PersonFactory(), at + timedelta(days=1)

    held = actions.exempt(trainee, requirement, by=clerk, reason=" 已有同等证书 ", at=at)

    trainee.refresh_from_db()
    assert (trainee.state, trainee.completed_at) == ("completed", at)
    assert (held.reason, held.granted_by, Progress.objects.get().exemption) == ("已有同等证书", clerk, held)

    actions.revoke_exemption(held, by=clerk, reason="证书不符", at=later)

    trainee.refresh_from_db()
    held.refresh_from_db()
    assert (trainee.state, trainee.completed_at) == ("running", None)
    assert (held.revoked_at, held.revoked_by, held.revoke_reason) == (later, clerk, "证书不符")
    assert Progress.objects.get().exemption is None
    verbs = Entry.objects.filter(verb__startswith="schemes.exemption").order_by("pk")
    assert list(verbs.values_list("verb", "actor_name")) == [
        ("schemes.exemption.granted", str(clerk)),
        ("schemes.exemption.revoked", str(clerk)),
    ]


def test_refusals_leave_no_trace(at, trainee, requirement):
    clerk = PersonFactory()

    def exempt(**changes):
        fields = {"requirement": requirement, "reason": "已有证书", **changes}
        actions.exempt(trainee, fields.pop("requirement"), by=clerk, at=at, **fields)

    with pytest.raises(actions.ReasonMissing):
        exempt(reason=" ")
    with pytest.raises(actions.NotAsked):
        exempt(requirement=RequirementFactory())
    assert not Exemption.objects.exists()
    exempt()
    with pytest.raises(actions.AlreadyExempt, match="王秀英"):
        exempt()
    held = Exemption.objects.get()
    with pytest.raises(actions.ReasonMissing):
        actions.revoke_exemption(held, by=clerk, reason="", at=at)
    actions.revoke_exemption(held, by=clerk, reason="误免", at=at)
    with pytest.raises(actions.AlreadyRevoked):
        actions.revoke_exemption(held, by=clerk, reason="误免", at=at)
    actions.withdraw(trainee, by=clerk, reason="调离", at=at)
    with pytest.raises(actions.HasLeft):
        exempt()


def test_is_granted_and_revoked_in_the_admin_and_shown_to_everybody_who_sees_the_requirement(client, at, trainee):
    manager = manager_of(trainee.cohort.organiser)
    client.force_login(manager)
    requirement = trainee.cohort.version.requirements.get()
    page = reverse("training_class:trainee", args=[trainee.pk])

    client.post(
        reverse("training_class:exempt", args=[trainee.pk]), {"requirement": requirement.pk, "reason": "已有证书"}
    )

    assert "已有证书" in client.get(page).content.decode()
    assert "exempted: 已有证书" in client.get(reverse("training_class:page", args=[trainee.cohort_id])).content.decode()
    client.force_login(trainee.person)
    for url in (reverse("schemes:progress", args=[trainee.pk]), "/"):
        shown = client.get(url).content.decode()
        assert "xempted" in shown or "completed" in shown
    assert "已有证书" in client.get(reverse("schemes:progress", args=[trainee.pk])).content.decode()
    client.force_login(manager)

    held = Exemption.objects.get()
    client.post(reverse("training_class:revoke_exemption", args=[held.pk]), {"reason": ""})
    assert Exemption.objects.in_force().exists()
    client.post(reverse("training_class:revoke_exemption", args=[held.pk]), {"reason": "误免"})

    assert not Exemption.objects.in_force().exists()
    assert "误免" in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("reason", "asked", "said"), [("", True, "Give a reason"), ("已有证书", False, "does not ask")]
)
def test_what_is_missing_is_said(client, trainee, reason, asked, said):
    client.force_login(manager_of(trainee.cohort.organiser))
    requirement = trainee.cohort.version.requirements.get() if asked else RequirementFactory()
    data = {"requirement": requirement.pk, "reason": reason}

    page = client.post(reverse("training_class:exempt", args=[trainee.pk]), data, follow=True).content.decode()

    assert said in page
    assert not Exemption.objects.exists()
