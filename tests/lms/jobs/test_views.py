"""The faces of long work."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from lms.jobs.models import Job
from tests.certificates.people import manager_of
from tests.factories.jobs import JobFactory
from tests.factories.people import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def job():
    return JobFactory(title="发放结业证书", state=Job.State.RUNNING, heard_at=timezone.now(), done=23, total=60)


@pytest.fixture
def browser(client, job):
    client.force_login(job.owner)
    return client


def over(job, state=Job.State.DONE, **changes):
    Job.objects.filter(pk=job.pk).update(state=state, ended_at=timezone.now(), **changes)


def test_a_running_job_shows_how_far_it_is_and_asks_again(browser, job):
    page = browser.get(reverse("jobs:job", args=[job.pk])).content.decode()

    assert "发放结业证书" in page
    assert 'value="38"' in page
    assert f'hx-get="/jobs/{job.pk}/"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert reverse("jobs:cancel", args=[job.pk]) in page


def test_htmx_gets_the_part_that_moves(browser, job):
    part = browser.get(reverse("jobs:job", args=[job.pk]), headers={"HX-Request": "true"}).content.decode()

    assert part.strip().startswith('<section id="progress"')
    assert "<html" not in part


def test_a_job_that_is_over_asks_no_more(browser, job):
    over(job, message="60 份证书已发放", return_url="/there/")

    page = browser.get(reverse("jobs:job", args=[job.pk])).content.decode()

    assert "60 份证书已发放" in page
    assert 'href="/there/"' in page
    assert "hx-get" not in page
    assert "http-equiv" not in page
    assert reverse("jobs:cancel", args=[job.pk]) not in page


def test_a_failed_job_says_why(browser, job):
    over(job, Job.State.FAILED, message="第 12 行身份证号有误")

    page = browser.get(reverse("jobs:job", args=[job.pk])).content.decode()

    assert '<p class="notice notice--refusal" role="alert">第 12 行身份证号有误</p>' in page


@pytest.mark.parametrize(
    ("changes", "slow"),
    [
        pytest.param({"heard_at": timedelta(minutes=3)}, True, id="running-and-silent"),
        pytest.param({"heard_at": timedelta(0)}, False, id="running"),
    ],
)
def test_a_silent_job_is_called_slow(browser, job, changes, slow):
    Job.objects.filter(pk=job.pk).update(**{name: timezone.now() - age for name, age in changes.items()})

    page = browser.get(reverse("jobs:job", args=[job.pk])).content.decode()

    assert ('<p class="notice notice--warning">' in page) is slow


def test_cancel_asks_and_comes_back(browser, job):
    response = browser.post(reverse("jobs:cancel", args=[job.pk]))

    job.refresh_from_db()
    assert (response.status_code, response["Location"]) == (302, f"/jobs/{job.pk}/")
    assert job.cancel_asked_at is not None
    assert "notice--info" in browser.get(response["Location"]).content.decode()


def test_cancel_is_asked_by_post_only(browser, job):
    assert browser.get(reverse("jobs:cancel", args=[job.pk])).status_code == 405


def test_the_file_is_handed_out_under_its_own_name(browser, job):
    job.file.save(f"{job.pk}-名册.csv", ContentFile("姓名".encode()))
    over(job)

    response = browser.get(reverse("jobs:file", args=[job.pk]))

    assert b"".join(response.streaming_content).decode() == "姓名"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%E5%90%8D%E5%86%8C.csv"


def test_a_job_without_a_file_has_none(browser, job):
    assert browser.get(reverse("jobs:file", args=[job.pk])).status_code == 404


@pytest.mark.parametrize("page", ["job", "file", "cancel"])
def test_a_stranger_finds_no_job(client, job, page):
    job.file.save(f"{job.pk}-a.csv", ContentFile(b"a"))
    client.force_login(PersonFactory())
    ask = client.post if page == "cancel" else client.get

    assert ask(reverse(f"jobs:{page}", args=[job.pk])).status_code == 404
    job.refresh_from_db()
    assert job.cancel_asked_at is None


@pytest.mark.parametrize("page", ["jobs", "job", "file"])
def test_a_visitor_is_asked_to_sign_in(client, job, page):
    response = client.get(reverse(f"jobs:{page}", args=[] if page == "jobs" else [job.pk]))

    assert response.status_code == 302
    assert "/account/login/" in response["Location"]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_shows_my_jobs_in_a_constant_number_of_queries(client, django_assert_num_queries, number):
    owner = PersonFactory()
    JobFactory.create_batch(number, owner=owner)
    JobFactory(title="别人的")
    client.force_login(owner)

    with django_assert_num_queries(4):  # session, person, count, page
        page = client.get(reverse("jobs:jobs")).content.decode()

    assert page.count('class="list__item"') == number
    assert "别人的" not in page


class TestInTheOffice:
    """The same pages in the frame of the admin, for work that was asked for there."""

    @pytest.fixture
    def job(self):
        owner = manager_of(OrganisationFactory())
        return JobFactory(
            title="发放结业证书", owner=owner, state=Job.State.RUNNING, done=23, total=60, return_url="/admin/there/"
        )

    def test_work_asked_for_in_the_admin_is_watched_there(self, browser, job):
        response = browser.get(reverse("jobs:job", args=[job.pk]))

        assert (response.status_code, response["Location"]) == (302, f"/admin/jobs/{job.pk}/")
        page = browser.get(response["Location"]).content.decode()
        assert 'value="38"' in page
        assert '<meta http-equiv="refresh" content="3">' in page
        assert f'action="/admin/jobs/{job.pk}/cancel/"' in page
        assert 'href="/admin/jobs/"' in page
        assert "tabbar" not in page

    def test_whoever_has_lost_the_role_still_finds_the_job(self, browser, job):
        job.owner.user_permissions.clear()

        assert browser.get(reverse("jobs:job", args=[job.pk])).status_code == 200

    def test_cancelling_stays_there(self, browser, job):
        response = browser.post(reverse("office_jobs:cancel", args=[job.pk]))

        job.refresh_from_db()
        assert response["Location"] == f"/admin/jobs/{job.pk}/"
        assert job.cancel_asked_at is not None

    def test_what_came_of_it_is_said_and_handed_out(self, browser, job):
        job.file.save(f"{job.pk}-名册.csv", ContentFile("姓名".encode()))
        over(job, message="60 份证书已发放")

        page = browser.get(reverse("office_jobs:job", args=[job.pk])).content.decode()

        assert "60 份证书已发放" in page
        assert f'href="/admin/jobs/{job.pk}/file/"' in page
        assert 'href="/admin/there/"' in page
        assert "http-equiv" not in page

    @pytest.mark.parametrize("number", [0, 1, 3])
    def test_the_list_shows_my_jobs_there(self, client, number):
        owner = manager_of(OrganisationFactory())
        jobs = JobFactory.create_batch(number, owner=owner)
        JobFactory(title="别人的")
        client.force_login(owner)

        page = client.get(reverse("office_jobs:jobs")).content.decode()

        assert all(f'href="/admin/jobs/{job.pk}/"' in page for job in jobs)
        assert "别人的" not in page

    def test_a_stranger_finds_nothing_there(self, client, job):
        client.force_login(manager_of(OrganisationFactory()))

        assert client.get(reverse("office_jobs:job", args=[job.pk])).status_code == 404
