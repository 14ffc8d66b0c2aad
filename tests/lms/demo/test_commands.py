"""What `prepare`, `load_demo` and `serve` refuse, each in a sentence."""

import fcntl
import os
import socket
import stat

import pytest
from django.core.management import CommandError, call_command

from lms.demo.management.commands import prepare, serve
from tests.factories.people import PersonFactory

FOREIGN_KEYS = "were sealed under other keys"


@pytest.fixture
def data(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def foreign_keys(settings):
    """Keys that are not those of the person on file."""
    person = PersonFactory()
    person.set_id_number("11010519491231002X")
    person.save()
    settings.ID_NUMBER_KEY = os.urandom(32)


@pytest.mark.django_db
def test_the_demo_is_not_loaded_outside_development(settings):
    settings.DEBUG = False

    with pytest.raises(CommandError, match="--no-demo"):
        call_command("load_demo")


@pytest.mark.django_db
@pytest.mark.usefixtures("foreign_keys")
def test_prepare_refuses_other_keys(data):
    with pytest.raises(CommandError, match=FOREIGN_KEYS):
        call_command("prepare", "--no-demo")


@pytest.mark.django_db
@pytest.mark.usefixtures("foreign_keys")
def test_serve_refuses_other_keys(data, settings):
    settings.PORT = 0

    with pytest.raises(CommandError, match=FOREIGN_KEYS):
        call_command("serve")


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_serve_refuses_a_port_that_is_in_use(data, settings, host):
    with socket.socket() as busy:
        # As the web server does: a second one would quietly share the port.
        busy.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        settings.HOST, settings.PORT = host, busy.getsockname()[1]

        with pytest.raises(CommandError, match=rf"Port {settings.PORT} of {host} is in use\. .*PORT=…"):
            call_command("serve")


def test_serve_refuses_data_that_are_being_served(data):
    with (data / "serve.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        with pytest.raises(CommandError, match=r"already being served.*DATA_DIR=…"):
            call_command("serve")


def test_each_worker_does_its_tasks_in_its_own_process_under_its_own_name():
    workers = [words for name, words in serve._commands().items() if name.startswith("worker")]

    assert [words[-1] for words in workers] == ["worker1@%h", "worker2@%h"]
    assert all("--pool solo" in " ".join(words) for words in workers)


@pytest.mark.parametrize(("mode", "after"), [(0o755, 0o700), (0o1777, 0o1777)])
def test_data_are_closed_to_others_unless_the_folder_is_everybodys(tmp_path, mode, after):
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(mode)

    prepare._close_to_others(folder)

    assert stat.S_IMODE(folder.stat().st_mode) == after
