import socket

import pytest

from lms.feeds import guard
from lms.feeds.guard import BadAddress, Target, Unreachable, target_of


@pytest.fixture
def names(monkeypatch):
    """Have names lead where the test says."""
    known = {
        "lrs.example": ["93.184.216.34"],
        "two.example": ["93.184.216.34", "10.0.0.1"],
        "v6.example": ["fe80::1%e0"],
    }

    def look_up(host, port, **_more):
        if host not in known and not host.replace(".", "").replace(":", "").isalnum():
            raise socket.gaierror
        return [(0, 0, 0, "", (number, port)) for number in known.get(host, [host])]

    monkeypatch.setattr(guard.socket, "getaddrinfo", look_up)


def test_a_public_address_over_https(names):
    assert target_of("https://lrs.example/xapi/") == Target("https", "lrs.example", 443, "/xapi", "93.184.216.34")
    assert target_of("https://lrs.example:8443").port == 8443


@pytest.mark.parametrize(
    "url",
    [
        "http://lrs.example/xapi",
        "ftp://lrs.example/xapi",
        "https:///xapi",
        "https://lrs.example:99999/",
        "https://user:word@lrs.example/",
        "https://lrs.example/?to=1",
        "https://lrs.example/#x",
        "https://127.0.0.1/",
        "https://10.0.0.7/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/",
        "https://100.64.0.1/",
        "https://0.0.0.0/",
        "https://two.example/",
        "https://v6.example/",
    ],
)
def test_anything_else_is_not_asked(names, url):
    with pytest.raises(BadAddress):
        target_of(url)


def test_private_addresses_where_the_installation_allows_them(names, settings):
    settings.LRS_ALLOW_PRIVATE = True
    assert target_of("http://10.0.0.7/xapi").number == "10.0.0.7"
    with pytest.raises(BadAddress):
        target_of("ftp://10.0.0.7/")


def test_a_name_that_leads_nowhere(monkeypatch):
    def fail(*_asked, **_more):
        raise socket.gaierror

    monkeypatch.setattr(guard.socket, "getaddrinfo", fail)
    with pytest.raises(Unreachable):
        target_of("https://nowhere.example/")
