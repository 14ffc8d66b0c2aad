"""Setting up programmes and putting versions of their rule in force."""

from datetime import date

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.urls import reverse

from lms.audit.models import Entry
from lms.coverage.forms.rule import RuleForm
from lms.coverage.models import Programme, ProgrammeVersion
from lms.people.models import Division
from lms.people.roles import PERMISSIONS, Role
from tests.factories.coverage import ProgrammeFactory, ProgrammeVersionFactory, auditor_of
from tests.factories.credits import RuleSetFactory
from tests.factories.people import DivisionFactory, PersonFactory
from tests.lms.coverage.scene import NOW, TODAY, Scene
from tests.lms.coverage.test_programme_pages import text
from tests.lms.coverage.test_views import sign_in

pytestmark = [pytest.mark.django_db]
STAGES = {"plan-TOTAL_FORMS": "6", "plan-INITIAL_FORMS": "0"}
RULE = {
    "source_document": "潍卫基层〔2026〕1号",
    "clause": "第三条",
    "in_force_on": "2026-11-19",
    "taken_from": "posts",
    "post_kinds": ["village_doctor"],
    "covered_by": "minutes",
    "hours": "1.5",
    "target": "90",
    **STAGES,
}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def scene():
    return Scene(rule=False)


def manager_over(division):
    """Return somebody who may change programmes of ``division``."""
    person = auditor_of(division, Role.SCHEME_MANAGER)
    person.user_permissions.add(Permission.objects.get(content_type__app_label="coverage", codename="change_programme"))
    return person


@pytest.fixture
def manager(scene):
    return manager_over(scene.city)


def outline(scene, **said):
    known = {"name": "乡村医生三年全覆盖", "keeper": scene.institution(scene.city).pk, "division": scene.city.pk}
    return {**known, "starts_on": "2024-01-01", "ends_on": "2026-12-31", **said}


def rule_url(scene):
    return reverse("coverage:programme_rule_new", args=[scene.programme.pk])


def edit_url(programme):
    return reverse("coverage:programme_edit", args=[programme.pk])


def test_scheme_managers_may_and_auditors_may_not():
    may = {role for role, held in PERMISSIONS.items() if "coverage.change_programme" in held}
    assert may == {Role.SCHEME_MANAGER}


def test_a_programme_is_set_up_and_leads_on_to_its_rule(scene, manager):
    client = sign_in(manager)
    assert client.get(reverse("coverage:programme_new")).status_code == 200
    answer = client.post(reverse("coverage:programme_new"), outline(scene))
    made = Programme.objects.get(name="乡村医生三年全覆盖")
    assert answer.url == reverse("coverage:programme_rule_new", args=[made.pk])
    assert (made.code, made.starts_on, made.division) == ("programme-2024-1", date(2024, 1, 1), scene.city)
    assert Entry.objects.get(verb="coverage.programme.created").actor_name == manager.name
    client.post(reverse("coverage:programme_new"), outline(scene))
    assert Programme.objects.filter(code="programme-2024-2").exists()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        pytest.param({"ends_on": "2023-12-31"}, "ends_on", id="period-turned-round"),
        pytest.param({"name": ""}, "name", id="no-name"),
        pytest.param({"division": "99999"}, "division", id="no-area"),
        pytest.param({"code": "taken"}, "code", id="code-of-another"),
        pytest.param({"starts_on": "yesterday"}, "starts_on", id="no-day"),
        pytest.param({"ends_on": "9999-12-31"}, "ends_on", id="for-ever"),
    ],
)
def test_what_is_wrong_with_a_programme_is_said_at_its_field(scene, manager, said, field):
    ProgrammeFactory(code="taken")
    page = sign_in(manager).post(reverse("coverage:programme_new"), outline(scene, **said))
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]


def test_only_what_lies_in_ones_scope_can_be_chosen(scene, manager):
    foreign = DivisionFactory(name="远市", level=Division.Level.CITY)
    page = sign_in(manager).post(reverse("coverage:programme_new"), outline(scene, division=foreign.pk))
    assert list(page.context["form"].errors) == ["division"]


def test_a_programme_of_the_city_is_looked_at_in_the_county_and_not_changed(scene):
    client = sign_in(manager_over(scene.counties[0]))
    page = client.get(reverse("coverage:programme_rules", args=[scene.programme.pk]))
    assert (page.status_code, page.context["may_change"]) == (200, False)
    assert client.get(edit_url(scene.programme)).status_code == 404
    assert client.post(rule_url(scene), {**RULE, "do": "put"}).status_code == 404


def test_an_auditor_without_the_permission_is_turned_away(scene):
    client = sign_in(auditor_of(scene.city))
    for address in (reverse("coverage:programme_new"), edit_url(scene.programme), rule_url(scene)):
        assert client.post(address).url == reverse("wagtailadmin_home")
    assert client.get(reverse("coverage:programme_rules", args=[scene.programme.pk])).status_code == 200


def test_before_its_first_rule_everything_but_the_code_may_change(scene, manager):
    client = sign_in(manager)
    page = client.get(edit_url(scene.programme))
    assert "code" not in page.context["form"].fields
    client.post(edit_url(scene.programme), outline(scene))
    scene.programme.refresh_from_db()
    assert (scene.programme.name, scene.programme.starts_on) == ("乡村医生三年全覆盖", date(2024, 1, 1))
    assert Entry.objects.get(verb="coverage.programme.changed").data["fields"] == ["name", "starts_on"]


def test_once_a_rule_is_in_force_only_the_name_may_change(scene, manager):
    ProgrammeVersionFactory(programme=scene.programme)
    client = sign_in(manager)
    refused = client.post(edit_url(scene.programme), outline(scene))
    assert refused.status_code == 422
    assert refused.context["form"].non_field_errors()
    same = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    assert client.post(edit_url(scene.programme), outline(scene, **same)).status_code == 302
    scene.programme.refresh_from_db()
    assert scene.programme.name == "乡村医生三年全覆盖"


def test_a_rule_is_counted_first_and_put_in_force_as_it_was_counted(scene, manager):
    scene.doctor(scene.towns[0], minutes=90)
    scene.doctor(scene.towns[1])
    scene.doctor(scene.towns[1], kind="nurse")
    client = sign_in(manager)
    assert client.get(rule_url(scene)).context["form"].initial["in_force_on"] == TODAY
    page = client.post(rule_url(scene), {**RULE, "do": "preview"})
    shown = page.context["preview"]
    assert (shown.on, shown.due, shown.covered, shown.on_leave) == (TODAY, 2, 1, 0)
    assert not ProgrammeVersion.objects.exists()
    # The second form sends exactly what was counted.
    typed = dict(page.context["typed"])
    assert client.post(rule_url(scene), {**typed, "do": "put"}).status_code == 302
    version = ProgrammeVersion.objects.get()
    assert (version.number, version.target_minutes, version.target_tenths) == (1, 90, 900)
    assert (version.post_kinds, version.made_by, version.clause) == (["village_doctor"], manager, "第三条")


def test_a_rule_that_takes_nobody_says_so(scene, manager):
    page = sign_in(manager).post(rule_url(scene), {**RULE, "do": "preview"})
    assert page.context["preview"].due == 0
    assert "coverage__error" in text(page)


def test_a_version_is_kept_and_the_next_begins_as_it_is(scene, manager):
    plan = {"plan-0-on": "2026-06-30", "plan-0-percent": "50", "plan-1-on": "2026-12-31", "plan-1-percent": "90.5"}
    client = sign_in(manager)
    client.post(rule_url(scene), {**RULE, **plan, "do": "put"})
    version = ProgrammeVersion.objects.get()
    assert version.plan == [{"on": "2026-06-30", "tenths": 500}, {"on": "2026-12-31", "tenths": 905}]
    page = client.get(rule_url(scene))
    assert page.context["form"].initial["hours"] == 1.5
    assert page.context["stages"].initial[0]["percent"] == 50
    assert "source_document" not in page.context["form"].initial
    client.post(rule_url(scene), {**RULE, "hours": "2", "do": "put"})
    versions = client.get(reverse("coverage:programme_rules", args=[scene.programme.pk])).context["versions"]
    assert [each.number for each in versions] == [2, 1]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        pytest.param({"source_document": ""}, "source_document", id="no-document"),
        pytest.param({"clause": ""}, "clause", id="no-clause"),
        pytest.param({"taken_from": "roster"}, "roster", id="no-roster"),
        pytest.param({"hours": ""}, "hours", id="no-hours"),
        pytest.param({"hours": "many"}, "hours", id="no-number"),
        pytest.param({"covered_by": "credits", "credits": "25"}, "authority", id="no-authority"),
        pytest.param({"covered_by": "scheme"}, "scheme", id="no-scheme"),
        pytest.param({"covered_by": "certificate"}, "certificate_kind", id="no-kind-of-certificate"),
        pytest.param({"covered_by": "wishes"}, "covered_by", id="no-such-cover"),
        pytest.param({"target": "0"}, "target", id="no-target"),
        pytest.param({"target": "100.1"}, "target", id="more-than-all"),
        pytest.param({"in_force_on": "2027-01-01"}, "in_force_on", id="after-the-end"),
        pytest.param({"post_kinds": ["emperor"]}, "post_kinds", id="no-such-post"),
        pytest.param({"further_divisions": "000000000000"}, "further_divisions", id="no-such-area"),
        pytest.param({"in_force_on": "1999-12-31"}, "in_force_on", id="last-century"),
    ],
)
def test_what_is_wrong_with_a_rule_is_said_at_its_field(scene, manager, said, field):
    page = sign_in(manager).post(rule_url(scene), {**RULE, **said, "do": "put"})
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert not ProgrammeVersion.objects.exists()


def test_further_areas_are_named_and_go_on_with_the_next_version(scene, manager):
    """The other half of a county that was split may lie outside the scope of whoever goes on with the rule."""
    elsewhere = DivisionFactory(level="county", name="新寿光县")
    client = sign_in(PersonFactory(is_superuser=True))
    client.post(rule_url(scene), {**RULE, "further_divisions": f"{elsewhere.code}，{elsewhere.code}", "do": "put"})
    assert ProgrammeVersion.objects.get().division_codes == [elsewhere.code]

    client = sign_in(manager)
    known = client.get(rule_url(scene)).context["form"].initial["further_divisions"]
    client.post(rule_url(scene), {**RULE, "further_divisions": known, "target": "95", "do": "put"})

    versions = client.get(reverse("coverage:programme_rules", args=[scene.programme.pk]))
    assert [each.division_codes for each in versions.context["versions"]] == [[elsewhere.code]] * 2
    assert f"{scene.city}、新寿光县" in text(versions)


@pytest.mark.parametrize(
    "plan",
    [
        pytest.param({"plan-0-on": "2026-06-30"}, id="half-a-row"),
        pytest.param({"plan-0-on": "2026-06-30", "plan-0-percent": "101"}, id="more-than-all"),
        pytest.param(
            {"plan-0-on": "2026-06-30", "plan-0-percent": "50", "plan-1-on": "2026-06-30", "plan-1-percent": "60"},
            id="a-day-twice",
        ),
        pytest.param(
            {"plan-0-on": "2026-06-30", "plan-0-percent": "50", "plan-1-on": "2026-03-31", "plan-1-percent": "60"},
            id="it-goes-down",
        ),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(scene, manager, plan):
    page = sign_in(manager).post(rule_url(scene), {**RULE, **plan, "do": "put"})
    assert page.status_code == 422
    assert not page.context["stages"].is_valid()
    assert not ProgrammeVersion.objects.exists()


def test_a_correction_does_not_reach_back_behind_the_newest_version(scene, manager):
    ProgrammeVersionFactory(programme=scene.programme, number=1, in_force_on=date(2026, 6, 1))
    client = sign_in(manager)
    page = client.post(rule_url(scene), {**RULE, "in_force_on": "2026-05-31", "do": "put"})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["in_force_on"])
    assert client.post(rule_url(scene), {**RULE, "in_force_on": "2026-06-01", "do": "put"}).status_code == 302


@pytest.mark.parametrize("kind", ["scheme", "credits", "certificate"])
def test_a_rule_keeps_only_what_it_needs(scene, manager, kind):
    paying = RuleSetFactory(state="in_force")
    said = {"scheme": scene.scheme.pk, "credits": "25", "authority": paying.authority, "certificate_kind": "completion"}
    form = RuleForm({**RULE, **said, "covered_by": kind}, viewer=manager, programme=scene.programme)
    assert form.is_valid(), form.errors
    rule = form.rule([])
    kept = {
        "scheme": rule.scheme is not None,
        "credits": rule.target_credits_hundredths == 2500 and bool(rule.authority),
        "certificate": bool(rule.certificate_kind),
        "minutes": bool(rule.target_minutes),
    }
    assert [name for name, is_kept in kept.items() if is_kept] == [kind]


def test_a_rule_by_roster_names_it(scene, manager):
    page = sign_in(manager).post(
        rule_url(scene), {**RULE, "taken_from": "roster", "roster": scene.roster.pk, "do": "preview"}
    )
    assert page.context["rule"].roster == scene.roster
    assert scene.roster.name in text(page)
