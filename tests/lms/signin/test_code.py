"""Signing in with a phone number and a code."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.core import ratelimit
from django.core.cache import caches
from django.test import Client

from lms.audit.models import Entry
from lms.kit.models import Errand
from lms.notices.channels import console
from lms.people.actions import edit_contacts
from lms.people.models import Person
from lms.settings import data
from tests.factories.people import PersonFactory
from tests.lms.signin.conftest import PHONE, Hand

NOON = datetime(2026, 11, 19, 4, 0, tzinfo=UTC)
CODE_PAGE = "/account/login/code/confirm/"


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_doctor_signs_in_with_a_code(hand, doctor):
    assert hand.ask().url == CODE_PAGE
    code = hand.read()[0]

    response = hand.type(code)

    assert response.url == "/"
    assert hand.client.session["_auth_user_id"] == str(doctor.pk)


def test_a_code_has_six_digits_and_reaches_the_phone_that_asked(hand, doctor):
    hand.ask()

    assert re.fullmatch(r"\d{6}", hand.read()[0])
    assert [message["phone"] for message in console.shown()] == [PHONE]


@pytest.mark.parametrize("typed", ["138 0013 8000", "+86 13800138000", "１３８００１３８０００", "0086-138-0013-8000"])
def test_a_number_is_understood_as_people_type_it(hand, doctor, typed):
    hand.sign_in(typed)

    assert hand.is_in


@pytest.mark.parametrize("typed", ["", "12345", "23800138000", "1380013800a", "138001380000"])
def test_what_is_no_mobile_number_is_refused_on_the_page_and_kept(hand, doctor, typed):
    response = hand.ask(typed)

    assert response.status_code == 200
    assert response.context["form"].errors["phone"]
    assert response.context["form"]["phone"].value() == typed
    assert not Errand.objects.exists()


def test_a_code_may_be_typed_with_blanks_and_full_width_digits(hand, doctor):
    hand.ask()
    code = hand.read()[0]

    hand.type(f" {code[:3]} {code[3:]} ".translate(str.maketrans("0123456789", "０１２３４５６７８９")))

    assert hand.is_in


def test_sign_in_goes_on_to_the_page_that_was_wanted(hand, doctor):
    page = hand.client.get("/account/login/?next=/notices/")
    assert b'name="next" value="/notices/"' in page.content
    assert hand.ask(next="/notices/").url == f"{CODE_PAGE}?next=%2Fnotices%2F"

    assert hand.type(hand.read()[0], next="/notices/").url == "/notices/"


def test_sign_in_never_goes_on_to_another_site(hand, doctor):
    hand.ask()

    assert hand.type(hand.read()[0], next="https://example.com/").url == "/"


def test_two_wrong_codes_leave_a_third_attempt(hand, doctor):
    hand.ask()
    code = hand.read()[0]

    answers = [hand.type(wrong(code)).status_code for _ in range(2)]
    hand.type(code)

    assert answers == [200, 200]
    assert hand.is_in


def test_three_wrong_codes_end_the_attempt(hand, doctor):
    hand.ask()
    code = hand.read()[0]

    for _ in range(3):
        response = hand.type(wrong(code))
    hand.type(code)

    assert response.url == "/account/login/code/"
    assert not hand.is_in


def test_guesses_sent_at_once_are_three_all_the_same(hand, doctor):
    hand.ask()
    code, before = hand.read()[0], dict(hand.client.session)

    def guess(code):
        """As if no other guess had been answered yet."""
        session = hand.client.session
        session.update(before)
        session.save()
        return hand.type(code)

    answers = [guess(wrong(code)).status_code for _ in range(4)]
    guess(code)

    assert answers == [200, 200, 200, 302]
    assert not hand.is_in


def test_guesses_at_one_code_do_not_count_against_the_next(hand, doctor):
    with time_machine.travel(NOON, tick=False) as clock:
        stranger = Hand(Client(), hand.work)
        stranger.ask()
        stranger.read()
        for _ in range(3):
            stranger.type("000000")
        clock.shift(timedelta(seconds=61))
        hand.sign_in()

    assert hand.is_in


@pytest.mark.parametrize("new_owner", [False, True])
def test_a_code_is_void_once_the_number_is_no_longer_that_persons(hand, doctor, new_owner):
    hand.ask()
    code = hand.read()[0]
    Person.objects.filter(pk=doctor.pk).update(phone="13900139000")
    if new_owner:
        PersonFactory(phone=PHONE)

    response = hand.type(code)

    assert response.url == "/account/login/"
    assert not hand.is_in


def test_who_loses_the_number_is_out_at_once_and_in_with_the_new_one(hand, doctor, at):
    hand.sign_in()
    assert hand.client.get("/notices/").status_code == 200

    edit_contacts(person_id=doctor.pk, name=doctor.name, phone="13900139000", is_active=True, by=PersonFactory(), at=at)

    assert hand.client.get("/notices/").status_code == 302
    hand.sign_in("13900139000")
    assert hand.is_in


@pytest.mark.parametrize(("seconds", "is_in"), [(299, True), (301, False)])
def test_a_code_expires_after_five_minutes(hand, doctor, seconds, is_in):
    with time_machine.travel(NOON, tick=False) as clock:
        hand.ask()
        code = hand.read()[0]
        clock.shift(timedelta(seconds=seconds))
        response = hand.type(code, next="/notices/")
        page = hand.client.get(response.url, follow=True)
        warnings = [message.level_tag for message in page.context["messages"]]

    assert hand.is_in is is_in
    assert warnings == ([] if is_in else ["warning"])


def test_a_code_that_comes_too_late_is_not_sent(hand, doctor, work):
    with time_machine.travel(NOON, tick=False) as clock:
        hand.ask()
        clock.shift(timedelta(minutes=5))
        work()

    assert console.shown() == []


def test_another_code_is_refused_within_a_minute_and_sent_after(hand, doctor):
    with time_machine.travel(NOON, tick=False) as clock:
        hand.ask()
        clock.shift(timedelta(seconds=59))
        hand.resend()
        assert len(hand.read()) == 1
        clock.shift(timedelta(seconds=1))
        hand.resend()
        new, _old = hand.read()
        hand.type(new)

    assert hand.is_in


def test_an_old_code_dies_with_the_new_one(hand, doctor):
    with time_machine.travel(NOON, tick=False) as clock:
        hand.ask()
        clock.shift(timedelta(seconds=61))
        hand.resend()
        _new, old = hand.read()
        hand.type(old)

    assert not hand.is_in


def test_a_code_is_sent_anew_three_times_at_the_most(hand, doctor):
    with time_machine.travel(NOON, tick=False) as clock:
        hand.ask()
        for _ in range(5):
            clock.shift(timedelta(seconds=61))
            hand.resend()
            hand.read()

    assert len(console.shown()) == 4


def test_a_number_asks_once_a_minute_from_wherever(hand, doctor):
    with time_machine.travel(NOON, tick=False):
        hand.ask()
        response = Client(REMOTE_ADDR="10.9.8.7").post("/account/login/", {"phone": PHONE})
        hand.read()

    assert response.context["form"].errors["phone"]
    assert len(console.shown()) == 1


def test_a_number_asks_ten_times_an_hour(hand, doctor):
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(12):
            clock.shift(timedelta(seconds=61))
            hand.client.get("/account/login/")
            hand.ask()
            hand.read()

    assert len(console.shown()) == 10


def test_an_address_asks_sixty_times_a_minute(hand, db):
    with time_machine.travel(NOON, tick=False):
        answers = []
        for n in range(62):
            hand.client.get("/account/login/")
            answers.append(hand.ask(f"139000000{n:02d}").status_code)

    assert answers == [302] * 60 + [200, 200]


@pytest.mark.database
def test_a_number_keeps_its_limit_while_four_hundred_others_ask(rf, db, settings):
    settings.CACHES = {"default": data.CACHES["table"]}

    def ask(phone, address):
        request = rf.post("/account/login/", REMOTE_ADDR=address)
        return ratelimit.consume(request, action="request_login_code", key=phone)

    with time_machine.travel(NOON, tick=False):
        assert ask(PHONE, "10.0.0.1")
        for n in range(400):
            assert ask(f"139{n:08d}", f"10.1.0.{n // 40}")
        assert not ask(PHONE, "10.0.0.1")


class Gone:
    def __getattr__(self, name):
        raise ConnectionError


def test_no_code_is_sent_where_limits_cannot_be_counted(hand, doctor, monkeypatch):
    monkeypatch.setattr(caches["default"], "server", Gone(), raising=False)

    response = hand.ask()

    assert response.status_code == 200
    assert response.context["form"].errors["phone"]
    assert not Errand.objects.exists()


def test_no_code_is_sent_anew_where_limits_cannot_be_counted(hand, doctor, monkeypatch):
    with time_machine.travel(NOON, tick=False) as clock:
        hand.ask()
        hand.read()
        clock.shift(timedelta(seconds=61))
        monkeypatch.setattr(caches["default"], "server", Gone(), raising=False)
        hand.resend()

    assert len(hand.read()) == 1


def test_a_code_is_nowhere_in_clear_on_its_way(hand, doctor):
    hand.ask()
    errand = Errand.objects.get(task="notices.send_code")
    waiting = str(errand.arguments)

    code = hand.read()[0]

    assert code not in waiting
    assert PHONE not in waiting


def test_a_number_nobody_has_makes_the_same_work_and_no_message(hand, doctor, client_of):
    with time_machine.travel(NOON, tick=False) as clock:
        known, unknown = client_of(PHONE), client_of("13900139000")
        known.ask(PHONE)
        unknown.ask("13900139000")
        clock.shift(timedelta(seconds=61))
        known.resend()
        unknown.resend()
        errands = [errand.arguments for errand in Errand.objects.order_by("pk")]
        hand.read()

    assert len({frozenset(each) for each in errands}) == 1
    assert [len(each["parcel"]) for each in errands] == [len(errands[0]["parcel"])] * 4
    assert {message["phone"] for message in console.shown()} == {PHONE}


def plain(response, phone):
    """The page without what differs by nature: the token and the number itself."""
    page = re.sub(r'csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"', "", response.content.decode())
    return page.replace(f"{phone[:3]}****{phone[-4:]}", "NUMBER")


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: None, id="unknown"),
        pytest.param(lambda: PersonFactory(phone="13900139000", is_active=False), id="deactivated"),
    ],
)
def test_a_number_that_cannot_sign_in_looks_like_one_that_can(client_of, doctor, make, work):
    make()
    other = "13900139000"
    with time_machine.travel(NOON, tick=False) as clock:
        known, unknown = client_of(PHONE), client_of(other)
        assert known.ask(PHONE).url == unknown.ask(other).url
        assert plain(known.client.get(CODE_PAGE), PHONE) == plain(unknown.client.get(CODE_PAGE), other)
        work()
        assert plain(known.type("000000"), PHONE) == plain(unknown.type("000000"), other)
        clock.shift(timedelta(seconds=61))
        assert plain(known.resend(), PHONE) == plain(unknown.resend(), other)
        ends = [[hand.type("000000").status_code for _ in range(3)] for hand in (known, unknown)]

    assert ends[0] == ends[1]
    assert {message["phone"] for message in console.shown()} == {PHONE}


@pytest.fixture
def client_of(work):
    return lambda _phone: Hand(Client(), work)


def test_a_password_does_not_tell_who_exists_either(hand, doctor):
    PersonFactory(phone="13900139000", is_active=False)
    phones = [PHONE, "13700137000", "13900139000"]

    answers = [hand.by_password(phone, "wrong-password-here") for phone in phones]

    errors = [str(answer.context["form"].non_field_errors()) for answer in answers]
    assert len(set(errors)) == 1


def test_who_is_closed_between_asking_and_typing_stays_out(hand, doctor):
    hand.ask()
    code = hand.read()[0]
    Person.objects.filter(pk=doctor.pk).update(is_active=False)

    response = hand.type(code)

    assert response.url == "/account/inactive/"
    assert hand.client.get(response.url).status_code == 200
    assert not hand.is_in


def test_who_is_closed_is_out_at_once(hand, doctor):
    hand.sign_in()
    Person.objects.filter(pk=doctor.pk).update(is_active=False)

    assert hand.client.get("/notices/").status_code == 302


def test_the_first_sign_in_claims_the_account_once(hand, doctor):
    with time_machine.travel(NOON, tick=False):
        hand.sign_in()
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        hand.client.logout()
        hand.sign_in()

    doctor.refresh_from_db()
    assert doctor.claimed_at == NOON
    verbs = list(Entry.objects.order_by("pk").values_list("verb", "actor_id"))
    who = str(doctor.pk)
    assert verbs == [("signin.account.claimed", who), ("signin.session.opened", who), ("signin.session.opened", who)]
    assert Entry.objects.last().data == {"how": ["code"]}


def test_another_number_may_be_typed_at_once(hand, doctor):
    hand.ask("13900139000")

    page = hand.client.get("/account/login/")
    hand.sign_in(PHONE)

    assert page.status_code == 200
    assert hand.is_in


def test_who_is_signed_in_is_sent_on(hand, doctor):
    hand.sign_in()

    assert hand.client.get("/account/login/?next=/notices/").url == "/notices/"


def test_a_doctor_turned_away_from_the_admin_does_not_run_in_circles(hand, doctor):
    hand.sign_in()

    turned_away = hand.client.get("/admin/")

    assert turned_away.url == "/account/login/?next=/admin/"
    assert hand.client.get(turned_away.url).url == "/"
