"""The reminder and the confirmation with its quick link, read in both languages before they were kept."""

from typing import Any

import pytest
from flask import Flask

from tests.bookings.test_actions import NINE, TEN
from tests.bookings.test_booking_mails import rendered

pytestmark = pytest.mark.one_database
LINKS: dict[str, Any] = {
    "cancel_until": NINE.replace(hour=7).isoformat(),
    "cancel_token": "IjAxOTc4MDAw.awXCkA.ayVu7L",
    "check_in_token": "IjAxOTc4MDAw.awXCkA.f00ba7",
    "check_in_from": NINE.replace(hour=7, minute=30).isoformat(),
    "lat": 52.1185,
    "lon": 9.5487,
    "phone": "05156 1234",
    "_unsubscribe": "/mails/unsubscribe/eyJtZW1iZXJfaWQiOjF9.awXCkA.beefed",
}
LATE = LINKS | {"cancel_until": "", "cancel_token": "", "title": "", "price_cents": 0, "ends_at": TEN.isoformat()}


@pytest.mark.parametrize("locale", ["de", "en"])
@pytest.mark.parametrize(
    ("name", "template", "context"),
    [
        ("booking-reminder", "booking-reminder", LINKS),
        ("booking-reminder.late", "booking-reminder", LATE),
        ("booking-confirmed.link", "booking-confirmed", LINKS),
        ("booking-moved.link", "booking-moved", LINKS),
    ],
)
def test_mail_reads_as_it_was_approved(
    app: Flask, golden: Any, name: str, template: str, context: dict[str, Any], locale: str
) -> None:
    message = rendered(app, template, locale, **context)
    for kind, ending in (("plain", "txt"), ("html", "html")):
        part = message.get_body((kind,))
        golden.check(f"mails/{name}.{locale}.{ending}", f"Subject: {message['Subject']}\n\n{part.get_content()}")


def test_reminder_can_be_ended_by_mail_programs(app: Flask) -> None:
    message = rendered(app, "booking-reminder", "de", **LINKS)
    assert message["List-Unsubscribe"] == f"<http://localhost{LINKS['_unsubscribe']}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_hostile_texts_stay_texts(app: Flask) -> None:
    hostile = {"title": "<b>x</b>\r\nBcc: y@example.org", "hub": "<script>", "name": "N\nSubject: z", "space": "<i>"}
    message = rendered(app, "booking-reminder", "en", **(LINKS | hostile))
    html = message.get_body(("html",)).get_content()
    assert message["Bcc"] is None
    assert len(message.get_all("Subject")) == 1
    assert "<script>" not in html
    assert "<b>x" not in html
    assert "<i>" not in html
