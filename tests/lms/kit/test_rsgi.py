"""Django on few threads: the same answers, from the head to the last byte of a file."""

import asyncio
import threading
from io import BytesIO
from tempfile import NamedTemporaryFile, TemporaryFile

import pytest
from django.core.files.storage import FileSystemStorage
from django.http import FileResponse, HttpResponse, StreamingHttpResponse

from lms.kit import arriving
from lms.kit.files import OnDisk, Part, on_disk
from lms.kit.rsgi import OnFewThreads
from tests import rsgi


def few(response, seen=None, threads=1):
    """Return an application on few threads that answers with ``response(environ)`` and notes its thread in ``seen``."""

    def answer(environ, start_response):
        if seen is not None:
            seen.append(threading.current_thread().name)
        made = response(environ)
        start_response("200 OK", [("X-Made", "yes")])
        return made

    return OnFewThreads(answer, threads)


def ask(application, *parts, **said):
    protocol = rsgi.Protocol(*parts)
    asyncio.run(application(rsgi.scope("/", *said.pop("headers", []), **said), protocol))
    return protocol


def test_a_page_is_answered_whole_from_a_thread_of_the_pool():
    seen = []
    application = few(lambda _environ: HttpResponse(b"page"), seen, threads=2)

    for _ in range(5):
        said = ask(application)
        assert (said.status, said.headers, said.body) == (200, {"X-Made": "yes"}, b"page")

    assert all(name.startswith("django") for name in seen)
    assert len(set(seen)) <= 2


def test_what_an_application_raises_reaches_whoever_asked():
    with pytest.raises(ZeroDivisionError):
        ask(few(lambda _environ: 1 / 0))


def test_django_is_told_what_was_asked():
    told = {}
    names = [("host", "a.cn"), ("cookie", "a=1"), ("cookie", "b=2"), ("x_forwarded_for", "9.9.9.9"), ("accept", "x")]
    names += [("accept", "y"), ("content-type", "text/plain"), ("content-length", "4")]
    where = rsgi.scope("/课程/a", *names, method="POST", query_string="p=%E8", client="[::1]:70", scheme="https")

    asyncio.run(few(lambda environ: told.update(environ) or HttpResponse())(where, rsgi.Protocol(b"bo", b"dy")))

    assert told["PATH_INFO"].encode("latin-1").decode() == "/课程/a"
    assert (told["REQUEST_METHOD"], told["QUERY_STRING"], told["wsgi.url_scheme"]) == ("POST", "p=%E8", "https")
    assert (told["REMOTE_ADDR"], told["SERVER_NAME"], told["SERVER_PORT"]) == ("::1", "127.0.0.1", "8000")
    assert (told["HTTP_HOST"], told["HTTP_COOKIE"], told["HTTP_ACCEPT"]) == ("a.cn", "a=1; b=2", "x,y")
    assert (told["CONTENT_TYPE"], told["CONTENT_LENGTH"]) == ("text/plain", "4")
    assert told["wsgi.input"].read() == b"body"
    assert "HTTP_X_FORWARDED_FOR" not in told


def test_http_2_names_the_host_in_its_own_way():
    said = ask(few(lambda environ: HttpResponse(environ["HTTP_HOST"])), authority="b.cn", http_version="2")

    assert said.body == b"b.cn"


@pytest.mark.parametrize("size", [1, 3])
def test_a_long_body_is_read_as_it_arrives(monkeypatch, size):
    monkeypatch.setattr(arriving, "AT_ONCE", 4)
    application = few(lambda environ: HttpResponse(b"|".join(iter(lambda: environ["wsgi.input"].read(size), b""))))

    said = ask(application, b"one", b"two", b"three", headers=[("content-length", "11")])

    assert said.body.replace(b"|", b"") == b"onetwothree"
    assert said.body.index(b"|") == size


def test_a_phone_that_goes_in_the_middle_of_a_body_is_no_end_of_it(monkeypatch):
    monkeypatch.setattr(arriving, "AT_ONCE", 4)

    with pytest.raises(OSError, match="gone"):
        ask(few(lambda environ: HttpResponse(environ["wsgi.input"].read())), b"one", headers=[("content-length", "11")])


def test_a_phone_that_is_silent_in_the_middle_of_a_body_holds_no_thread(monkeypatch):
    monkeypatch.setattr(arriving, "AT_ONCE", 4)
    monkeypatch.setattr(arriving, "PATIENCE_SECONDS", 0.05)

    class Silent(rsgi.Protocol):
        async def __aiter__(self):
            yield b"one"
            await asyncio.sleep(60)

    where = rsgi.scope("/", ("content-length", "11"))
    with pytest.raises(OSError, match="silent"):
        asyncio.run(few(lambda environ: HttpResponse(environ["wsgi.input"].read()))(where, Silent()))


@pytest.fixture
def file(tmp_path):
    place = tmp_path / "file"
    place.write_bytes(b"0123456789")
    return place


def test_a_file_goes_out_from_where_it_is_and_is_closed(file):
    opened = file.open("rb")
    opened.seek(2)

    assert ask(few(lambda _environ: FileResponse(opened))).body == b"23456789"
    assert opened.closed


def test_a_part_of_a_file_goes_out_from_where_it_is_and_is_closed(file):
    opened = file.open("rb")

    assert ask(few(lambda _environ: FileResponse(Part(opened, 3, 4)))).body == b"3456"
    assert opened.closed


def test_an_empty_file_is_an_empty_answer(file):
    file.write_bytes(b"")

    said = ask(few(lambda _environ: FileResponse(file.open("rb"))))

    assert (said.status, said.body) == (200, b"")


def test_where_a_file_is(file):
    stored = FileSystemStorage(file.parent).open("file")
    with file.open("rb") as plain:
        assert on_disk(plain) == on_disk(stored) == OnDisk(str(file), 0, 10)
        assert on_disk(Part(stored, 3, 4)) == OnDisk(str(file), 3, 7)
    stored.close()


def test_what_has_no_lasting_place_is_read():
    with NamedTemporaryFile() as named, TemporaryFile() as nameless:
        for each in (BytesIO(b"bytes"), named, nameless):
            each.write(b"bytes")
            each.seek(0)
            assert on_disk(each) is None
            assert ask(few(lambda _environ, each=each: FileResponse(each))).body == b"bytes"


def test_a_part_is_read_as_a_file_is(file):
    with file.open("rb") as opened:
        part = Part(opened, 3, 4)
        assert [part.read(3), part.read(3), part.read(3)] == [b"345", b"6", b""]
        assert Part(opened, 3, 4).read() == b"3456"


def test_an_answer_made_bit_by_bit_is_made_on_the_pool():
    made_by = set()

    def bits():
        for n in range(50):
            made_by.add(threading.current_thread().name)
            yield b"%d " % n

    said = ask(few(lambda _environ: StreamingHttpResponse(bits())))

    assert said.body == b"".join(b"%d " % n for n in range(50))
    assert made_by == {"django_0"}


@pytest.mark.django_db
def test_another_deed_is_done_on_the_pool_too():
    application = few(lambda _environ: HttpResponse())
    done = application.call(lambda a, b: (a + b, threading.current_thread().name), 1, 2)

    assert asyncio.run(done) == (3, "django_0")
    with pytest.raises(ZeroDivisionError):
        asyncio.run(application.call(lambda: 1 / 0))
