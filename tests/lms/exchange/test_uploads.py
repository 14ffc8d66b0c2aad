from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from lms.audit.models import Entry
from lms.exchange import queries
from lms.exchange.actions import (
    Target,
    answer_questions,
    apply_upload,
    approve_upload,
    check_upload,
    receive_upload,
)
from lms.exchange.actions import uploads as uploads_module
from lms.exchange.actions.uploads import AlreadyApproved, Changed, NotReady, OutOfReach
from lms.exchange.models import Question, Upload
from lms.people.models import Licence, Organisation, Person, Post, Roster, RosterEntry
from tests.factories.exchange import HEADER, id_number, workbook
from tests.factories.people import (
    AppointmentFactory,
    DivisionFactory,
    LicenceFactory,
    OrganisationFactory,
    PersonFactory,
    PostFactory,
)

State = Upload.State
TODAY = date(2026, 11, 19)


def counts(upload):
    return {name: upload.counts[name] for name in ("new", "changed", "unchanged", "missing") if upload.counts[name]}


def test_a_good_file_makes_people_posts_licences_and_a_roster(desk):
    upload = desk.load([desk.row(1), desk.row(2)])

    assert (upload.state, counts(upload)) == (State.APPLIED, {"new": 2})
    person = Person.objects.get(phone="13800000001")
    assert (person.name, person.id_number, person.sex, person.born_on, person.education) == (
        "李二",
        id_number(1),
        "M",
        date(1980, 1, 1),
        "大专",
    )
    assert not person.has_usable_password()
    post = person.posts.get()
    assert (post.workplace, post.employer, post.kind, post.title, post.department, post.starts_on) == (
        desk.first,
        desk.first,
        "township_doctor",
        "医师",
        "内科",
        date(2020, 7, 1),
    )
    assert (person.licences.get().kind, person.licences.get().number) == ("physician", "110370700000001")
    entry = RosterEntry.objects.get(person=person)
    assert (entry.roster.name, entry.roster.keeper, entry.joined_on) == ("乡村医生名册", desk.first, TODAY)
    assert upload.roster == entry.roster
    assert upload.written["new_people"] == sorted(Person.objects.exclude(pk=desk.chief.pk).values_list("pk", flat=True))


def test_the_report_says_which_sheet_it_speaks_of(desk):
    from tests.factories.exchange import csv_file

    assert desk.load([desk.row(1)]).counts["sheet"] == "名册"
    assert "sheet" not in desk.load([], data=csv_file([desk.row(1)])).counts


def test_the_same_file_again_changes_nothing(desk):
    rows = [desk.row(1), desk.row(2, 身份证号="")]
    desk.load(rows)
    before = [list(model.objects.order_by("pk").values()) for model in (Person, Post, Licence, RosterEntry)]

    again = desk.load(rows)

    assert (again.state, counts(again), again.changes.count()) == (State.APPLIED, {"unchanged": 2}, 0)
    assert [list(model.objects.order_by("pk").values()) for model in (Person, Post, Licence, RosterEntry)] == before


def test_birth_date_and_sex_come_from_the_id_number_where_the_file_is_silent(desk):
    desk.load([desk.row(2, 性别="", 出生日期="")])

    person = Person.objects.get(phone="13800000002")
    assert (person.sex, person.born_on) == ("F", date(1980, 1, 1))


@pytest.mark.parametrize(
    ("title", "born"),
    [("出生年月", "1980.01"), ("出生日期", "1980年1月"), ("出生年月", "198001"), ("出生年月", date(1980, 1, 1))],
)
def test_of_a_birth_known_by_its_month_the_day_comes_from_the_id_number(desk, title, born):
    header = [title if each == "出生日期" else each for each in HEADER]
    row = desk.row(1, 身份证号=id_number(1, "19800117"), 出生日期=born)

    upload = desk.load([], data=workbook([row, desk.row(3, 身份证号="", 出生日期="1980-01")], header=header))

    assert upload.state == State.APPLIED
    born_on = dict(Person.objects.exclude(pk=desk.chief.pk).values_list("phone", "born_on"))
    assert born_on == {"13800000001": date(1980, 1, 17), "13800000003": None}


def test_a_birth_known_by_its_month_fills_the_gap_of_somebody_on_file(desk):
    desk.load([desk.row(1)])
    Person.objects.filter(phone="13800000001").update(born_on=None)

    upload = desk.load([desk.row(1, 出生日期="1980-01")])

    assert (upload.changes.get().after, Person.objects.get(phone="13800000001").born_on) == (
        "1980-01-01",
        date(1980, 1, 1),
    )


def test_messy_cells_are_read_as_they_are_meant(desk):
    row = desk.row(
        1,
        姓名="李　二",
        身份证号=id_number(1).translate({code: code + 0xFEE0 for code in range(0x30, 0x5B)}),
        手机号=13800000001,
        出生日期="1980年1月1日",
        任职开始日期=44013,
        机构代码="ｗｆ００１",
        人员类别=" 卫生院医生 ",
    )

    assert desk.load([row]).state == State.APPLIED
    assert Person.objects.get(phone="13800000001").posts.get().starts_on == date(2020, 7, 1)


def test_a_csv_in_gb18030_is_a_roster_too(desk):
    from tests.factories.exchange import csv_file

    assert desk.load([], data=csv_file([desk.row(1)], encoding="gb18030")).state == State.APPLIED


def test_changes_are_told_field_by_field_and_masked(desk):
    desk.load([desk.row(1)])

    upload = desk.load([desk.row(1, 手机号="13900000009", 职称="主治医师", 学历="")])

    changes = {change.field: (change.before, change.after) for change in upload.changes.all()}
    assert changes == {"phone": ("138****0001", "139****0009"), "title": ("医师", "主治医师")}
    person = Person.objects.get(phone="13900000009")
    assert (person.education, person.posts.get().title, counts(upload)) == ("大专", "主治医师", {"changed": 1})


def test_a_number_kept_in_free_text_is_masked_in_the_changes(desk):
    desk.load([desk.row(1)])
    Post.objects.update(department=f"内科{id_number(9)}")

    upload = desk.load([desk.row(1)])

    assert upload.changes.get().before == f"内科{id_number(9)[:6]}********{id_number(9)[-4:]}"


def test_another_workplace_ends_the_old_post_and_moves_the_entry(desk):
    desk.load([desk.row(1)])

    upload = desk.load(
        [desk.row(1, 机构代码="WF002", 工作单位="", 任职开始日期="2026-10-01")], as_of=TODAY + timedelta(days=7)
    )

    person = Person.objects.get(phone="13800000001")
    posts = [(post.workplace.code, post.ends_on) for post in person.posts.order_by("pk")]
    entries = [(entry.workplace.code, entry.left_on) for entry in person.roster_entries.order_by("pk")]
    assert posts == [("WF001", date(2026, 10, 1)), ("WF002", None)]
    assert entries == [("WF001", TODAY + timedelta(days=7)), ("WF002", None)]
    change = upload.changes.get()
    assert (change.field, change.before, change.after) == (
        "post",
        "城关街道卫生院 乡镇卫生院医生",
        "于河街道卫生院 乡镇卫生院医生",
    )


def history(person):
    held = person.posts.order_by("starts_on", "pk")
    return [(post.workplace.code, str(post.starts_on), post.ends_on and str(post.ends_on)) for post in held]


def test_a_move_that_keeps_the_old_date_begins_with_the_roster_and_stays(desk):
    desk.load([desk.row(1)])
    person, moved = Person.objects.get(phone="13800000001"), desk.row(1, 机构代码="WF002", 工作单位="")

    desk.load([moved], as_of=TODAY + timedelta(days=7))
    again = desk.load([moved], as_of=TODAY + timedelta(days=30))

    assert history(person) == [("WF001", "2020-07-01", "2026-11-26"), ("WF002", "2026-11-26", None)]
    assert counts(again) == {"unchanged": 1}


def test_the_day_of_a_move_is_corrected_on_both_sides(desk):
    desk.load([desk.row(1)])
    person = Person.objects.get(phone="13800000001")
    desk.load([desk.row(1, 机构代码="WF002", 工作单位="")], as_of=TODAY + timedelta(days=7))

    desk.load([desk.row(1, 机构代码="WF002", 工作单位="", 任职开始日期="2026-10-01")], as_of=TODAY + timedelta(days=30))

    assert history(person) == [("WF001", "2020-07-01", "2026-10-01"), ("WF002", "2026-10-01", None)]


def test_a_corrected_beginning_is_shown_and_written(desk):
    desk.load([desk.row(1)])

    upload = desk.load([desk.row(1, 任职开始日期="2021-01-01")])

    change = upload.changes.get()
    assert (change.field, change.before, change.after) == ("starts_on", "2020-07-01", "2021-01-01")
    assert history(Person.objects.get(phone="13800000001")) == [("WF001", "2021-01-01", None)]


def employer_of(phone):
    return Post.objects.get(person__phone=phone, ends_on=None).employer.name


def test_who_employs_a_person_may_be_another_institution(desk):
    OrganisationFactory(code="WF900", name="潍城区人民医院", division=desk.county)

    desk.load([desk.row(1, 聘用单位="潍城区人民医院"), desk.row(2)])

    assert employer_of("13800000001") == "潍城区人民医院"
    assert employer_of("13800000002") == "城关街道卫生院"


def test_an_employer_is_corrected_and_an_empty_cell_says_nothing(desk):
    OrganisationFactory(code="WF900", name="潍城区人民医院", division=desk.county)
    desk.load([desk.row(1, 聘用单位="潍城区人民医院")])

    silent = desk.load([desk.row(1)])
    assert (employer_of("13800000001"), counts(silent)) == ("潍城区人民医院", {"unchanged": 1})

    back = desk.load([desk.row(1, 聘用单位="wf001")])
    change = back.changes.get()
    assert (change.field, change.before, change.after) == ("employer", "潍城区人民医院", "城关街道卫生院")
    assert employer_of("13800000001") == "城关街道卫生院"


def test_a_move_brings_the_employer_of_the_new_post(desk):
    OrganisationFactory(code="WF900", name="潍城区人民医院", division=desk.county)
    desk.load([desk.row(1)])

    desk.load([desk.row(1, 工作单位=desk.second.name, 机构代码="WF002", 聘用单位="WF900")])

    post = Post.objects.get(person__phone="13800000001", ends_on=None)
    assert (post.workplace, post.employer.code) == (desk.second, "WF900")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("无此医院", "employer_unknown"),
        ("旧医院", "employer_closed"),
        ("同名医院", "employer_ambiguous"),
        ("外县医院", "employer_outside"),
    ],
)
def test_an_employer_nobody_can_place_is_named(desk, written, code):
    OrganisationFactory(name="旧医院", division=desk.county, closed_on=date(2020, 1, 1))
    OrganisationFactory.create_batch(2, name="同名医院", division=desk.county)
    OrganisationFactory(name="外县医院", division=DivisionFactory(level="county"))
    manager = AppointmentFactory(role="scheme_manager", organisation=None, division=desk.county).person

    upload = desk.load([desk.row(1, 聘用单位=written)], by=manager)

    assert codes(upload) == [code]
    assert not Person.objects.filter(phone="13800000001").exists()


def test_a_roster_older_than_the_last_one_is_refused(desk):
    desk.load([desk.row(1)])

    older = desk.load([desk.row(1, 机构代码="WF002", 工作单位="")], as_of=TODAY - timedelta(days=1))
    other = desk.load([desk.row(1)], as_of=TODAY - timedelta(days=1), name="另一册")

    assert [(fault.row, fault.code, fault.data) for fault in older.faults.all()] == [
        (0, "roster_newer", {"day": "2026-11-19"})
    ]
    assert (older.state, other.state) == (State.REFUSED, State.APPLIED)


@pytest.mark.parametrize(
    ("held", "ended"),
    [
        pytest.param([("WF001", "township_doctor"), ("WF003", "nurse")], ["WF001"], id="of-the-same-kind"),
        pytest.param([("WF002", "nurse"), ("WF003", "nurse")], ["WF002"], id="at-the-same-place"),
        pytest.param([("WF001", "township_doctor"), ("WF003", "township_doctor")], [], id="which-of-two"),
        pytest.param([("WF001", "nurse")], [], id="of-another-kind"),
    ],
)
def test_a_class_ends_only_the_post_it_plainly_replaces(desk, held, ended):
    OrganisationFactory(code="WF003", division=desk.town)
    person = PersonFactory(name="李二", phone="13800000001")
    for code, kind in held:
        PostFactory(person=person, workplace=Organisation.objects.get(code=code), kind=kind)

    upload = desk.load([desk.row(1, 机构代码="WF002", 工作单位="")], name="培训班")

    assert [place for place, _from, until in history(person) if until] == ended
    assert upload.changes.get(field="post").before.count(" ") == len(ended)


def test_a_register_ends_the_post_it_named_before_whatever_its_kind(desk):
    desk.load([desk.row(1, 人员类别="乡村医生")])

    desk.load([desk.row(1, 机构代码="WF002", 工作单位="")], as_of=TODAY + timedelta(days=7))

    held = history(Person.objects.get(phone="13800000001"))
    assert held == [("WF001", "2020-07-01", "2026-11-26"), ("WF002", "2026-11-26", None)]


def numbers(person):
    return sorted(person.licences.values_list("number", flat=True))


def test_a_corrected_licence_number_replaces_the_old_one(desk):
    desk.load([desk.row(1)])

    upload = desk.load([desk.row(1, 执业证书编号="110370799999999")])

    change = upload.changes.get()
    assert (change.before, change.after) == ("110370700000001", "执业医师 110370799999999")
    assert numbers(Person.objects.get(phone="13800000001")) == ["110370799999999"]


@pytest.mark.parametrize(
    ("kind", "held"), [("其他", ["A1"]), ("执业医师", ["A1", "A2"])], ids=["of-other-kind", "one-of-two"]
)
def test_a_licence_beside_others_is_shown_as_added(desk, kind, held):
    desk.load([desk.row(1, 执业资格="无", 执业证书编号="")])
    person = Person.objects.get(phone="13800000001")
    for number in held:
        LicenceFactory(person=person, kind="other" if kind == "其他" else "physician", number=number)

    upload = desk.load([desk.row(1, 执业资格=kind, 执业证书编号="B1")])

    assert (upload.changes.get().before, numbers(person)) == ("", [*held, "B1"])


def test_a_new_licence_number_fills_the_empty_one_and_a_second_licence_is_added(desk):
    desk.load([desk.row(1, 执业证书编号="")])
    desk.load([desk.row(1)])
    desk.load([desk.row(1, 执业资格="执业助理医师", 执业证书编号="2103707")])

    held = Person.objects.get(phone="13800000001").licences.order_by("pk").values_list("kind", "number")
    assert list(held) == [("physician", "110370700000001"), ("assistant", "2103707")]


def test_two_people_may_swap_their_numbers(desk):
    desk.load([desk.row(1), desk.row(3)])

    upload = desk.load([desk.row(1, 手机号="13800000003"), desk.row(3, 手机号="13800000001")])

    assert (upload.state, counts(upload)) == (State.APPLIED, {"changed": 2})
    assert Person.objects.get(phone="13800000003").id_number == id_number(1)


@pytest.mark.parametrize(
    ("choice", "phones"),
    [
        ("same", ["13800000003", "13800000005", None]),
        ("new", ["13800000003", None, "13800000005"]),
        ("skip", ["13800000003", None, "13800000005"]),
    ],
)
def test_a_number_is_asked_about_when_its_holder_stays_after_all(desk, at, choice, phones):
    desk.load([desk.row(1), desk.row(3), desk.row(5)])
    chain = [desk.row(1, 手机号="13800000003"), desk.row(3, 手机号="13800000005")]
    upload = desk.load(chain)
    assert [(row, kind) for row, kind, _person in asked(upload)] == [(3, "phone_moved")]

    upload = answer(upload, choice, at, desk.chief)
    if choice != "same":
        assert [row for row, _kind, _person in asked(upload) if upload.state == State.WAITING] == [2, 3]
        upload = answer(upload, "same", at, desk.chief)
    done = applied(upload, desk)

    kept = [Person.objects.with_id_number(id_number(serial)).get().phone for serial in (1, 3, 5)]
    assert (done.state, kept) == (State.APPLIED, phones)


def test_a_corrected_id_number_brings_its_birth_date_and_sex(desk, at):
    desk.load([desk.row(1)])

    number = id_number(2, born="19900202")
    upload = desk.load([desk.row(1, 身份证号=number, 性别="", 出生日期="")])
    applied(answer(upload, "same", at, desk.chief), desk)

    person = Person.objects.get(phone="13800000001")
    assert (person.id_number, person.born_on, person.sex) == (number, date(1990, 2, 2), "F")


@pytest.mark.parametrize(
    ("cells", "faults"),
    [
        ({"出生日期": "1970-05-05", "性别": "女"}, ["birth_differs_on_file", "sex_differs_on_file"]),
        ({"出生日期": "1980-01-01", "性别": ""}, []),
    ],
)
def test_a_row_without_an_id_number_is_held_against_the_one_on_file(desk, cells, faults):
    desk.load([desk.row(1)])
    Person.objects.update(born_on=None)

    upload = desk.load([desk.row(1, 身份证号="", **cells)])

    assert codes(upload) == faults


# --- Missing people --------------------------------------------------------------------------------------------------


def test_people_missing_from_the_file_are_named_and_stay(desk):
    desk.load([desk.row(1), desk.row(3)])

    upload = desk.load([desk.row(1)])

    assert (upload.counts["missing"], upload.changes.get(field="missing").person.phone) == (1, "13800000003")
    assert RosterEntry.objects.filter(left_on=None).count() == 2


def test_people_missing_from_the_file_leave_when_it_is_asked_for(desk):
    desk.load([desk.row(1), desk.row(3)])

    desk.load([desk.row(1)], end_missing=True, as_of=TODAY + timedelta(days=1))

    left = RosterEntry.objects.get(person__phone="13800000003")
    assert left.left_on == TODAY + timedelta(days=1)
    assert left.person.posts.get().ends_on is None


# --- Doubt -----------------------------------------------------------------------------------------------------------


def answer(upload, choice, at, by):
    open_ones = {question.pk: choice for question in upload.questions.filter(answer="")}
    answer_questions(upload, answers=open_ones, by=by, at=at)
    return check_upload(upload.pk, at=at)


def applied(upload, desk):
    approve_upload(upload, by=desk.chief, at=desk.at)
    return apply_upload(upload.pk, at=desk.at)


def asked(upload):
    return [(question.row, question.kind, question.person_id) for question in upload.questions.order_by("row")]


def test_a_phone_with_the_same_name_and_no_id_number_on_file_is_that_person(desk):
    known = PersonFactory(name="李二", phone="13800000001")

    upload = desk.load([desk.row(1)])

    known.refresh_from_db()
    assert (upload.state, known.id_number) == (State.APPLIED, id_number(1))
    assert upload.changes.get(field="id_number").after == f"370799********{id_number(1)[-4:]}"


@pytest.mark.parametrize(
    "given", [{"name": "王五"}, {"name": "李二", "id": True}], ids=["other-name", "other-id-number"]
)
def test_a_phone_of_a_doubtful_person_is_a_question_and_nothing_is_written(desk, given):
    known = PersonFactory(name=given["name"], phone="13800000001")
    if "id" in given:
        known.set_id_number(id_number(9))
        known.save()

    upload = desk.load([desk.row(1), desk.row(3)])

    assert (upload.state, asked(upload)) == (State.WAITING, [(2, "phone_same", known.pk)])
    assert (Person.objects.count(), Post.objects.count()) == (2, 0)
    assert id_number(9) not in str(upload.questions.get().facts)


def test_a_question_shows_both_sides_by_name_and_work(desk, at):
    known = PostFactory(person__name="王五", person__phone="13800000001", workplace=desk.second, kind="nurse").person
    Person.objects.filter(pk=known.pk).update(last_login=at)

    facts = desk.load([desk.row(1, 工作单位="")]).questions.get().facts

    assert facts == {
        "row_name": "李二",
        "row_id_number": f"370799********{id_number(1)[-4:]}",
        "row_phone": "138****0001",
        "row_post": "城关街道卫生院 乡镇卫生院医生",
        "person_name": "王五",
        "person_id_number": "",
        "person_phone": "138****0001",
        "person_post": "于河街道卫生院 护士",
        "person_seen_on": "2026-11-19",
    }


def test_the_answer_same_updates_that_person(desk, at):
    known = PersonFactory(name="王五", phone="13800000001")
    upload = answer(desk.load([desk.row(1)]), "same", at, desk.chief)

    done = applied(upload, desk)

    known.refresh_from_db()
    assert (done.state, known.name, known.id_number) == (State.APPLIED, "李二", id_number(1))


def test_the_answer_new_makes_a_new_person_who_takes_the_number(desk, at):
    known = PersonFactory(name="王五", phone="13800000001")

    applied(answer(desk.load([desk.row(1)]), "new", at, desk.chief), desk)

    known.refresh_from_db()
    assert (known.phone, Person.objects.get(phone="13800000001").name) == (None, "李二")


def test_the_answer_skip_leaves_the_row_out(desk, at):
    PersonFactory(name="王五", phone="13800000001")

    done = applied(answer(desk.load([desk.row(1), desk.row(3)]), "skip", at, desk.chief), desk)

    assert (done.counts["left_out"], counts(done)) == (1, {"new": 1})


def test_the_same_name_at_the_same_place_without_an_id_number_is_a_question(desk, at):
    namesake = PostFactory(person__name="李二", workplace=desk.first).person

    upload = desk.load([desk.row(1, 身份证号="")])

    assert asked(upload) == [(2, "name_same", namesake.pk)]
    applied(answer(upload, "same", at, desk.chief), desk)
    namesake.refresh_from_db()
    assert namesake.phone == "13800000001"


def test_the_same_name_at_the_same_place_with_different_id_numbers_is_no_question(desk):
    namesake = PersonFactory(name="李二")
    namesake.set_id_number(id_number(9))
    namesake.save()
    PostFactory(person=namesake, workplace=desk.first)

    assert desk.load([desk.row(1)]).state == State.APPLIED


def test_a_namesake_without_an_id_number_on_file_is_a_question(desk, at):
    namesake = PostFactory(person__name="李二", workplace=desk.first).person

    upload = desk.load([desk.row(1)])

    assert asked(upload) == [(2, "name_same", namesake.pk)]
    assert applied(answer(upload, "new", at, desk.chief), desk).counts["new"] == 1


@pytest.mark.parametrize(("choice", "phone"), [("same", "13800000003"), ("new", "13800000001")])
def test_a_known_person_with_somebody_elses_number_is_a_question(desk, at, choice, phone):
    desk.load([desk.row(1), desk.row(3)])

    upload = desk.load([desk.row(1, 手机号="13800000003")])

    assert [kind for _row, kind, _person in asked(upload)] == ["phone_moved"]
    applied(answer(upload, choice, at, desk.chief), desk)
    assert Person.objects.with_id_number(id_number(1)).get().phone == phone


def test_answers_survive_another_check(desk, at):
    PersonFactory(name="王五", phone="13800000001")
    upload = answer(desk.load([desk.row(1)]), "same", at, desk.chief)

    again = check_upload(upload.pk, at=at)

    assert (again.state, again.questions.get().answer) == (State.CHECKED, "same")


def test_an_odd_answer_or_a_foreign_question_is_passed_over(desk, at):
    PersonFactory(name="王五", phone="13800000001")
    upload = desk.load([desk.row(1)])

    left = answer_questions(upload, answers={upload.questions.get().pk: "maybe", 999999: "same"}, by=desk.chief, at=at)

    assert (left, Question.objects.get().answer) == (1, "")


def test_answers_after_approval_are_too_late(desk, at):
    upload = desk.load([desk.row(1)])

    with pytest.raises(AlreadyApproved):
        answer_questions(upload, answers={}, by=desk.chief, at=at)


def test_two_rows_that_mean_one_person_are_named(desk):
    desk.load([desk.row(1)])

    upload = desk.load([desk.row(1, 手机号="13800000007"), desk.row(3, 姓名="李二", 身份证号="", 手机号="13800000001")])

    assert [fault.code for fault in upload.faults.all()] in (["person_twice"], [])
    assert upload.state in (State.REFUSED, State.WAITING, State.APPLIED)


# --- Who may import what ---------------------------------------------------------------------------------------------


def manager_of(organisation):
    return AppointmentFactory(organisation=organisation).person


def codes(upload):
    return [fault.code for fault in upload.faults.order_by("row", "pk")]


def test_a_manager_imports_for_their_own_institution_only(desk):
    manager = manager_of(desk.first)

    upload = desk.load([desk.row(1), desk.row(3, 机构代码="WF002", 工作单位="")], by=manager)

    assert [(fault.row, fault.code) for fault in upload.faults.all()] == [(3, "workplace_outside")]


def test_somebody_elses_person_cannot_be_pulled_over(desk):
    desk.load([desk.row(1, 机构代码="WF002", 工作单位="")])
    Person.objects.filter(phone="13800000001").update(claimed_at=desk.at)

    by_id = desk.load([desk.row(1, 手机号="13900000009")], by=manager_of(desk.first))
    by_phone = desk.load([desk.row(5, 手机号="13800000001")], by=manager_of(desk.first))

    assert (codes(by_id), codes(by_phone)) == (["person_outside"], ["phone_outside"])
    assert Person.objects.filter(phone="13800000001").exists()


def test_somebody_whose_post_ends_one_day_works_there_until_then(desk):
    post = PostFactory(person__name="李二", person__phone="13800000001", ends_on=TODAY + timedelta(days=1))
    upload = desk.load([desk.row(1)], by=manager_of(desk.first))
    post.ends_on = TODAY
    post.save()

    assert codes(upload) == ["phone_outside"]
    assert desk.load([desk.row(1)], by=manager_of(desk.first)).state == State.APPLIED


def test_somebody_who_works_nowhere_and_never_signed_in_may_be_taken_on(desk):
    PersonFactory(name="李二", phone="13800000001")

    assert desk.load([desk.row(1)], by=manager_of(desk.first)).state == State.APPLIED


@pytest.mark.parametrize(
    "term",
    [{}, {"ends_on": TODAY + timedelta(days=1)}, {"starts_on": TODAY + timedelta(days=30)}],
    ids=["open", "last-day", "to-come"],
)
def test_the_number_of_a_role_holder_is_not_changed_by_a_roster(desk, term):
    desk.load([desk.row(1)])
    AppointmentFactory(person=Person.objects.get(phone="13800000001"), organisation=desk.first, **term)

    upload = desk.load([desk.row(1, 手机号="13900000009")], by=manager_of(desk.first))

    assert codes(upload) == ["phone_guarded"]


def test_a_manager_of_the_county_reaches_its_institutions(desk):
    auditor = AppointmentFactory(role="scheme_manager", organisation=None, division=desk.county).person

    assert desk.load([desk.row(1)], by=auditor).state == State.APPLIED


def test_uploads_are_seen_by_whoever_manages_the_keeper(desk):
    upload = desk.load([desk.row(1)])

    assert upload in Upload.objects.visible_to(manager_of(desk.first))
    assert upload not in Upload.objects.visible_to(manager_of(desk.second))
    assert upload not in Upload.objects.visible_to(PersonFactory())


def checked(desk, rows, **given):
    """An administrator's upload for the first hospital, looked through."""
    target = Target(keeper=desk.first, name="名册", as_of=TODAY, **given)
    kept = receive_upload(data=workbook(rows), file_name="a.xlsx", target=target, by=desk.chief, at=desk.at)
    return check_upload(kept.pk, at=desk.at)


def test_who_has_every_row_in_their_area_may_approve_for_somebody_else(desk, at):
    PersonFactory(name="李二", phone="13800000001")
    upload = checked(desk, [desk.row(1), desk.row(3)])

    approve_upload(upload, by=manager_of(desk.first), at=at)

    assert apply_upload(upload.pk, at=at).state == State.APPLIED


def test_rows_of_another_institution_are_not_approved_by_the_keepers_manager(desk, at):
    upload = checked(desk, [desk.row(1), desk.row(3, 机构代码="WF002", 工作单位="")])

    with pytest.raises(OutOfReach):
        approve_upload(upload, by=manager_of(desk.first), at=at)
    with pytest.raises(OutOfReach):
        answer_questions(upload, answers={}, by=manager_of(desk.first), at=at)
    approve_upload(upload, by=PersonFactory(is_superuser=True), at=at)


@pytest.mark.parametrize("name", ["李二", "王五"], ids=["changed", "asked-about"])
def test_somebody_elses_person_is_not_pulled_over_by_approving(desk, at, name):
    PostFactory(person__name=name, person__phone="13800000001", workplace=desk.second)
    upload = answer(checked(desk, [desk.row(1)]), "new", at, desk.chief)

    assert upload.state == State.CHECKED
    with pytest.raises(OutOfReach):
        approve_upload(upload, by=manager_of(desk.first), at=at)


@pytest.mark.parametrize("power", ["role", "superuser"])
def test_a_managers_approval_does_not_move_the_number_of_who_has_a_role(desk, at, power):
    desk.load([desk.row(1)])
    holder = Person.objects.get(phone="13800000001")
    if power == "role":
        AppointmentFactory(person=holder, organisation=desk.first, ends_on=TODAY + timedelta(days=1))
    else:
        Person.objects.filter(pk=holder.pk).update(is_superuser=True)
    upload = checked(desk, [desk.row(1, 手机号="13900000009")])

    with pytest.raises(OutOfReach):
        approve_upload(upload, by=manager_of(desk.first), at=at)


def test_what_came_into_reach_after_the_approval_is_not_written(desk, at):
    upload = checked(desk, [desk.row(1)])
    approve_upload(upload, by=manager_of(desk.first), at=at)
    PostFactory(person__name="李二", person__phone="13800000001", workplace=desk.second)

    with pytest.raises(NotReady):
        apply_upload(upload.pk, at=at)

    upload.refresh_from_db()
    assert (upload.state, upload.approved_by) == (State.CHECKED, None)


def test_what_was_never_checked_is_in_nobodys_reach(received, at):
    assert not queries.may_decide(received, manager_of(received.keeper), today=TODAY)


# --- Step by step ----------------------------------------------------------------------------------------------------


@pytest.fixture
def received(desk, at):
    target = Target(keeper=desk.first, name="名册", as_of=TODAY)
    return receive_upload(data=workbook([desk.row(1)]), file_name="a.xlsx", target=target, by=desk.chief, at=at)


def test_checking_writes_a_report_and_no_people(received, at):
    checked = check_upload(received.pk, at=at)

    assert (checked.state, checked.counts["new"], Post.objects.count()) == (State.CHECKED, 1, 0)


def test_approval_before_the_check_is_refused(received, desk, at):
    with pytest.raises(NotReady):
        approve_upload(received, by=desk.chief, at=at)


def test_applying_without_approval_is_refused(received, at):
    check_upload(received.pk, at=at)

    with pytest.raises(NotReady):
        apply_upload(received.pk, at=at)


def test_applying_twice_writes_once(received, desk, at):
    check_upload(received.pk, at=at)
    approve_upload(received, by=desk.chief, at=at)
    approve_upload(received, by=desk.chief, at=at)

    apply_upload(received.pk, at=at)
    apply_upload(received.pk, at=at)

    assert (Post.objects.count(), Entry.objects.filter(verb="exchange.upload.applied").count()) == (1, 1)
    assert check_upload(received.pk, at=at).state == State.APPLIED


def test_what_was_right_when_checked_is_looked_at_again(received, desk, at):
    check_upload(received.pk, at=at)
    approve_upload(received, by=desk.chief, at=at)
    desk.first.closed_on = TODAY
    desk.first.save()

    with pytest.raises(NotReady):
        apply_upload(received.pk, at=at)

    received.refresh_from_db()
    assert (received.state, received.approved_by, codes(received)) == (State.REFUSED, None, ["workplace_closed"])
    assert not Post.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_clash_with_another_import_writes_nothing(received, desk, at, monkeypatch):
    check_upload(received.pk, at=at)
    approve_upload(received, by=desk.chief, at=at)

    def clash(*_args, **_kwargs):
        PersonFactory(phone="13800000001", name="抢先")
        raise IntegrityError

    monkeypatch.setattr(uploads_module, "write_roll", clash)
    with pytest.raises(Changed):
        apply_upload(received.pk, at=at)

    received.refresh_from_db()
    assert (received.state, Roster.objects.exists()) == (State.CHECKED, False)


def test_an_import_is_written_down_with_figures_and_without_names(desk):
    upload = desk.load([desk.row(1)])

    entry = Entry.objects.get(verb="exchange.upload.applied")
    assert (entry.actor_name, entry.subject_id, entry.data["new"]) == ("管理员", str(upload.pk), 1)


def test_the_keeper_of_a_province_wide_list_sees_far_workplaces(desk):
    far = OrganisationFactory(code="QZ001", name="青州卫生院", division=DivisionFactory(code="370781000000"))

    upload = desk.load([desk.row(1, 机构代码=far.code, 工作单位="", 行政区划代码="")])

    assert Person.objects.get(phone="13800000001").posts.get().workplace == far
    assert upload.state == State.APPLIED


def test_an_import_that_two_workers_apply_is_written_once(received, desk, at, monkeypatch):
    check_upload(received.pk, at=at)
    approve_upload(received, by=desk.chief, at=at)
    examined = uploads_module._examined

    def overtaken(*given):
        found = examined(*given)
        monkeypatch.setattr(uploads_module, "_examined", examined)
        apply_upload(received.pk, at=at)
        return found

    monkeypatch.setattr(uploads_module, "_examined", overtaken)
    upload = apply_upload(received.pk, at=at)

    assert upload.state == State.APPLIED
    assert Person.objects.filter(phone="13800000001").count() == 1
    assert Entry.objects.filter(verb="exchange.upload.applied").count() == 1
