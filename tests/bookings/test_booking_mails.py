"""The mails about a booking as they go out. How they read: see tests/mails."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from core import outbox
from tests.support import people
from tests.support.booking import book
from tests.support.booking_mails import rendered
from tests.support.house import NOW, at, house


@pytest.mark.one_database
def test_mail_about_a_free_booking_without_title_has_no_gaps(app: Flask) -> None:
    message = rendered(app, "booking-confirmed", "en", title="", address="", price_cents=0)
    text = message.get_body(("plain",)).get_content()

    assert "free of charge" in text
    assert "\n\n\n" not in text.partition("-- ")[0].strip()


@pytest.mark.one_database
def test_hostile_texts_stay_texts(app: Flask) -> None:
    hostile = {"title": "<b>x</b>\r\nBcc: y@example.org", "hub": "<script>", "name": "N\nSubject: z"}
    message = rendered(app, "booking-confirmed", "en", **hostile)

    assert message["Bcc"] is None
    assert len(message.get_all("Subject")) == 1
    assert "<script>" not in message.get_body(("html",)).get_content()
    assert "<b>x" not in message.get_body(("html",)).get_content()


def test_queued_mail_speaks_the_members_language_and_links_to_the_booking(app: Flask, tuesday: Any) -> None:
    people.add(app, locale="en")
    booking = book(house(app), title="Team day")
    (mail,) = people.mails(app)

    assert mail["To"] == "anna@example.org"
    assert mail["Subject"] == "Booked: Wed 25 Nov 2026, 09:00–11:00"
    assert f"http://localhost/bookings/{booking.id}" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_bookings_do_not_notice_that_the_mail_server_is_away(make_app: Any, smtp: Any, tuesday: Any) -> None:
    app, back = make_app(smtp_url="smtp://127.0.0.1:1"), make_app(smtp_url=smtp.url)
    people.add(app)
    home = house(app, rules={"max_active": None})
    for minute in range(10):
        tuesday.move_to(NOW + timedelta(minutes=minute))
        start = at("2026-11-26", "8:00") + timedelta(hours=minute)
        assert book(home, start=start, end=start + timedelta(hours=1)).status == "confirmed"
        with app.app_context():
            assert outbox.send_due() == 0
    tuesday.move_to(NOW + timedelta(minutes=10))

    with back.app_context():
        assert outbox.send_due() == 10
    assert len({mail["Subject"] for mail in smtp.mails}) == 10
