"""The news of the week, read in both languages before they were kept."""

from typing import Any

import pytest
from flask import Flask

from core import outbox
from core.clock import now
from core.outbox import OutboxMail

pytestmark = pytest.mark.one_database
CONTEXT: dict[str, Any] = {
    "name": "Hanna Gastgeberin",
    "hub": "Am Bahnhof Coppenbrügge",
    "hub_slug": "coppenbruegge",
    "first_day": "2026-11-16",
    "last_day": "2026-11-22",
    "past": {"bookings": 23, "attended": 19, "no_shows": 1, "cancellations": 2, "percent": 34},
    "coming": [["2026-11-23", 4], ["2026-11-24", 1], ["2026-11-25", 0], ["2026-11-26", 3], ["2026-11-27", 2]],
    "requests": 2,
    "calendars": ["Chorproben"],
    "faults": ["Platz 3"],
    "_unsubscribe": "/mails/unsubscribe/eyJtZW1iZXJfaWQiOjF9.awXCkA.beefed",
}
QUIET = CONTEXT | {
    "requests": 0,
    "calendars": [],
    "faults": [],
    "past": {"bookings": 1, "attended": 0, "no_shows": 0, "cancellations": 0, "percent": None},
}


def rendered(app: Flask, locale: str, **context: Any) -> Any:
    about = {"key": "occasion", "recipient": "host@example.org", "template": "host-digest", "created_at": now()}
    with app.app_context():
        return outbox.render(OutboxMail(id=1, locale=locale, context=CONTEXT | context, **about))


@pytest.mark.parametrize("locale", ["de", "en"])
@pytest.mark.parametrize(("name", "context"), [("host-digest", CONTEXT), ("host-digest.quiet", QUIET)])
def test_mail_reads_as_it_was_approved(
    app: Flask, golden: Any, name: str, context: dict[str, Any], locale: str
) -> None:
    message = rendered(app, locale, **context)
    for kind, ending in (("plain", "txt"), ("html", "html")):
        part = message.get_body((kind,))
        golden.check(f"mails/{name}.{locale}.{ending}", f"Subject: {message['Subject']}\n\n{part.get_content()}")


def test_hostile_names_stay_names(app: Flask) -> None:
    message = rendered(app, "en", calendars=["<b>x</b>\r\n- A line of its own"], faults=["<script>"], hub="<i>\nBcc: x")
    html, text = (message.get_body((kind,)).get_content() for kind in ("html", "plain"))
    assert "<b>x" not in html
    assert "<script>" not in html
    assert message["Bcc"] is None
    assert "\n- A line of its own" not in text
