"""How addresses of calendars are written, and which numeric ones are public."""

import pytest

from calendars.outside import addresses
from calendars.outside.errors import Unreadable


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://example.org/a.ics", "https://example.org/a.ics"),
        (" https://example.org:443/a.ics#part ", "https://example.org/a.ics"),
        ("webcal://example.org/a.ics", "https://example.org/a.ics"),
        ("WebCal://Example.ORG", "https://example.org/"),
        ("https://example.org/ä ö".replace(" ", "%20"), "https://example.org/%C3%A4%20%C3%B6"),
        ("https://müller.example/k?a=1&b=ü", "https://xn--mller-kva.example/k?a=1&b=%C3%BC"),
        ("https://[2001:4860:4860::8888]/x", "https://[2001:4860:4860::8888]/x"),
    ],
)
def test_good_address_is_read(text: str, url: str) -> None:
    assert addresses.read(text).url == url


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.org/a.ics",
        "http://example.org/a.ics",
        "ftp://example.org/a.ics",
        "file:/etc/passwd",
        "javascript:alert(1)",
        "https:///a.ics",
        "https://user@example.org/",
        "https://user:secret@example.org/",
        "https://@example.org/",
        "https://example.org:8443/",
        "https://example.org:x/",
        "https://example.org:99999/",
        "https://exa mple.org/",
        "https://example.org/a\r\nHost: x",
        "https://example.org/a\x00",
        "https://example.org\\@127.0.0.1/",
        "https://[::1/",
        "https://a..b/",
        f"https://{'a' * 64}.org/",
        f"https://example.org/{'a' * 2000}",
    ],
)
def test_bad_address_is_refused(text: str) -> None:
    with pytest.raises(Unreadable) as caught:
        addresses.read(text)
    assert caught.value.reason == "bad-address"


@pytest.mark.parametrize("text", ["93.184.215.14", "8.8.8.8", "2001:4860:4860::8888", "2a00:1450:4001:80b::200e"])
def test_public_address_may_be_reached(text: str) -> None:
    assert addresses.is_public(text)


@pytest.mark.parametrize(
    "text",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.127.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "192.88.99.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fe80::1%eth0",
        "2a00:1450:4001:80b::200e%1",
        "fec0::1",
        "ff02::1",
        "localhost",
        "",
    ],
)
def test_all_others_may_not(text: str) -> None:
    assert not addresses.is_public(text)
