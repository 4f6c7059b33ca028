"""Every mail leaves as seven bits in short lines, whatever stands in it: a relay has nothing to write anew."""

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from itertools import cycle
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from core import outbox
from core.mail_transport import SmtpTransport
from core.outbox import OutboxMail
from core.outbox.message import MANY_LINES
from core.outbox.seven_bit import POLICY, set_text
from tests.mails import QUEUED, examples
from tests.support.mail import MailServer

pytestmark = pytest.mark.one_database

TEXTS = {
    "as it is": "",
    "short": "x",
    "umlauts": "Größe, Käse & „Straße“ – 9 €",
    "long": "wort " * 300,
    "unbroken": "x" * 1500,
    "long umlauts": "ü" * 1500,
    "emoji": "🛖" * 80,
    "like a header": '=?utf-8?q?x?= <a@b>, c; "d"',
    "dots": ".\n..\nFrom here\n" + "ä" * 75 + " \n.",
}
KEPT = {"zone", "cause", "kind", "status", "reply_to", "days", "unit"}
"""Words of ours that people cannot choose, and what is looked at by itself."""
WIDE = 998


def typed(name: str, value: Any, text: str) -> Any:
    """The context with `text` wherever people's words may stand."""
    if isinstance(value, dict):
        return {each: typed(each, inner, text) for each, inner in value.items()}
    if isinstance(value, list):
        return [typed(name, inner, text) for inner in value]
    is_free = isinstance(value, str) and value and name not in KEPT and not re.match(r"[\d/]|[A-Za-z0-9_-]{20,}", value)
    if not is_free or not text:
        return value
    return text if name in MANY_LINES else " ".join(text.split())


def mail(name: str, locale: str, text: str = "", **more: Any) -> OutboxMail:
    context = {key: typed(key, value, text) for key, value in examples()[name].items()} | more
    values = {"template": name.partition(".")[0], "locale": locale, "recipient": "anna@example.org"}
    return OutboxMail(id=1, key="occasion", created_at=QUEUED, context=context, **values)


def check(raw: bytes) -> EmailMessage:
    assert raw.isascii(), "seven bits"
    lines = raw.split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line for line in lines), "CR LF alone ends lines"
    assert max(len(line) for line in lines if not line.startswith((b"List-Unsubscribe: <", b"Message-ID: <"))) <= 78
    assert max(map(len, lines)) <= WIDE
    read = message_from_bytes(raw, policy=policy.default)
    for part in read.walk():
        assert isinstance(part, EmailMessage)
        if not part.is_multipart():
            assert part["Content-Transfer-Encoding"] in {"quoted-printable", "base64"}
        assert not part.defects
    return read  # type: ignore[return-value]


@pytest.mark.parametrize("name", examples())
def test_mail_is_of_seven_bits_with_any_text(app: Flask, name: str) -> None:
    with app.app_context():
        for text, locale in zip(TEXTS.values(), cycle(("de", "en"))):
            check(bytes(outbox.render(mail(name, locale, text))))


@pytest.mark.parametrize("name", examples())
def test_mail_reads_behind_a_server_without_8bitmime_as_it_was_written(app: Flask, smtp: MailServer, name: str) -> None:
    smtp.lacks = {"8BITMIME", "SMTPUTF8"}
    carrier = SmtpTransport(smtp.url)
    with app.app_context():
        written = [outbox.render(mail(name, "de", TEXTS[text])) for text in ("as it is", "umlauts", "dots")]
        assert [each["Reply-To"] is None for each in written] == [not examples()[name].get("reply_to")] * 3
        for each in written:
            carrier.ready()
            carrier.send(each)
    carrier.close()
    for sent, raw in zip(written, smtp.raw, strict=True):
        read = check(raw)
        assert read["Subject"] == sent["Subject"]
        assert named(raw, "Reply-To") == named(bytes(sent), "Reply-To")
        for kind in ("plain", "html"):
            assert body(read, kind) == body(sent, kind)


@given(st.text(alphabet='äß–“🛖 aB.,;=?_"<>@-x', max_size=60))
@settings(deadline=None, max_examples=200)
def test_header_says_what_people_wrote(text: str) -> None:
    """Python's own folding loses blanks between two encoded words."""
    words = " ".join(text.replace("=?", "= ?").split())
    message = EmailMessage(POLICY)
    message["Subject"], message["From"] = words, Address(words, "hub", "example.org")
    set_text(message, "x")
    raw = bytes(message)
    assert max(map(len, raw.split(b"\r\n"))) <= 76
    assert named(raw, "Subject") == words
    assert named(raw, "From") == (f"{words} <hub@example.org>" if words else "hub@example.org")


def named(raw: bytes, header: str) -> str:
    """As mail programs read it: without what lies between encoded words."""
    found = message_from_bytes(raw, policy=policy.compat32)[header]
    return str(make_header(decode_header(found.replace("\r\n", "")))) if found else ""


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_address_to_be_rid_of_mails_stays_an_address(make_app: Callable[..., Flask]) -> None:
    """Python would break a long one into encoded words, and the button of mail programs would lead nowhere."""
    for host in ("hubs.hameln-pyrmont.example.org", "höfe.example.org"):
        with make_app(base_url=f"https://{host}").app_context():
            raw = bytes(outbox.render(mail("booking-reminder", "de", _unsubscribe="/mails/unsubscribe/" + "a" * 300)))
        check(raw)
        ascii_host = host.encode("idna").decode()
        assert f"List-Unsubscribe: <https://{ascii_host}/mails/unsubscribe/{'a' * 300}>\r\n".encode() in raw
        assert f"@{ascii_host}>\r\n".encode() in raw, "the Message-ID"


@pytest.mark.parametrize(
    ("typed_address", "expected"),
    [
        ("hub@example.org", "hub@example.org"),
        ("hub@höfe.example", "hub@xn--hfe-sna.example"),
        ("", None),
        ("bitte anrufen", None),
        ("höfe@example.org", None),
        ("a@b, c@d", None),
        ("hub@" + "ü" * 80 + ".example", None),
        ("hub@example..org", None),
    ],
)
def test_answer_goes_to_the_hub_when_it_has_an_address(app: Flask, typed_address: str, expected: str | None) -> None:
    with app.app_context():
        message = outbox.render(mail("booking-confirmed", "de", reply_to=typed_address))
    text = body(check(bytes(message)), "plain")
    if expected is None:
        assert message["Reply-To"] is None
        assert "Bitte antworten Sie nicht darauf." in text
    else:
        assert [address.addr_spec for address in message["Reply-To"].addresses] == [expected]
        assert message["Reply-To"].addresses[0].display_name == "Am Bahnhof Coppenbrügge"
        assert "liest der Standort Ihre Antwort" in text
