"""Where this server may be sent to: over https to public addresses, so that nobody makes it ask its neighbours."""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lms.kit.errors import Refusal

_PORTS = {"https": 443, "http": 80}


class BadAddress(Refusal):
    """An address that this server does not ask."""

    code = "store_address"
    message = _("Give a public address that begins with https:// and holds no name or password.")


class Unreachable(Refusal):
    """A name that leads nowhere now."""

    code = "store_unreachable"
    message = _("%(host)s cannot be found. Check the address, or try again later.")


@dataclass(frozen=True)
class Target:
    """An address taken apart, and the one number that is connected to.

    Looked up once and connected to by number: a name that leads elsewhere a moment later leads nowhere.
    """

    scheme: str
    host: str
    port: int
    path: str
    number: str


def target_of(url: str) -> Target:
    """Return where ``url`` leads.

    :raises BadAddress: not https, or not a public address, unless the settings allow private ones.
    :raises Unreachable: the name is not known.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as fault:
        raise BadAddress from fault
    private: bool = settings.LRS_ALLOW_PRIVATE
    if parts.scheme not in (("https", "http") if private else ("https",)) or not parts.hostname:
        raise BadAddress
    if parts.username or parts.password or parts.query or parts.fragment:
        raise BadAddress
    port = port or _PORTS[parts.scheme]
    numbers = _numbers(parts.hostname, port)
    if not private and not all(ipaddress.ip_address(each).is_global for each in numbers):
        raise BadAddress
    return Target(parts.scheme, parts.hostname, port, parts.path.rstrip("/"), numbers[0])


def _numbers(host: str, port: int) -> list[str]:
    """Return every address that ``host`` leads to."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as fault:
        raise Unreachable(host=host[:100]) from fault
    return [str(address[0]).partition("%")[0] for *_family, address in found]
