"""A WSGI application on few threads: the same answers, and bodies that come bit by bit."""

import threading
from io import BytesIO

import pytest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse

from lms.kit import threads
from lms.kit.threads import OnFewThreads


def application(response, seen=None):
    """Return an application that answers with ``response()`` and notes its thread in ``seen``."""

    def answer(_environ, start_response):
        if seen is not None:
            seen.add(threading.current_thread().name)
        made = response()
        start_response("200 OK", [("X-Made", "yes")])
        return made

    return answer


def ask(few):
    said = []
    body = few({}, lambda status, headers: said.append((status, headers)))
    return said[0], body


def test_a_page_is_answered_whole_from_a_thread_of_the_pool():
    seen = set()
    few = OnFewThreads(application(lambda: HttpResponse(b"page"), seen), 2)

    for _ in range(5):
        assert ask(few) == (("200 OK", [("X-Made", "yes")]), [b"page"])

    assert all(name.startswith("django") for name in seen)
    assert len(seen) <= 2


def test_what_an_application_raises_reaches_whoever_asked():
    few = OnFewThreads(application(lambda: 1 / 0), 1)

    with pytest.raises(ZeroDivisionError):
        ask(few)


def test_a_file_is_read_by_whoever_asked_and_closed(tmp_path):
    file = BytesIO(b"file")
    response = FileResponse(file)
    few = OnFewThreads(application(lambda: response), 1)

    _head, body = ask(few)

    assert b"".join(body) == b"file"
    body.close().result(5)
    assert file.closed


def test_bits_are_made_on_the_pool_and_read_one_by_one():
    made_by = []

    def bits():
        for n in range(50):
            made_by.append(threading.current_thread().name)
            yield b"%d " % n

    few = OnFewThreads(application(lambda: StreamingHttpResponse(bits())), 1)

    _head, body = ask(few)

    assert b"".join(body) == b"".join(b"%d " % n for n in range(50))
    assert set(made_by) == {"django_0"}


def test_a_fault_in_the_middle_of_the_bits_reaches_the_reader():
    def bits():
        yield b"first"
        raise ZeroDivisionError

    few = OnFewThreads(application(lambda: StreamingHttpResponse(bits())), 1)

    _head, body = ask(few)
    read = iter(body)

    assert next(read) == b"first"
    with pytest.raises(ZeroDivisionError):
        next(read)


def test_a_reader_that_is_gone_holds_no_thread(monkeypatch):
    monkeypatch.setattr(threads, "LOOK_SECONDS", 0.01)
    ended = threading.Event()

    def bits():
        try:
            while True:
                yield b"more"
        finally:
            ended.set()

    few = OnFewThreads(application(lambda: StreamingHttpResponse(bits())), 1)
    _head, body = ask(few)
    assert next(iter(body)) == b"more"

    body.close()

    assert ended.wait(5)
    assert few.call(lambda: "free") == "free"


@pytest.mark.django_db
def test_another_deed_is_done_on_the_pool_too():
    few = OnFewThreads(application(HttpResponse), 1)

    assert few.call(lambda a, b: (a + b, threading.current_thread().name), 1, 2) == (3, "django_0")
    with pytest.raises(ZeroDivisionError):
        few.call(lambda: 1 / 0)
