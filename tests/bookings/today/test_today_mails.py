"""The mails that hosts cause or get: each can be sent in both languages, and what people typed stays text."""

from typing import Any

import pytest
from flask import Flask

from tests.mails.contexts.bookings import ITEM
from tests.support.booking_mails import rendered

EVIL = "<script>alert(1)</script>"
MAILS: dict[str, dict[str, Any]] = {
    "booking-declined": {"reason": EVIL},
    "booking-cancelled-by-host": {"reason": EVIL},
    "request-for-hosts": {"items": [ITEM | {"person": EVIL}]},
    "request-for-hosts.several": {"items": [ITEM, ITEM | {"title": EVIL}]},
    "hub-message": {"subject": f"WLAN\r\nBcc: all@example.org {EVIL}", "text": f"Hallo,\n\n{EVIL}"},
}


@pytest.mark.one_database
@pytest.mark.parametrize("locale", ["de", "en"])
@pytest.mark.parametrize("template", MAILS)
def test_mail_carries_what_was_typed_as_text(app: Flask, template: str, locale: str) -> None:
    message = rendered(app, template.partition(".")[0], locale, **MAILS[template])
    plain, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert EVIL in plain
    assert EVIL not in html
    assert "&lt;script&gt;" in html
    assert message["Bcc"] is None
    assert "\n\n\n" not in plain.replace("\n\n\n-- ", "")
