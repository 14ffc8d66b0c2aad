"""The pages of audit work, as auditors and managers use them, and what others get."""

import re
from datetime import UTC, datetime
from io import BytesIO

import pytest
import time_machine
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from lms.audit.models import Entry
from lms.coverage import anomaly_words
from lms.coverage.models import Anomaly, AnomalyDecision, Attachment, Finding, Sample, SampleAssignment, SampleCheck
from lms.coverage.queries import looks_at
from lms.coverage.queries.samples import sees_population
from lms.coverage.rules.anomalies import THRESHOLDS
from lms.coverage.rules.sampling import digest_of
from tests.factories.coverage import AS_OF
from tests.factories.inspection import (
    PICTURE,
    AnomalyFactory,
    AnomalyPersonFactory,
    AttachmentFactory,
    FindingFactory,
    SampleCheckFactory,
    SampledPersonFactory,
    SampleFactory,
    answerer_of,
    inspector_of,
)
from tests.factories.people import PersonFactory, PostFactory
from tests.lms.coverage.land import Land
from tests.lms.coverage.test_views import NOW, sign_in

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _now(settings, tmp_path, monkeypatch):
    settings.LANGUAGE_CODE = "en"
    monkeypatch.setattr(Attachment._meta.get_field("file"), "storage", FileSystemStorage(tmp_path))
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def land():
    return Land()


@pytest.fixture
def hospital(land):
    return land.institution(land.towns[0])


@pytest.fixture
def auditor(land):
    return inspector_of(land.counties[0])


@pytest.fixture
def foreign(land):
    return inspector_of(land.counties[1])


@pytest.fixture
def sampled(land, hospital):
    source = {"kind": "question", "scheme": land.scheme.pk, "roster": land.roster.pk, "as_of": str(AS_OF)}
    source |= {"which": "due", "place": "all", "everything": False, "divisions": [], "organisations": []}
    return SampledPersonFactory(sample=SampleFactory(source=source), workplace=hospital)


def draw_url(land, which="due"):
    return reverse("coverage:draw", args=[land.scheme.pk, land.roster.pk, AS_OF, "all"]) + f"?which={which}"


def at(name, *args):
    return reverse(f"coverage:{name}", args=args)


def test_a_sample_is_drawn_from_the_people_behind_a_figure(land, auditor):
    for _ in range(5):
        land.person(land.towns[0])
    land.person(land.towns[0], state="completed")
    client = sign_in(auditor)
    page = client.get(draw_url(land, "open"))
    asked = {"title": "抽查", "percent": "40", "seed": "1234", "expected": page.context["source"].size}

    answer = client.post(draw_url(land, "open"), asked)

    sample = Sample.objects.get()
    assert answer.url == at("samples:page", sample.pk)
    assert (sample.size, sample.population, sample.seed) == (2, 5, "1234")
    page = client.get(answer.url)
    assert page.status_code == 200
    assert (page.context["progress"].size, page.context["before"]) == (2, 0)
    assert Entry.objects.filter(verb="coverage.sample.viewed").count() == 1


def test_the_form_to_draw_counts_the_people_and_reads_none(land, auditor):
    for _ in range(3):
        land.person(land.towns[0])
    client = sign_in(auditor)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(draw_url(land))
    assert page.context["source"].size == 3
    assert "<strong>3</strong>" in page.content.decode()
    assert not [each for each in asked.captured_queries if 'ORDER BY "people_person"."uid"' in each["sql"]]


@pytest.mark.parametrize("day", ["9999-12-31", "2099-01-01"])
def test_nobody_draws_as_of_a_day_to_come(land, auditor, day):
    land.person(land.towns[0])
    client, url = sign_in(auditor), draw_url(land).replace(str(AS_OF), day)
    assert client.get(url).status_code == 404
    assert client.post(url, {"title": "抽查", "size": "1"}).status_code == 404
    assert not Sample.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"size": "2", "percent": "40"}, "size"), ({}, "size"), ({"size": "2", "seed": "骰"}, "__all__")],
)
def test_a_draw_that_is_not_clear_is_asked_for_again(land, auditor, wrong, field):
    land.person(land.towns[0])
    answer = sign_in(auditor).post(draw_url(land, "unheard of"), {"title": "抽查", **wrong})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_a_foreign_roster_or_place_is_not_drawn_from(land, auditor, foreign):
    land.person(land.towns[0])
    missing = reverse("coverage:draw", args=[land.scheme.pk, land.roster.pk, AS_OF, f"division-{land.counties[0].pk}"])
    assert sign_in(foreign).get(missing).status_code == 404
    assert sign_in(answerer_of(land.institution(land.towns[0]))).get(draw_url(land)).status_code == 302


def test_the_checklist_is_filled_in_with_photos_and_the_person_sees_it(auditor, sampled):
    client, url = sign_in(auditor), at("samples:person", sampled.sample_id, sampled.position)
    assert client.get(url).status_code == 200
    photo = SimpleUploadedFile("现场.jpg", PICTURE, "image/jpeg")
    said = {
        "evidence-answer": "yes",
        "visited-answer": "impossible",
        "visited-note": "大雪封路",
        "done_on": "2026-11-18",
    }

    answer = client.post(url, {**said, "enclosures": [photo]})

    assert answer.url == at("samples:page", sampled.sample_id)
    assert {each.item: each.note for each in SampleCheck.objects.all()} == {"evidence": "", "visited": "大雪封路"}
    file = client.get(at("file", Attachment.objects.get().pk))
    assert (file.content, file["Content-Type"], file["X-Content-Type-Options"]) == (PICTURE, "image/jpeg", "nosniff")
    shown = client.get(url).content.decode()
    assert "大雪封路" in shown
    assert "现场.jpg" in shown
    seen = ["coverage.sampled.viewed", "coverage.attachment.viewed", "coverage.sampled.viewed"]
    assert [each.verb for each in looks_at(sampled.person)] == seen


def as_opened(client, url):
    """Return what the form of a page sends when nothing is touched."""
    found = [
        dict(re.findall(r'([\w-]+)(?:="([^"]*)")?', tag))
        for tag in re.findall(r"<input ([^>]*)>", client.get(url).content.decode())
    ]
    asked = [each for each in found if "name" in each and each["type"] != "file"]
    return {each["name"]: each.get("value", "") for each in asked if each["type"] != "radio" or "checked" in each}


def newest(sampled):
    return {each.item: (each.answer, each.note) for each in SampleCheck.objects.filter(sampled=sampled).order_by("pk")}


@pytest.mark.parametrize("turned", [False, True])
def test_two_who_fill_in_the_same_list_at_once_take_nothing_back(auditor, sampled, turned, land):
    SampleCheckFactory(sampled=sampled, item="phoned", answer="no", note="无人接听")
    SampleCheckFactory(sampled=sampled, item="evidence", answer="yes")
    url = at("samples:person", sampled.sample_id, sampled.position)
    one, other = sign_in(auditor), sign_in(inspector_of(land.city))
    sent = [
        (one, {**as_opened(one, url), "phoned-answer": "yes", "visited-answer": "yes", "evidence-note": "原件"}),
        (other, {**as_opened(other, url), "evidence-answer": "impossible", "identity-answer": "yes"}),
    ]
    for client, form in reversed(sent) if turned else sent:
        assert client.post(url, form).status_code == 302

    assert newest(sampled) == {
        "phoned": ("yes", "无人接听"),
        "visited": ("yes", ""),
        "evidence": ("impossible", "原件"),
        "identity": ("yes", ""),
    }


def test_of_two_who_change_the_same_answer_the_later_one_counts(auditor, sampled, land):
    SampleCheckFactory(sampled=sampled, item="phoned", answer="no")
    url = at("samples:person", sampled.sample_id, sampled.position)
    one, other = sign_in(auditor), sign_in(inspector_of(land.city))
    first, second = as_opened(one, url), as_opened(other, url)
    one.post(url, {**first, "phoned-answer": "yes"})
    # Refused once, the page still knows what it began with.
    wrong = {**second, "phoned-answer": "impossible", "done_on": "2026-11-20"}
    assert other.post(url, wrong).status_code == 422
    other.post(url, {**wrong, "done_on": "2026-11-19"})
    one.post(url, {**first, "visited-answer": "no"})

    assert newest(sampled) == {"phoned": ("impossible", ""), "visited": ("no", "")}


def test_what_the_checklist_refuses_is_said(auditor, sampled):
    client, url = sign_in(auditor), at("samples:person", sampled.sample_id, sampled.position)
    ahead = client.post(url, {"evidence-answer": "yes", "done_on": "2026-11-20"})
    huge = SimpleUploadedFile("现场.jpg", PICTURE + b"\0" * 11_000_000)
    large = client.post(url, {"done_on": "2026-11-19", "enclosures": [huge]})

    assert [ahead.status_code, large.status_code] == [422, 422]
    assert list(large.context["form"].errors) == ["enclosures"]
    assert not SampleCheck.objects.exists()


def test_the_number_is_shown_to_ring_up_and_that_is_written_down(auditor, sampled):
    client = sign_in(auditor)
    hidden = client.get(at("samples:person", sampled.sample_id, sampled.position)).content.decode()
    shown = client.post(at("samples:phone", sampled.sample_id, sampled.position)).content.decode()

    assert sampled.person.phone not in hidden
    assert f"tel:{sampled.person.phone}" in shown
    assert looks_at(sampled.person).first().verb == "coverage.phone.viewed"


def test_people_are_handed_out_and_everybody_finds_their_own(auditor, sampled):
    client, url = sign_in(auditor), at("samples:assign", sampled.sample_id)
    client.post(url, {"position": [str(sampled.position), "x"], "auditor": auditor.pk})
    nothing = client.post(url, {"auditor": auditor.pk}, follow=True)

    page = client.get(at("samples:page", sampled.sample_id) + "?who=me")
    assert [line.auditor for line in page.context["page_obj"]] == [auditor]
    assert "Tick at least one person" in nothing.content.decode()
    other = SampledPersonFactory(sample=sampled.sample, workplace=sampled.workplace)
    assert client.get(at("samples:page", sampled.sample_id) + "?who=me").context["page_obj"].object_list != [other]


def test_who_audits_elsewhere_is_not_given_anybody(auditor, sampled, monkeypatch, foreign):
    monkeypatch.setattr("lms.coverage.views.samples.auditors_for", lambda _places: type(foreign).objects.all())
    asked = {"position": [str(sampled.position)], "auditor": foreign.pk}
    page = sign_in(auditor).post(at("samples:assign", sampled.sample_id), asked, follow=True)
    assert "does not audit where" in page.content.decode()


def test_the_print_and_the_files_hold_what_draws_the_sample_again(land, auditor):
    for _ in range(3):
        land.person(land.towns[0], person__name="=1+1")
    client = sign_in(auditor)
    client.post(draw_url(land), {"title": "抽查", "size": "2", "seed": "1234", "strata": "institution_kind"})
    sample = Sample.objects.get()

    printed = client.get(at("samples:print", sample.pk)).content.decode()
    csv = client.get(at("samples:population", sample.pk)).content.decode("utf-8-sig").splitlines()
    book = load_workbook(BytesIO(client.get(at("samples:workbook", sample.pk)).content))

    assert "1234" in printed
    assert sample.population_sha256 in printed
    uids = [line.split(",")[2] for line in csv[1:]]
    assert uids == sorted(uids, key=lambda uid: digest_of("1234", uid))
    assert [str(each.person.uid) for each in sample.people.order_by("position")] == uids[:2]
    assert [row[1].value for row in list(book.worksheets[0])[1:]] == ["'=1+1", "'=1+1"]
    said = Entry.objects.filter(verb="coverage.sample.exported").order_by("pk").values_list("data", flat=True)
    assert [each["format"] for each in said] == ["print", "csv", "xlsx"]


def drawn_in_two_counties(land):
    """Return a sample that the city drew of everybody, all of them, and a client of an auditor of the first county."""
    for town in (land.towns[0], land.towns[2]):
        land.person(town)
    client = sign_in(inspector_of(land.city))
    client.post(draw_url(land), {"title": "抽查", "size": "2", "seed": "1234", "strata": "county"})
    return Sample.objects.get(), client


def test_who_looks_after_a_part_sees_their_lines_and_not_the_people_of_others(land, auditor):
    sample, city = drawn_in_two_counties(land)
    client, csv = sign_in(auditor), at("samples:population", sample.pk)

    page = client.get(at("samples:page", sample.pk)).content.decode()
    assert client.get(csv).status_code == 404
    assert client.post(at("samples:changes", sample.pk)).status_code == 404
    assert csv not in page
    assert at("samples:changes", sample.pk) not in page
    assert "drawn from a larger area than yours" in page
    assert sample.population_sha256 in page
    book = load_workbook(BytesIO(client.get(at("samples:workbook", sample.pk)).content))
    assert "population" not in [row[0].value for row in book.worksheets[1]]
    assert book.worksheets[0].max_row == 2
    listed = client.get(at("samples:index"), {"export": "xlsx"})
    [_head, line] = load_workbook(BytesIO(b"".join(listed.streaming_content))).active.iter_rows(values_only=True)
    assert line[:4] == ("抽查", sample.drawn_from, "2", None)

    assert len(city.get(csv).content.decode().splitlines()) == 3
    assert csv in city.get(at("samples:page", sample.pk)).content.decode()


@pytest.mark.parametrize("where", ["city", "county", "institution", "everywhere"])
def test_who_looks_after_the_whole_place_may_have_the_list(land, auditor, hospital, where):
    place = {"city": land.city, "county": land.counties[0]}.get(where)
    source = {"place": f"division-{place.pk}" if place else "all", "everything": False, "divisions": [land.city.pk]}
    source |= {"organisations": []}
    if where == "institution":
        source["place"] = f"institution-{hospital.pk}"
    sample = SampledPersonFactory(sample__source=source, workplace=hospital).sample
    county, city = sees_population(auditor, sample), sees_population(inspector_of(land.city), sample)
    assert (county, city) == (where in ("county", "institution"), True)
    sample.source["everything"] = True
    assert sees_population(inspector_of(land.city), sample) == (where != "everywhere")
    assert sees_population(PersonFactory(is_superuser=True), sample)
    assert sees_population(sample.drawn_by, sample)


def test_what_has_changed_since_is_said_when_asked_for(land):
    sample, client = drawn_in_two_counties(land)
    with CaptureQueriesContext(connection) as asked:
        client.get(at("samples:page", sample.pk))
    assert not [each for each in asked.captured_queries if "people_rosterentry" in each["sql"]]

    said = [client.post(at("samples:changes", sample.pk), follow=True).content.decode()]
    land.person(land.towns[1])
    said.append(client.post(at("samples:changes", sample.pk), follow=True).content.decode())
    assert "are the same today" in said[0]
    assert "have changed since: 1 came, 0 went" in said[1]


def test_figures_that_are_gone_are_not_compared(land, hospital):
    source = {"kind": "unheard of", "place": f"division-{land.counties[0].pk}"}
    sampled = SampledPersonFactory(sample__source=source, workplace=hospital)
    page = sign_in(inspector_of(land.city)).post(at("samples:changes", sampled.sample_id), follow=True)
    assert "not there any more" in page.content.decode()


def test_a_finding_goes_to_the_institution_and_comes_back(auditor, sampled, hospital):
    manager = answerer_of(hospital)
    office, institution = sign_in(auditor), sign_in(manager)
    new = at("findings:new") + f"?sampled={sampled.pk}"
    assert str(sampled.person) in office.get(new).content.decode()
    asked = {"title": "无签名", "text": "没有原件。", "severity": "grave", "due_on": "2026-12-01"}
    answer = office.post(new, asked)
    finding = Finding.objects.get()
    assert answer.url == at("findings:page", finding.pk)
    assert (finding.organisation, finding.person, finding.sample) == (hospital, sampled.person, sampled.sample)
    assert manager.name in office.get(answer.url).content.decode()

    page = institution.get(answer.url)
    assert [kind for kind, _label in page.context["next_steps"]] == ["replied"]
    scan = SimpleUploadedFile("原件.pdf", b"%PDF-1.7", "application/pdf")
    institution.post(at("findings:step", finding.pk, "replied"), {"text": "补交原件。", "enclosures": [scan]})
    refused = institution.post(at("findings:step", finding.pk, "closed"), {"text": "关"})
    assert refused.status_code == 422
    for kind in ("accepted", "closed"):
        office.post(at("findings:step", finding.pk, kind), {"text": "好"})

    assert Finding.objects.with_state().get().state == "closed"
    page = office.get(at("samples:person", sampled.sample_id, sampled.position)).content.decode()
    assert "无签名" in page
    file = institution.get(at("file", Attachment.objects.get().pk))
    assert file["Content-Disposition"].startswith("attachment")
    assert "coverage.finding.viewed" in {each.verb for each in looks_at(sampled.person)}


def test_a_finding_without_anybody_to_answer_says_so(auditor, hospital):
    finding = FindingFactory(organisation=hospital)
    page = sign_in(auditor).get(at("findings:page", finding.pk)).content.decode()
    assert "Nobody is appointed to answer" in page
    assert sign_in(auditor).post(at("findings:step", finding.pk, "praised"), {}).status_code == 404


def test_a_finding_is_raised_on_any_institution_of_the_area(auditor, hospital, land):
    person = PostFactory(workplace=hospital).person
    asked = {"title": "台账不全", "text": "缺三个月。", "severity": "minor", "due_on": "2026-12-01"}
    client = sign_in(auditor)
    assert client.get(at("findings:new")).status_code == 200
    client.post(at("findings:new"), {**asked, "organisation": hospital.pk, "person": person.pk})
    assert Finding.objects.get().person == person

    abroad = client.post(at("findings:new"), {**asked, "organisation": land.institution(land.towns[2]).pk})
    past = client.post(at("findings:new"), {**asked, "organisation": hospital.pk, "due_on": "2026-11-01"})
    assert [abroad.status_code, past.status_code, Finding.objects.count()] == [422, 422, 1]


def test_an_anomaly_is_explained_or_becomes_a_finding(auditor, hospital):
    client = sign_in(auditor)
    first, second = (AnomalyPersonFactory(workplace=hospital) for _ in range(2))
    AnomalyPersonFactory(anomaly=first.anomaly)
    url = at("anomalies:page", first.anomaly_id)
    page = client.get(url)
    assert page.context["elsewhere"] == 1
    assert "more than 720 minutes" in page.content.decode()
    assert client.post(url, {"reason": ""}).status_code == 422
    client.post(url, {"reason": "培训班集中补录。"})
    again = client.post(url, {"reason": "又一次"})
    assert again.status_code == 422
    assert "集中补录" in client.get(url).content.decode()

    asked = {"title": "学时不实", "text": "一天 15 小时。", "severity": "serious", "due_on": "2026-12-01"}
    new = at("findings:new") + f"?anomaly={second.anomaly_id}"
    assert client.get(new).status_code == 200
    client.post(new, asked)
    finding = Finding.objects.get()
    assert (finding.anomaly, finding.person) == (second.anomaly, second.person)
    assert "学时不实" in client.get(at("anomalies:page", second.anomaly_id)).content.decode()
    outcomes = AnomalyDecision.objects.order_by("pk").values_list("outcome", flat=True)
    assert list(outcomes) == ["explained", "finding"]
    assert looks_at(first.person).filter(verb="coverage.anomaly.viewed").exists()


@pytest.mark.parametrize("number", ["9" * 20, "٣", "1" * 19])
def test_a_number_that_is_no_id_is_nobodys(auditor, sampled, number):
    client = sign_in(auditor)
    for about in ("anomaly", "sampled"):
        assert client.get(at("findings:new"), {about: number}).status_code == 200
    asked = {"position": [number], "auditor": auditor.pk}
    assert client.post(at("samples:assign", sampled.sample_id), asked).status_code == 302
    assert not SampleAssignment.objects.exists()
    person = at("samples:person", sampled.sample_id, 1).replace(f"/{sampled.sample_id}/1/", f"/{number}/1/")
    assert client.get(person).status_code == 404


def test_an_anomaly_of_several_becomes_a_finding_on_their_institution(auditor, hospital):
    first = AnomalyPersonFactory(workplace=hospital)
    AnomalyPersonFactory(anomaly=first.anomaly, workplace=hospital)
    asked = {"title": "代签", "text": "同一秒。", "severity": "serious", "due_on": "2026-12-01"}
    sign_in(auditor).post(at("findings:new") + f"?anomaly={first.anomaly_id}", asked)
    assert (Finding.objects.get().organisation, Finding.objects.get().person) == (hospital, None)


def test_nothing_of_another_county_is_found(foreign, sampled, hospital):
    concerned, finding = AnomalyPersonFactory(workplace=hospital), FindingFactory(organisation=hospital)
    file, reply = AttachmentFactory(sampled=sampled), AttachmentFactory(sampled=None, step=finding.steps.get())
    client = sign_in(foreign)
    pages = [
        at("samples:page", sampled.sample_id),
        at("samples:print", sampled.sample_id),
        at("samples:workbook", sampled.sample_id),
        at("samples:population", sampled.sample_id),
        at("samples:person", sampled.sample_id, sampled.position),
        at("findings:page", finding.pk),
        at("findings:new") + f"?sampled={sampled.pk}",
        at("findings:new") + f"?anomaly={concerned.anomaly_id}",
        at("anomalies:page", concerned.anomaly_id),
        at("file", file.pk),
        at("file", reply.pk),
    ]
    assert {url: client.get(url).status_code for url in pages} == dict.fromkeys(pages, 404)
    posts = [at("samples:assign", sampled.sample_id), at("samples:phone", sampled.sample_id, sampled.position)]
    posts.append(at("findings:step", finding.pk, "closed"))
    assert [client.post(url).status_code for url in posts] == [404, 404, 404]
    lists = [client.get(at(f"{name}:index")) for name in ("samples", "findings", "anomalies")]
    assert [len(page.context["object_list"]) for page in lists] == [0, 0, 0]


def test_managers_see_findings_and_no_samples_or_anomalies(hospital, sampled):
    concerned, finding = AnomalyPersonFactory(workplace=hospital), FindingFactory(organisation=hospital)
    client = sign_in(answerer_of(hospital))
    assert client.get(at("findings:page", finding.pk)).status_code == 200
    shut = [at("samples:index"), at("anomalies:index"), at("samples:page", sampled.sample_id)]
    shut += [at("samples:person", sampled.sample_id, sampled.position), at("findings:new")]
    shut.append(at("anomalies:page", concerned.anomaly_id))
    assert [client.get(url).status_code for url in shut] == [302] * 6
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert at("findings:index") in home
    assert at("samples:index") not in home


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ({"state": "raised"}, 1),
        ({"severity": "minor"}, 2),
        ({"late": "yes"}, 1),
        ({"institution": "寿光"}, 2),
        ({"person": "无此人"}, 0),
    ],
)
def test_findings_are_narrowed(auditor, hospital, asked, number):
    FindingFactory(organisation=hospital, due_on=datetime(2026, 11, 1, tzinfo=UTC).date())
    FindingFactory(organisation=hospital, steps=[("replied", PersonFactory())])
    page = sign_in(auditor).get(at("findings:index_results"), asked)
    assert len(page.context["object_list"]) == number


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ({"rule": "device"}, 1),
        ({"decision": "open"}, 2),
        ({"decision": "explained"}, 0),
        ({"person": "王"}, 1),
        ({"institution": "寿光"}, 2),
    ],
)
def test_anomalies_are_narrowed_by_what_the_viewer_sees(auditor, hospital, asked, number):
    shared = AnomalyFactory(rule="device", figures={"people": 6}, thresholds={"people": 3})
    for _ in range(6):
        AnomalyPersonFactory(anomaly=shared, workplace=hospital)
    AnomalyPersonFactory(anomaly=shared, person__name="李外县")
    AnomalyPersonFactory(workplace=hospital, person__name="王医生")
    client = sign_in(auditor)
    assert len(client.get(at("anomalies:index_results"), asked).context["object_list"]) == number
    assert len(client.get(at("anomalies:index_results"), {"person": "李外县"}).context["object_list"]) == 0


@pytest.mark.parametrize(("name", "noun"), [("samples", "sample"), ("findings", "finding"), ("anomalies", "anomaly")])
def test_lists_are_exported_as_they_stand_and_that_is_written_down(auditor, hospital, sampled, name, noun):
    FindingFactory(organisation=hospital, title="=1+1")
    AnomalyPersonFactory(workplace=hospital)
    client = sign_in(auditor)
    client.get(at(f"{name}:index"))

    answer = client.get(at(f"{name}:index"), {"export": "xlsx"})

    rows = list(load_workbook(BytesIO(b"".join(answer.streaming_content))).active.iter_rows(values_only=True))
    assert len(rows) == 2
    assert name != "findings" or rows[1][0] == "'=1+1"
    verbs = Entry.objects.filter(actor_id=str(auditor.pk)).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == [f"coverage.{noun}.listed", f"coverage.{noun}.exported"]


def test_every_rule_says_why_and_every_figure_has_its_words():
    known = {
        "together": {"answers": 12, "first": "2026-11-18T09:00:00+08:00"},
        "places": {"second_event": "lecture:3", "first_event": "session:20261118T0900:clinic:"},
    }
    said = [
        anomaly_words.why(AnomalyFactory(rule=rule, figures=known.get(rule, {"minutes": 1}), thresholds=limits))
        for rule, limits in THRESHOLDS.items()
    ]
    assert len(set(said)) == len(Anomaly.Rule)
    lines = [anomaly_words.in_one_line(each) for each in Anomaly.objects.filter(rule__in=known).order_by("rule")]
    assert lines == [
        "second occasion: lecture number 3; first occasion: teaching session of 2026-11-18 09:00",
        "answers in the same second: 12; first time: 2026-11-18 09:00:00",
    ]
