"""Requests a second of the desk and a course page, beside an empty view behind the same middleware; and queries."""

from statistics import median
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from courses.catalogue.models import Course
from tests.bench.installation import burden, doctor, install

ROUNDS, SHARE = 9, 0.35  # rounds of all pages, and seconds a page in each
SIZES = (1, 8)
GOAL, MOST_QUERIES = 0.08, 12
EMPTY = "/bench/empty/"


def measure() -> list[dict[str, Any]]:
    """Return the medians of interleaved rounds with the larger burden, and the most queries at any size."""
    install()
    person = doctor()
    client = Client()
    client.force_login(person)
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    queries, have = 0, 0
    settings.ROOT_URLCONF = "tests.bench.urls"
    site = Site(cookies)
    for size in SIZES:
        burden(person, size=size - have)
        have = size
        pages = {"desk": "/", "desk-course": Course.objects.latest("pk").page.url}
        queries = max(queries, *(site.queries(path) for path in pages.values()))
    speeds = race(site, {"empty": EMPTY, **pages})
    lines = [_line(name, speeds[name], speeds["empty"]) for name in pages]
    return [*lines, _queries_line(queries)]


class Site:
    """The whole product in this process, asked by one signed-in phone."""

    def __init__(self, cookies: str) -> None:
        self.cookies, self.application = cookies, WSGIHandler()
        self.requests = RequestFactory(SERVER_NAME="127.0.0.1")

    def ask(self, path: str) -> int:
        request = self.requests.get(path, HTTP_COOKIE=self.cookies, HTTP_ACCEPT_ENCODING="gzip")
        status: list[str] = []
        response = self.application(request.environ, lambda line, headers: status.append(line))
        size = sum(len(part) for part in response)
        response.close()
        if not status[0].startswith("200"):
            raise RuntimeError(f"{path}: {status[0]}")
        return size

    def queries(self, path: str) -> int:
        self.ask(path)
        with CaptureQueriesContext(connection) as captured:
            self.ask(path)
        return len(captured)


def race(site: Site, paths: dict[str, str]) -> dict[str, float]:
    """Return the median requests a second of each path over interleaved rounds."""
    speeds: dict[str, list[float]] = {name: [] for name in paths}
    for path in paths.values():
        site.ask(path)
    for _round in range(ROUNDS):
        for name, path in paths.items():
            done, begun = 0, perf_counter()
            while perf_counter() - begun < SHARE:
                site.ask(path)
                done += 1
            speeds[name].append(done / (perf_counter() - begun))
    return {name: median(each) for name, each in speeds.items()}


def _line(name: str, speed: float, empty: float) -> dict[str, Any]:
    return {
        "name": name,
        "value": round(speed, 1),
        "unit": "requests/s",
        "baseline": round(empty, 1),
        "ratio": round(speed / empty, 4),
        "goal": GOAL,
    }


def _queries_line(number: int) -> dict[str, Any]:
    return {
        "name": "desk-queries",
        "value": number,
        "unit": "queries at most",
        "baseline": MOST_QUERIES,
        "ratio": round(number / MOST_QUERIES, 2),
        "goal": 1,
    }
