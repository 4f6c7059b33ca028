"""The mails to those whose booking had to give way, read in both languages before they were kept as golden files."""

from typing import Any

import pytest
from flask import Flask

from tests.bookings.test_booking_mails import rendered

MORE: dict[str, Any] = {
    "kind": "desk",
    "old_space": "Platz 1",
    "village": "Coppenbrügge",
    "phone": "030 23125-106",
    "day": "2026-11-25",
    "start": "09:00",
    "end": "11:00",
}
MAILS = [
    ("booking-cancelled-by-hub", "closed", "Stromausfall bis zum Abend"),
    ("booking-cancelled-by-hub", "hours", ""),
    ("booking-moved-by-hub", "broken", "Die Lampe geht nicht."),
]


@pytest.mark.one_database
@pytest.mark.parametrize("locale", ["de", "en"])
@pytest.mark.parametrize(("template", "cause", "reason"), MAILS)
def test_mail_reads_as_it_was_approved(
    app: Flask, golden: Any, template: str, cause: str, reason: str, locale: str
) -> None:
    message = rendered(app, template, locale, cause=cause, reason=reason, **MORE)
    for kind, ending in (("plain", "txt"), ("html", "html")):
        part = message.get_body((kind,))
        text = f"Subject: {message['Subject']}\n\n{part.get_content()}"
        golden.check(f"mails/{template}.{cause}.{locale}.{ending}", text)


@pytest.mark.one_database
@pytest.mark.parametrize("template", ["booking-cancelled-by-hub", "booking-moved-by-hub"])
def test_hostile_reasons_stay_texts(app: Flask, template: str) -> None:
    message = rendered(app, template, "en", **MORE, cause="closed", reason="<b>x</b> & 50 %(y)s")

    page = message.get_body(("html",)).get_content()
    assert "<b>x" not in page
    assert "&lt;b&gt;x&lt;/b&gt; &amp; 50 %(y)s" in page
    assert "<b>x</b> & 50 %(y)s" in message.get_body(("plain",)).get_content()
