"""What the head of a reminder says, and that hostile texts stay texts. How it reads: tests/mails."""

from typing import Any

import pytest
from flask import Flask

from core import outbox
from core.clock import now
from core.outbox import OutboxMail
from tests.mails.contexts.reminders import LEAVE, REMINDER

pytestmark = pytest.mark.one_database


def rendered(app: Flask, locale: str, **context: Any) -> Any:
    about = {"key": "occasion", "recipient": "anna@example.org", "template": "booking-reminder", "created_at": now()}
    with app.app_context():
        return outbox.render(OutboxMail(id=1, locale=locale, context=REMINDER | context, **about))


def test_reminder_can_be_ended_by_mail_programs(app: Flask) -> None:
    message = rendered(app, "de")
    assert message["List-Unsubscribe"] == f"<http://localhost{LEAVE}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_hostile_texts_stay_texts(app: Flask) -> None:
    hostile = {"title": "<b>x</b>\r\nBcc: y@example.org", "hub": "<script>", "name": "N\nSubject: z", "space": "<i>"}
    message = rendered(app, "en", **hostile)
    html = message.get_body(("html",)).get_content()
    assert message["Bcc"] is None
    assert len(message.get_all("Subject")) == 1
    assert "<script>" not in html
    assert "<b>x" not in html
    assert "<i>" not in html
