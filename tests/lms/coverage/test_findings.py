"""A finding from being raised to being closed: who may, who is told, and what is out of turn."""

from datetime import date, timedelta

import pytest
from django.core.files.storage import FileSystemStorage

from lms.audit.models import Entry
from lms.coverage.actions import anomalies, findings
from lms.coverage.actions.attaching import Enclosure
from lms.coverage.actions.findings import Charge, raise_finding, step
from lms.coverage.models import AnomalyDecision, Attachment, Finding
from lms.coverage.queries.findings import findings_for, steps_for, steps_of
from lms.notices.models import Notice
from tests.factories.coverage import make_city, make_county
from tests.factories.inspection import (
    PICTURE,
    WHEN,
    AnomalyPersonFactory,
    FindingFactory,
    SampledPersonFactory,
    answerer_of,
    inspector_of,
)
from tests.factories.people import DivisionFactory, OrganisationFactory, PersonFactory, PostFactory

pytestmark = [pytest.mark.django_db]
DUE = date(2026, 12, 3)


@pytest.fixture(autouse=True)
def _kept_apart(tmp_path, monkeypatch):
    monkeypatch.setattr(Attachment._meta.get_field("file"), "storage", FileSystemStorage(tmp_path))


@pytest.fixture
def hospital():
    return OrganisationFactory(division=make_county(make_city()))


@pytest.fixture
def auditor(hospital):
    return inspector_of(hospital.division)


@pytest.fixture
def manager(hospital):
    return answerer_of(hospital)


def charge(hospital, **other):
    said = {"title": "签到表没有签名", "text": "抽查时没有找到原件。", "severity": "serious", "due_on": DUE}
    return Charge(organisation=hospital, **{**said, **other})


def told(person):
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("kind", flat=True))


def test_the_whole_way_is_dated_and_told_to_the_other_side(hospital, auditor, manager):
    finding = raise_finding(charge(hospital), by=auditor, at=WHEN)
    later = WHEN + timedelta(hours=1)
    step(finding, "replied", "已补签。", by=manager, at=later, enclosures=[Enclosure("签到表.pdf", b"%PDF-1.7")])
    step(finding, "returned", "看不清，请重拍。", by=auditor, at=later)
    step(finding, "replied", "重拍如下。", by=manager, at=later, enclosures=[Enclosure("1.jpg", PICTURE)])
    step(finding, "accepted", "", by=auditor, at=later)
    step(finding, "closed", "已核对原件。", by=auditor, at=later)
    step(finding, "reopened", "复查又发现一次。", by=auditor, at=later)

    kinds = ["raised", "replied", "returned", "replied", "accepted", "closed", "reopened"]
    steps = steps_of(finding)
    assert [each.kind for each in steps] == kinds
    assert [each.was for each in steps] == ["", *kinds[:-1]]
    assert [len(each.attachments.all()) for each in steps] == [0, 1, 0, 1, 0, 0, 0]
    assert told(manager) == [f"coverage.finding.{kind}" for kind in kinds if kind != "replied"]
    assert told(auditor) == ["coverage.finding.replied"] * 2
    assert Notice.objects.first().url == f"/admin/coverage/findings/{finding.pk}/"
    assert Entry.objects.filter(verb__startswith="coverage.finding.").count() == 7


def test_the_manager_of_the_parent_answers_for_its_clinic_and_a_stranger_sees_nothing(hospital, auditor, manager):
    clinic = OrganisationFactory(division=hospital.division, parent=hospital)
    finding = raise_finding(charge(clinic), by=auditor, at=WHEN)

    assert told(manager) == ["coverage.finding.raised"]
    assert list(findings_for(manager)) == [finding]
    for person in (answerer_of(OrganisationFactory()), inspector_of(DivisionFactory()), PersonFactory()):
        assert not findings_for(person).exists()
    assert findings_for(PersonFactory(is_superuser=True)).get().state == "raised"


def test_whoever_replied_neither_accepts_nor_closes(hospital, auditor, manager):
    manager.user_permissions.add(*auditor.user_permissions.filter(codename="close_finding"))
    other = answerer_of(hospital)
    finding = FindingFactory(organisation=hospital, raised_by=auditor, steps=[("replied", manager)])

    assert steps_for(manager, steps_of(finding)) == ["replied", "returned"]
    for kind in ("accepted", "returned"):
        person = manager if kind == "accepted" else other
        with pytest.raises(findings.OwnReply if kind == "accepted" else findings.MayNotStep):
            step(finding, kind, "好", by=person, at=WHEN)


def test_nobody_is_told_of_what_they_did_themselves(hospital, auditor, manager):
    auditor.user_permissions.add(*manager.user_permissions.filter(codename="reply_finding"))
    finding = raise_finding(charge(hospital), by=auditor, at=WHEN)

    step(finding, "replied", "代机构回复。", by=auditor, at=WHEN)

    assert told(auditor) == []
    assert told(manager) == ["coverage.finding.raised"]


def test_steps_out_of_turn_are_refused_with_the_state(hospital, auditor, manager):
    finding = FindingFactory(organisation=hospital, raised_by=auditor)

    with pytest.raises(findings.OutOfTurn) as refusal:
        step(finding, "closed", "x", by=auditor, at=WHEN)
    assert str(refusal.value.data["state"]) in str(refusal.value)
    with pytest.raises(findings.NothingSaid):
        step(finding, "replied", "  ", by=manager, at=WHEN)
    with pytest.raises(findings.MayNotStep):
        step(finding, "replied", "x", by=auditor, at=WHEN)
    with pytest.raises(findings.MayNotStep):
        step(finding, "replied", "x", by=answerer_of(OrganisationFactory()), at=WHEN)
    assert finding.steps.count() == 1


def test_a_finding_is_raised_where_one_audits_and_for_a_day_to_come(hospital, auditor, manager):
    for person in (manager, inspector_of(DivisionFactory())):
        with pytest.raises(findings.MayNotRaise):
            raise_finding(charge(hospital), by=person, at=WHEN)
    with pytest.raises(findings.MayNotRaise):
        raise_finding(charge(hospital, person=PostFactory().person), by=auditor, at=WHEN)
    with pytest.raises(findings.DueInThePast):
        raise_finding(charge(hospital, due_on=date(2026, 11, 18)), by=auditor, at=WHEN)
    assert not Finding.objects.exists()


@pytest.mark.parametrize("known_by", ["post", "sample", "anomaly"])
def test_a_finding_names_whom_the_auditor_sees(hospital, auditor, known_by):
    about = {}
    if known_by == "post":
        about["person"] = PostFactory(workplace=hospital).person
    elif known_by == "sample":
        sampled = SampledPersonFactory(workplace=hospital)
        about |= {"person": sampled.person, "sample": sampled.sample}
    else:
        noticed = AnomalyPersonFactory(workplace=hospital)
        about |= {"person": noticed.person, "anomaly": noticed.anomaly}

    finding = raise_finding(charge(hospital, **about), by=auditor, at=WHEN)

    assert finding.person == about["person"]


def test_a_finding_from_an_anomaly_decides_on_it_once(hospital, auditor):
    anomaly = AnomalyPersonFactory(workplace=hospital).anomaly

    raise_finding(charge(hospital, anomaly=anomaly), by=auditor, at=WHEN)

    decision = AnomalyDecision.objects.get()
    assert (decision.anomaly, decision.outcome, decision.reason) == (anomaly, "finding", "签到表没有签名")
    with pytest.raises(anomalies.AlreadyDecided):
        anomalies.decide(anomaly, "explained", "弄错了", by=auditor, at=WHEN)


@pytest.mark.parametrize(("due_on", "late"), [(date(2026, 11, 18), True), (date(2026, 11, 19), False)])
def test_what_waits_for_the_institution_is_late_after_its_day(hospital, manager, due_on, late):
    waiting = FindingFactory(organisation=hospital, due_on=due_on)
    FindingFactory(organisation=hospital, due_on=due_on, steps=[("replied", manager)])

    found = Finding.objects.with_state().overdue(date(2026, 11, 19))

    assert list(found) == ([waiting] if late else [])
