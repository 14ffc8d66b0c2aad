"""The phone's pages: who gets in, what they show, and what they never show."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from courses.exams import actions
from courses.exams.models import Answer, Exam, Sitting
from lms.records.models import LearningRecord
from tests.factories.catalogue import CourseIndexPageFactory
from tests.factories.exams import QuestionVersionFactory, ready_exam, right_places
from tests.factories.people import AppointmentFactory, PersonFactory, PostFactory, RosterEntryFactory, RosterFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(at, time_machine):
    time_machine.move_to(at, tick=False)


@pytest.fixture
def exam():
    return ready_exam()


@pytest.fixture
def doctor():
    return PersonFactory()


@pytest.fixture
def sitting(exam, doctor, at):
    return actions.start_sitting(exam=exam, person=doctor, at=at, seed=3)


@pytest.fixture
def phone(client, doctor):
    client.force_login(doctor)
    return client


def answer_url(sitting, position):
    return reverse("exams:answer", args=[sitting.pk, position])


def save(phone, sitting, position, *chosen, **fields):
    data = {f"chosen-{position}": [str(place) for place in chosen], f"seen-{position}": "0", **fields}
    return phone.post(answer_url(sitting, position), data, headers={"HX-Request": "true"})


def whole_form(sitting, chosen, then):
    data = {f"seen-{item.position}": "0" for item in sitting.items.all()}
    data |= {f"chosen-{position}": [str(place) for place in places] for position, places in chosen.items()}
    return {**data, "then": then}


def test_the_list_names_open_coming_and_finished_exams(phone, exam, at):
    ready_exam(opens_at=at + timedelta(days=1), closes_at=at + timedelta(days=2))
    ready_exam(opens_at=at - timedelta(days=2), closes_at=at - timedelta(days=1))
    ready_exam(published=False)

    response = phone.get(reverse("exams:list"))

    assert [row.exam for row in response.context["now_rows"]] == [exam]
    assert [len(response.context[name]) for name in ("coming", "over")] == [1, 1]


@pytest.mark.parametrize("exams", [1, 3])
def test_the_list_takes_the_same_queries_at_any_length(phone, exams, at, django_assert_num_queries):
    for _ in range(exams):
        sitting = actions.start_sitting(exam=ready_exam(), person=PersonFactory(), at=at)
        actions.submit_sitting(sitting=sitting, at=at)

    with django_assert_num_queries(5):
        phone.get(reverse("exams:list"))


def test_an_exam_for_a_roster_is_for_those_on_it(client, doctor):
    roster = RosterFactory()
    RosterEntryFactory(roster=roster, person=doctor)
    other = RosterEntryFactory(person=doctor).roster
    left = RosterEntryFactory(roster=roster, left_on=date(2026, 4, 1)).person
    exam = ready_exam(rosters=[roster, other])
    assert list(Exam.objects.meant_for(doctor)) == [exam]

    for person, status in [(doctor, 200), (PersonFactory(), 404), (left, 404)]:
        client.force_login(person)
        assert client.get(reverse("exams:exam", args=[exam.pk])).status_code == status
        assert client.post(reverse("exams:start", args=[exam.pk])).status_code == (302 if status == 200 else 404)


@pytest.mark.parametrize(
    ("closes_at", "said"),
    [
        pytest.param(datetime(2026, 12, 31, 15, 59, tzinfo=UTC), " 12-31 23:59", id="this-year"),
        pytest.param(datetime(2027, 1, 25, 15, 59, tzinfo=UTC), "2027-1-25 23:59", id="next-year"),
    ],
)
def test_a_row_says_the_year_where_it_is_another(phone, closes_at, said):
    ready_exam(closes_at=closes_at)

    page = " ".join(phone.get(reverse("exams:list")).content.decode().replace(">", " ").split())

    assert said.strip() in page
    assert ("2026-12-31" in page) is False


@pytest.mark.parametrize("page", ["/me/", "/courses/"])
def test_the_exams_are_a_tap_away(phone, page):
    CourseIndexPageFactory()

    assert f'href="{reverse("exams:list")}"' in phone.get(page).content.decode()


def test_start_leads_to_the_paper_and_a_second_tap_to_the_same(phone, exam):
    first = phone.post(reverse("exams:start", args=[exam.pk]))
    second = phone.post(reverse("exams:start", args=[exam.pk]))

    assert first.url == second.url == reverse("exams:sitting", args=[Sitting.objects.get().pk])


def test_start_refused_says_why(phone, at):
    exam = ready_exam(opens_at=at + timedelta(days=1), closes_at=at + timedelta(days=2))

    response = phone.post(reverse("exams:start", args=[exam.pk]), follow=True)

    assert [str(message) for message in response.context["messages"]] == [str(actions.ExamNotOpen())]
    assert not Sitting.objects.exists()


def test_the_paper_is_the_same_after_a_reload_and_holds_what_was_saved(phone, sitting):
    save(phone, sitting, 2, 1)

    first, again = (phone.get(reverse("exams:sitting", args=[sitting.pk])) for _ in range(2))

    item = again.context["items"][1]
    assert [option.chosen for option in item.options] == [False, True, False, False]
    assert again.context["answered"] == 1
    assert again.context["remaining"] == 3600
    assert [i.stem for i in first.context["items"]] == [i.stem for i in again.context["items"]]
    assert Sitting.objects.count() == 1


@pytest.mark.parametrize("questions", [1, 3])
def test_the_paper_takes_the_same_queries_at_any_length(phone, doctor, questions, at, django_assert_num_queries):
    from tests.factories.exams import SittingFactory, SittingItemFactory

    sitting = SittingFactory(person=doctor, started_at=at)
    for _ in range(questions):
        SittingItemFactory(sitting=sitting)

    with django_assert_num_queries(4):
        phone.get(reverse("exams:sitting", args=[sitting.pk]))


def test_a_save_says_when_it_was_saved_and_how_long_is_left(phone, sitting):
    response = save(phone, sitting, 1, 2, sequence="1")

    assert response.status_code == 200
    assert "10:00" in response.content.decode()
    assert 'name="seen-1" value="1"' in response.content.decode()
    assert response["X-Remaining"] == "3600"


def test_a_save_without_a_sequence_follows_what_the_page_had_seen(phone, sitting):
    save(phone, sitting, 1, 2)

    assert Answer.objects.get().sequence == 1


@pytest.mark.parametrize(
    ("position", "chosen", "fields", "refused"),
    [
        pytest.param(99, ["0"], {}, (404, "not_on_paper"), id="not-on-the-paper"),
        pytest.param(1, ["0", "1"], {}, (422, "answer_malformed"), id="two-for-single"),
        pytest.param(1, ["x"], {}, (422, "answer_malformed"), id="no-number"),
        pytest.param(1, ["-1"], {}, (422, "answer_malformed"), id="negative"),
        pytest.param(1, ["٣"], {}, (422, "answer_malformed"), id="foreign-digit"),
        pytest.param(1, ["0"], {"sequence": "99999999"}, (422, "answer_malformed"), id="sequence-beyond-reason"),
        pytest.param(1, ["0"], {"sequence": "9" * 40}, (422, "answer_malformed"), id="sequence-of-forty-digits"),
        pytest.param(1, ["0"], {"sequence": ""}, (422, "answer_malformed"), id="no-sequence"),
    ],
)
def test_a_bad_save_is_refused_with_a_code(phone, sitting, position, chosen, fields, refused):
    response = save(phone, sitting, position, *chosen, **fields)

    assert (response.status_code, response["X-Refusal"]) == refused
    assert not Answer.objects.exists()


def test_a_score_in_a_save_is_ignored(phone, sitting):
    save(phone, sitting, 1, 0, score_hundredths="10000", passed="true")

    sitting.refresh_from_db()
    assert sitting.score_hundredths is None


def test_a_save_that_another_window_overtook_shows_what_is_held(phone, sitting):
    save(phone, sitting, 1, 2, sequence="5")

    response = save(phone, sitting, 1, 0, sequence="3")

    assert (response.status_code, response["X-Refusal"], response["HX-Retarget"]) == (409, "answer_stale", "#q1")
    assert response.context["item"].options[2].chosen


@pytest.mark.parametrize(("seconds", "status", "code"), [(5, 200, ""), (6, 409, "sitting_over")])
def test_the_bell_on_the_phone(phone, sitting, seconds, status, code, time_machine):
    time_machine.move_to(sitting.deadline_at + timedelta(seconds=seconds), tick=False)

    response = save(phone, sitting, 1, 0)

    assert (response.status_code, response["X-Refusal"]) == (status, code)


def test_after_the_bell_the_paper_leads_to_the_result(phone, sitting, time_machine):
    save(phone, sitting, 1, 0)
    time_machine.move_to(sitting.deadline_at + timedelta(minutes=5), tick=False)

    response = phone.get(reverse("exams:sitting", args=[sitting.pk]), follow=True)

    assert response.redirect_chain[-1][0] == reverse("exams:receipt", args=[sitting.pk])
    sitting.refresh_from_db()
    assert sitting.closed_by == "bell"


def test_without_javascript_a_form_saves_everything(phone, sitting):
    response = phone.post(reverse("exams:sitting", args=[sitting.pk]), whole_form(sitting, {1: [0], 5: [1, 2]}, "save"))

    assert response.url == reverse("exams:sitting", args=[sitting.pk])
    assert Answer.objects.count() == 2


def test_hand_in_asks_once_more_and_names_what_is_unanswered(phone, sitting):
    url = reverse("exams:sitting", args=[sitting.pk])
    response = phone.post(url, whole_form(sitting, {1: [0], 2: [1]}, "submit"), follow=True)

    assert response.redirect_chain[-1][0] == reverse("exams:submit", args=[sitting.pk])
    assert [item.position for item in response.context["unanswered"]] == [3, 4, 5, 6, 7, 8]
    sitting.refresh_from_db()
    assert sitting.is_open


def test_submit_twice_gives_one_result(phone, sitting):
    url = reverse("exams:submit", args=[sitting.pk])

    responses = [phone.post(url) for _ in range(2)]

    assert {response.url for response in responses} == {reverse("exams:receipt", args=[sitting.pk])}
    assert LearningRecord.objects.count() == 1
    assert phone.get(url).url == reverse("exams:receipt", args=[sitting.pk])


def test_the_bell_hands_in_what_the_page_holds(phone, sitting, time_machine):
    time_machine.move_to(sitting.deadline_at + timedelta(seconds=2), tick=False)

    phone.post(reverse("exams:sitting", args=[sitting.pk]), whole_form(sitting, {1: [0]}, "bell"))

    sitting.refresh_from_db()
    assert sitting.closed_by == "bell"
    assert Answer.objects.count() == 1


def test_a_form_after_the_bell_is_refused_in_words(phone, sitting, time_machine):
    time_machine.move_to(sitting.deadline_at + timedelta(seconds=6), tick=False)

    response = phone.post(
        reverse("exams:sitting", args=[sitting.pk]), whole_form(sitting, {1: [0]}, "submit"), follow=True
    )

    assert str(actions.SittingOver()) in [str(message) for message in response.context["messages"]]
    assert not Answer.objects.exists()


def test_a_form_older_than_another_window_keeps_the_newer_answer_and_says_so(phone, sitting):
    save(phone, sitting, 1, 2)

    response = phone.post(
        reverse("exams:sitting", args=[sitting.pk]), whole_form(sitting, {1: [0]}, "save"), follow=True
    )

    assert any("1" in str(message) for message in response.context["messages"])
    assert response.context["items"][0].options[2].chosen


def test_the_clock_tells_the_servers_seconds(phone, sitting, time_machine, at):
    time_machine.move_to(at + timedelta(minutes=59, seconds=30), tick=False)

    assert phone.get(reverse("exams:clock", args=[sitting.pk])).json() == {"open": True, "remaining": 30}


PAGES = ["exams:sitting", "exams:clock", "exams:submit", "exams:receipt"]


@pytest.mark.parametrize("page", PAGES)
def test_a_sitting_is_seen_by_its_person_only(client, sitting, page):
    post = PostFactory(person=sitting.person)
    manager = AppointmentFactory(organisation=post.workplace).person
    url = reverse(page, args=[sitting.pk])

    client.force_login(sitting.person)
    assert client.get(url).status_code in (200, 302)
    for stranger in (manager, PersonFactory()):
        client.force_login(stranger)
        assert client.get(url).status_code == 404
        assert client.post(answer_url(sitting, 1), {"chosen-1": "0", "seen-1": "0"}).status_code == 404
        assert client.post(reverse("exams:submit", args=[sitting.pk])).status_code == 404
    client.logout()
    assert client.get(url).status_code == 302
    assert not Answer.objects.exists()


def test_nothing_shows_the_right_answers_before_they_are_released(phone, exam, at):
    exam.attempts = 2
    exam.save()
    sitting = actions.start_sitting(exam=exam, person=phone_person(phone), at=at, seed=3)
    pages = [phone.get(reverse("exams:sitting", args=[sitting.pk])), save(phone, sitting, 1, 0)]
    pages.append(phone.get(reverse("exams:submit", args=[sitting.pk])))
    phone.post(reverse("exams:submit", args=[sitting.pk]))
    pages.append(phone.get(reverse("exams:receipt", args=[sitting.pk])))
    pages.append(phone.get(reverse("exams:exam", args=[exam.pk])))

    for response in pages:
        text = response.content.decode()
        assert "讲解在这里" not in text
        assert 'badge--done">right' not in text
    assert pages[3].context["items"] == []


def phone_person(phone):
    from lms.people.models import Person

    return Person.objects.get(pk=phone.session["_auth_user_id"])


def test_the_page_does_not_betray_the_order_of_the_bank(phone, sitting):
    """Options are named by where they are shown: an editor who always writes the right one first gives nothing away."""
    items = phone.get(reverse("exams:sitting", args=[sitting.pk])).context["items"]

    for item in items:
        assert [option.place for option in item.options] == list(range(len(item.options)))


@pytest.mark.parametrize(
    ("rules", "days", "shown"),
    [
        pytest.param({"review": "when_done", "attempts": 1}, 0, True, id="no-attempt-left"),
        pytest.param({"review": "when_done", "attempts": 2}, 0, False, id="an-attempt-left"),
        pytest.param({"review": "when_done", "attempts": 2}, 11, True, id="closed-for-everybody"),
        pytest.param({"review": "after_window", "attempts": 1}, 0, False, id="still-open-for-others"),
        pytest.param({"review": "after_window", "attempts": 1}, 11, True, id="after-the-window"),
        pytest.param({"review": "never", "attempts": 1}, 11, False, id="never"),
    ],
)
def test_right_answers_are_shown_when_the_exam_says(phone, rules, days, shown, at, time_machine):
    sitting = actions.start_sitting(exam=ready_exam(**rules), person=phone_person(phone), at=at)
    item = sitting.items.select_related("version").get(position=1)
    actions.save_answer(sitting=sitting, position=1, shown=right_places(item), sequence=1, at=at)
    actions.submit_sitting(sitting=sitting, at=at)
    time_machine.move_to(at + timedelta(days=days), tick=False)

    response = phone.get(reverse("exams:receipt", args=[sitting.pk]))

    assert ("讲解在这里" in response.content.decode()) is shown
    assert len(response.context["items"]) == (8 if shown else 0)
    if shown:
        assert response.context["items"][0].is_full


def test_a_script_in_a_question_is_text(phone, doctor, at):
    from tests.factories.exams import SittingFactory, SittingItemFactory

    sitting = SittingFactory(person=doctor, started_at=at)
    version = QuestionVersionFactory(stem="<script>alert(1)</script>", options=["<b>甲</b>", "乙", "丙", "丁"])
    SittingItemFactory(sitting=sitting, version=version)

    text = phone.get(reverse("exams:sitting", args=[sitting.pk])).content.decode()

    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text
    assert "<b>甲" not in text
