"""Did what I did count? The answer stands on every record."""

import pytest
from django.urls import reverse

from lms.desk import queries
from lms.records.actions import reverse as take_back
from tests.factories.audit import EntryFactory
from tests.factories.jobs import JobFactory
from tests.factories.people import OrganisationFactory, PersonFactory, PostFactory
from tests.factories.records import ActivityFactory, LearningRecordFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def doctor(client):
    person = PersonFactory(name="王秀兰", phone="13800138000", education="中专")
    person.set_id_number("11010519491231002X")
    person.save()
    client.force_login(person)
    return person


def test_my_facts_are_shown_masked(client, doctor):
    PostFactory(
        person=doctor,
        workplace=OrganisationFactory(name="东关村卫生室"),
        employer=OrganisationFactory(name="洛城街道卫生院"),
    )

    page = client.get("/me/").content.decode()

    assert "138****8000" in page
    assert "110105********002X" in page
    assert "东关村卫生室" in page
    assert "聘用单位：洛城街道卫生院" in page
    assert "13800138000" not in page
    assert "11010519491231002X" not in page


def test_a_person_of_whom_little_is_known_has_a_page_too(client):
    client.force_login(PersonFactory(phone=None))

    page = client.get("/me/").content.decode()

    assert page.count("<dd>—</dd>") == 2
    assert "还没有记录" in page


@pytest.mark.parametrize(
    ("outcome", "is_reversed", "said"),
    [
        pytest.param("attended", False, ("计入", "这条记录已计入"), id="counts"),
        pytest.param("failed", False, ("未合格，不计入", "这次考试没有合格"), id="failed"),
        pytest.param("attended", True, ("已撤销，不计入", "原因：签到码被转发"), id="reversed"),
    ],
)
def test_every_record_says_whether_it_counts(client, doctor, at, outcome, is_reversed, said):
    record = LearningRecordFactory(person=doctor, outcome=outcome)
    if is_reversed:
        take_back(record, by=None, reason="签到码被转发", at=at)

    page = client.get("/me/records/").content.decode()
    assert page.count('class="list__item"') == 1
    assert f">{said[0]}</span>" in page

    assert said[1] in client.get(reverse("desk:record", args=[record.pk])).content.decode()


def test_what_counts_is_summed(doctor, at):
    for outcome in ("attended", "failed", "completed"):
        record = LearningRecordFactory(person=doctor, outcome=outcome, minutes=30)
    take_back(record, by=None, reason="双方核实", at=at)
    LearningRecordFactory(minutes=500)

    assert queries.earned(doctor) == queries.Earned(records=1, minutes=30)


def test_nothing_earned_is_nought():
    assert queries.earned(PersonFactory()) == queries.Earned(records=0, minutes=0)


def test_somebody_elses_record_is_not_found(client, doctor):
    assert client.get(reverse("desk:record", args=[LearningRecordFactory().pk])).status_code == 404


def test_a_reversal_has_no_page_of_its_own(client, doctor, at):
    reversal = take_back(LearningRecordFactory(person=doctor), by=None, reason="双方核实", at=at)

    assert client.get(reverse("desk:record", args=[reversal.pk])).status_code == 404


def test_records_are_leafed_through(client, doctor):
    LearningRecordFactory.create_batch(21, person=doctor, activity=ActivityFactory())

    first, second = (client.get(f"/me/records/?page={number}").content.decode() for number in (1, 2))

    assert (first.count('class="list__item"'), second.count('class="list__item"')) == (20, 1)
    assert 'href="?page=2"' in first


def test_who_looked_is_told(client, doctor, at):
    EntryFactory(verb="coverage.record.viewed", actor_name="李核查", subject_kind="people.person", subject_id=doctor.pk)
    EntryFactory(verb="coverage.record.viewed", actor_name="别处", subject_kind="people.person", subject_id="0")

    page = client.get("/me/").content.decode()

    assert "李核查" in page
    assert "别处" not in page


@pytest.mark.parametrize("address", ["/me/", "/me/records/", "/me/records/1/"])
def test_a_visitor_is_asked_to_sign_in(client, address):
    response = client.get(address)

    assert (response.status_code, "/account/login/" in response["Location"]) == (302, True)


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("address", "queries_needed"), [("/me/", 8), ("/me/records/", 5)])
def test_pages_cost_a_constant_number_of_queries(
    client, doctor, django_assert_num_queries, number, address, queries_needed
):
    for _each in range(number):
        PostFactory(person=doctor)
        LearningRecordFactory(person=doctor)

    with django_assert_num_queries(queries_needed):
        client.get(address)


def test_work_in_the_background_is_offered_to_who_asked_for_some(client, doctor):
    assert 'href="/jobs/"' not in client.get("/me/").content.decode()

    JobFactory(owner=doctor)

    assert 'href="/jobs/"' in client.get("/me/").content.decode()
