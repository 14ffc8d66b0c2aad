"""The people behind a figure of a programme, who can be covered fastest, and each person's records and evidence."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from lms.audit.models import Entry
from lms.coverage.actions import OutOfScope
from lms.coverage.queries import looks_at
from lms.coverage.tasks import export_fastest
from lms.jobs.models import Job
from lms.jobs.registry import Progress
from lms.kit.queue import drain
from lms.people.models import Appointment
from tests.factories.coverage import auditor_of
from tests.factories.credits import CreditLineFactory, CreditRuleFactory
from tests.factories.jobs import JobFactory
from tests.factories.records import LearningRecordFactory
from tests.factories.register import CertificateFactory
from tests.factories.schemes import ProgressFactory, RequirementFactory
from tests.lms.coverage.scene import NOW, Scene
from tests.lms.coverage.test_programme_pages import cost, text, url
from tests.lms.coverage.test_views import sign_in, slug

pytestmark = [pytest.mark.django_db]
ID_NUMBER = "11010519491231002X"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def scene():
    return Scene()


@pytest.fixture
def auditor(scene):
    return auditor_of(scene.counties[0])


def listed(client, scene, place="all", name="programme_people", **asked):
    page = client.get(url(scene, name, place), asked)
    return [standing.person__name for standing in page.context["page_obj"].object_list]


def test_people_are_paged_sorted_and_searched(scene, auditor):
    for n in range(51):
        scene.doctor(scene.towns[0], person__name=f"人{n:02d}")
    scene.doctor(scene.towns[1], minutes=60, person__name="完成")
    scene.count()
    client = sign_in(auditor)
    assert len(listed(client, scene)) == 50
    assert len(listed(client, scene, p=2)) == 2
    assert listed(client, scene, which="covered") == ["完成"]
    assert listed(client, scene, ordering="-hours")[0] == "完成"
    assert listed(client, scene, q="07") == ["人07"]
    assert listed(client, scene, institution=scene.institution(scene.towns[1]).name) == ["完成"]


@pytest.mark.parametrize(
    "crafted",
    [
        pytest.param({"ordering": "person__id_number_hash"}, id="sort-on-a-hidden-column"),
        pytest.param({"ordering": "-person__password"}, id="sort-on-a-secret"),
        pytest.param({"which": "nonsense"}, id="no-figure"),
        pytest.param({"by": "person__name", "value": "甲"}, id="filter-on-a-hidden-column"),
        pytest.param({"by": "credits", "value": "1; DROP"}, id="no-number"),
        pytest.param({"by": "month", "value": "2026-1'"}, id="no-month"),
        pytest.param({"p": "x"}, id="no-page"),
    ],
)
def test_what_makes_no_sense_counts_as_not_given(scene, auditor, crafted):
    scene.doctor(scene.towns[0], person__name="甲")
    scene.doctor(scene.towns[0], person__name="乙")
    scene.count()
    assert sorted(listed(sign_in(auditor), scene, **crafted)) == ["乙", "甲"]


def test_people_of_a_month_and_of_so_many_credits_are_found(scene, auditor):
    scene.doctor(scene.towns[0], minutes=60, person__name="九月")
    scene.doctor(scene.towns[0], minutes=60, on=datetime(2026, 3, 1, 4, tzinfo=UTC), person__name="三月")
    scene.count()
    client = sign_in(auditor)
    assert listed(client, scene, which="covered", by="month", value="2026-09") == ["九月"]
    assert len(listed(client, scene, by="credits", value="0")) == 2
    assert listed(client, scene, by="month", value="2026-01") == []


def test_who_has_least_left_to_do_comes_first(scene, auditor):
    scene.doctor(scene.towns[0], minutes=10, person__name="远")
    scene.doctor(scene.towns[0], minutes=50, person__name="近")
    scene.doctor(scene.towns[1], minutes=60, person__name="到")
    scene.count()
    client = sign_in(auditor)
    assert listed(client, scene, name="programme_fastest") == ["近", "远"]
    assert listed(client, scene, name="programme_fastest", ordering="-left") == ["远", "近"]
    assert listed(client, scene, name="programme_fastest", ordering="person__phone") == ["近", "远"]
    assert listed(client, scene, name="programme_fastest", q="远") == ["远"]


def test_requirements_left_put_the_nearly_complete_first():
    scene = Scene(rule=False)
    first, second = (RequirementFactory(scheme=scene.scheme, position=n, title=f"要求{n}") for n in (1, 2))
    scene.rule(covered_by="scheme", scheme=scene.scheme, target_minutes=None)
    near, far, absent = (scene.doctor(scene.towns[0], person__name=name) for name in ("近", "远", "未报名"))
    for person, met in ((near, NOW), (far, None)):
        trainee = scene.train(person, "running")
        ProgressFactory(traineeship=trainee, requirement=first, met_at=met)
        ProgressFactory(traineeship=trainee, requirement=second)
    scene.count()
    client = sign_in(auditor_of(scene.counties[0]))
    page = client.get(url(scene, "programme_fastest", "all"))
    left = {each.person__name: each.left for each in page.context["page_obj"].object_list}
    assert next(iter(left.items())) == ("近", 1)
    assert left == {"近": 1, "远": 2, "未报名": 2}
    assert absent


def test_a_certificate_leaves_what_the_nearest_class_asks_or_nothing_known():
    scene = Scene(rule=False)
    requirement = RequirementFactory(scheme=scene.scheme)
    scene.rule(covered_by="certificate", certificate_kind="completion", target_minutes=None)
    running = scene.doctor(scene.towns[0], person__name="在训")
    ProgressFactory(traineeship=scene.train(running, "running"), requirement=requirement)
    scene.doctor(scene.towns[0], person__name="未报名")
    scene.count()
    page = sign_in(auditor_of(scene.counties[0])).get(url(scene, "programme_fastest", "all"))
    assert [(each.person__name, each.left) for each in page.context["page_obj"].object_list] == [
        ("在训", 1),
        ("未报名", None),
    ]
    assert "—" in text(page)


def exported(scene, person, place="all"):
    answer = sign_in(person).post(url(scene, "programme_fastest_export", place))
    job = Job.objects.get()
    assert answer.url == reverse("jobs:job", args=[job.pk])
    drain()
    job.refresh_from_db()
    return job


def test_the_list_is_exported_with_its_sources_and_masked_numbers(scene, auditor):
    known = scene.doctor(scene.towns[0], minutes=30, person__name="=HYPERLINK(1)")
    known.set_id_number(ID_NUMBER)
    known.save()
    scene.doctor(scene.towns[1], person__name="甲")
    scene.doctor(scene.towns[2], person__name="外县人")
    scene.count()
    job = exported(scene, auditor)
    names, sources = [list(sheet.values) for sheet in load_workbook(BytesIO(job.file.read()))]
    assert [(row[0], row[6].split()[0], row[7]) for row in names[1:]] == [
        ("'=HYPERLINK(1)", "0.5", 0.5),
        ("甲", "1", 0),
    ]
    assert ID_NUMBER not in str(names)
    assert scene.programme.code in sources[1][1]
    assert [each.verb for each in Entry.objects.filter(verb__startswith="coverage.export")] == [
        "coverage.export.asked",
        "coverage.export.made",
    ]


def test_an_export_keeps_to_the_scope_of_the_moment_it_runs(scene, auditor):
    scene.doctor(scene.towns[0])
    scene.count()
    progress = Progress(JobFactory(owner=auditor))
    asked = {"programme_id": scene.programme.pk, "place": slug(scene.towns[2])}
    with pytest.raises(OutOfScope):
        export_fastest(progress, **asked)
    Appointment.objects.filter(person=auditor).update(ends_on=date(2026, 11, 1))
    auditor.groups.clear()
    with pytest.raises(OutOfScope):
        export_fastest(Progress(JobFactory(owner=type(auditor).objects.get(pk=auditor.pk))), **asked)


def test_a_person_shows_the_records_of_the_period_and_every_look_is_written_down(scene, auditor):
    person = scene.doctor(scene.towns[0], minutes=60)
    before = scene.learn(person, scene.towns[0], on=datetime(2025, 12, 31, 15, tzinfo=UTC))
    scene.count()
    client = sign_in(auditor)
    page = client.get(url(scene, "programme_person", person.pk))
    ground = page.context["ground"]
    assert (len(ground.records), ground.state, ground.left) == (1, "covered", 0)
    [item] = ground.records
    evidence = client.get(url(scene, "programme_record", person.pk, item.pk))
    assert item.source_key in text(evidence)
    assert client.get(url(scene, "programme_record", person.pk, before.pk)).status_code == 404
    assert [each.verb for each in looks_at(person)] == ["coverage.record.viewed", "coverage.person.viewed"]


def test_the_records_of_new_year_lie_in_the_year_of_the_products_clocks(scene, auditor):
    person = scene.doctor(scene.towns[0])
    # Two o'clock at night on 1 January in Shanghai is still the old year in Greenwich.
    inside = scene.learn(person, scene.towns[0], on=datetime(2025, 12, 31, 18, tzinfo=UTC))
    scene.learn(person, scene.towns[0], on=datetime(2025, 12, 31, 15, 59, tzinfo=UTC))
    scene.count()
    page = sign_in(auditor).get(url(scene, "programme_person", person.pk))
    assert page.context["ground"].records == [inside]


def test_credits_are_shown_line_by_line_with_their_rule():
    scene = Scene(rule=False)
    rule = CreditRuleFactory()
    scene.rule(
        covered_by="credits", authority=rule.rule_set.authority, target_credits_hundredths=2500, target_minutes=None
    )
    person = scene.doctor(scene.towns[0], minutes=60)
    item = person.learning_records.get()
    line = CreditLineFactory(
        person=person, record=item, rule=rule, authority=rule.rule_set.authority, earned_on=date(2026, 9, 10)
    )
    scene.count()
    client = sign_in(auditor_of(scene.counties[0]))
    page = client.get(url(scene, "programme_person", person.pk))
    assert page.context["ground"].lines == [line]
    assert rule.rule_set.document in text(page)
    assert page.context["ground"].left == 2500 - line.hundredths
    evidence = client.get(url(scene, "programme_record", person.pk, item.pk))
    assert rule.rule_set.authority in evidence.context["counts_for"][0]


def test_where_the_rule_names_no_authority_the_one_that_paid_most_is_shown(scene, auditor):
    person = scene.doctor(scene.towns[0], minutes=60)
    item = person.learning_records.get()
    said = {"person": person, "record": item, "earned_on": date(2026, 9, 10)}
    CreditLineFactory(authority="少", hundredths=50, uncapped_hundredths=50, **said)
    more = CreditLineFactory(authority="多", hundredths=70, uncapped_hundredths=70, **said)
    scene.count()
    ground = sign_in(auditor).get(url(scene, "programme_person", person.pk)).context["ground"]
    assert (ground.lines, ground.standing.credits_hundredths) == ([more], 70)


def test_a_scheme_shows_its_requirements_and_the_records_that_count():
    scene = Scene(rule=False)
    RequirementFactory(scheme=scene.scheme, title="听讲座", target=1)
    scene.rule(covered_by="scheme", scheme=scene.scheme, target_minutes=None)
    person = scene.doctor(scene.towns[0], minutes=60)
    scene.train(person, "running")
    stranger = scene.doctor(scene.towns[0])
    scene.count()
    client = sign_in(auditor_of(scene.counties[0]))
    ground = client.get(url(scene, "programme_person", person.pk)).context["ground"]
    assert [(step.state.title, len(step.records)) for step in ground.steps] == [("听讲座", 1)]
    assert client.get(url(scene, "programme_person", stranger.pk)).context["ground"].traineeship is None


def test_certificates_of_the_kind_are_shown():
    scene = Scene(rule=False)
    scene.rule(covered_by="certificate", certificate_kind="completion", target_minutes=None)
    person = scene.doctor(scene.towns[0])
    certificate = CertificateFactory(traineeship=scene.train(person, "completed"), issued_at=NOW)
    scene.count()
    page = sign_in(auditor_of(scene.counties[0])).get(url(scene, "programme_person", person.pk))
    assert page.context["ground"].certificates == [certificate]
    assert certificate.number in text(page)


def test_a_person_of_elsewhere_and_somebody_elses_record_are_not_found(scene, auditor):
    person, neighbour = scene.doctor(scene.towns[0]), scene.doctor(scene.towns[0], minutes=60)
    foreigner = scene.doctor(scene.towns[2], minutes=60)
    scene.count()
    client = sign_in(auditor)
    assert client.get(url(scene, "programme_person", foreigner.pk)).status_code == 404
    foreign = foreigner.learning_records.get()
    assert client.get(url(scene, "programme_record", foreigner.pk, foreign.pk)).status_code == 404
    item = neighbour.learning_records.get()
    assert client.get(url(scene, "programme_record", person.pk, item.pk)).status_code == 404


def test_a_person_costs_the_same_at_one_record_and_at_three(scene, auditor):
    person = scene.doctor(scene.towns[0], minutes=60)
    scene.count()
    client = sign_in(auditor)
    address = url(scene, "programme_person", person.pk)
    one = cost(client, address)
    for _n in range(2):
        item = scene.learn(person, scene.towns[0])
        CreditLineFactory(record=item, person=person, earned_on=date(2026, 9, 1))
    LearningRecordFactory(person=person, workplace=scene.institution(scene.towns[1]), happened_at=NOW)
    scene.count()
    assert cost(client, address) == one
