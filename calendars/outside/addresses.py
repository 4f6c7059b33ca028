"""Which addresses may be asked for a calendar: how they are written, and where their names lead."""

from collections.abc import Collection
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from calendars.outside.errors import Unreadable

LONGEST = 2000
_SUBSCRIBE = "webcal://"
_NOT_OURS = (IPv4Network("192.88.99.0/24"), IPv4Network("192.0.0.0/24"))
"""The old way into 6to4, and addresses for protocols: public by Python's list, but they lead elsewhere."""
_UNICAST = IPv6Network("2000::/3")
_SPECIAL = tuple(IPv6Network(text) for text in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
"""Teredo and the like, examples, 6to4: an IPv4 address may hide in them."""


class Target(NamedTuple):
    """Where to ask: `path` has the query; `url` is the whole address, without a fragment."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def authority(self) -> str:
        """As the header Host has it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


_PORTS = {"https": 443, "http": 80}


def read(text: str, schemes: Collection[str] = ("https",), ports: Collection[int] = (443,)) -> Target:
    """The address in parts; webcal:// means https://. Unreadable("bad-address")."""
    text = text.strip()
    if len(text) > LONGEST or any(sign <= " " or sign == "\x7f" or sign.isspace() for sign in text):
        raise Unreadable("bad-address")
    if text[: len(_SUBSCRIBE)].lower() == _SUBSCRIBE:
        text = f"https://{text[len(_SUBSCRIBE) :]}"
    try:
        return _parts(text, schemes, ports)
    except ValueError:  # an impossible port, a bracket without its other, a name that cannot be
        raise Unreadable("bad-address") from None


def _parts(text: str, schemes: Collection[str], ports: Collection[int]) -> Target:
    parts = urlsplit(text)
    host = parts.hostname or ""
    if parts.scheme not in schemes or not host or "@" in parts.netloc or "\\" in text:
        raise ValueError
    port = parts.port or _PORTS[parts.scheme]
    if port not in ports:
        raise ValueError
    if ":" not in host:
        host = host.encode("idna").decode("ascii")
    path = quote(parts.path or "/", safe="/%:=&~+$,;!@()*'-._")
    query = quote(parts.query, safe="/%:=&~+$,;!@()*'-._?")
    return Target(parts.scheme, host, port, f"{path}?{query}" if query else path)


def is_public(text: str) -> bool:
    """Whether a numeric address is one of the open internet: no other computer of the house, and none that only
    looks like one outside."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv4Address):
        is_usual = address.is_global and not (address.is_multicast or address.is_reserved)
        return is_usual and not any(address in network for network in _NOT_OURS)
    if address.scope_id or address not in _UNICAST:
        return False
    return address.is_global and not any(address in network for network in _SPECIAL)
