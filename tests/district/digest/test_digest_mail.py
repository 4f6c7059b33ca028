"""Hostile names in the news of the week stay names. How it reads: tests/mails."""

from typing import Any

import pytest
from flask import Flask

from core import outbox
from core.clock import now
from core.outbox import OutboxMail
from tests.mails.contexts.reminders import WEEK

pytestmark = pytest.mark.one_database


def rendered(app: Flask, locale: str, **context: Any) -> Any:
    about = {"key": "occasion", "recipient": "host@example.org", "template": "host-digest", "created_at": now()}
    with app.app_context():
        return outbox.render(OutboxMail(id=1, locale=locale, context=WEEK | context, **about))


def test_hostile_names_stay_names(app: Flask) -> None:
    message = rendered(app, "en", calendars=["<b>x</b>\r\n- A line of its own"], faults=["<script>"], hub="<i>\nBcc: x")
    html, text = (message.get_body((kind,)).get_content() for kind in ("html", "plain"))
    assert "<b>x" not in html
    assert "<script>" not in html
    assert message["Bcc"] is None
    assert "\n- A line of its own" not in text
