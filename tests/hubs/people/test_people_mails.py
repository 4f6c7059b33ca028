"""The mails about hosts and members of a hub: whole sentences, links that lead somewhere, hostile texts as texts."""

from typing import Any

import pytest
from flask import Flask

from core import outbox
from core.clock import now
from core.outbox import OutboxMail

pytestmark = pytest.mark.one_database
HOSTILE = "<script>x</script>\r\nBcc: y@example.org"
BOOKING = {
    "title": HOSTILE,
    "starts_at": "2026-11-25T08:00:00+00:00",
    "ends_at": "2026-11-25T10:00:00+00:00",
    "zone": "Europe/Berlin",
    "address": "Musterstraße 1",
    "space": HOSTILE,
}
CONTEXTS: dict[str, dict[str, Any]] = {
    "host-invitation": {"inviter": HOSTILE, "secret": "SECRET", "days": 14},
    "hub-membership": {"token": "TOKEN", "days": 14},
    "hub-restricted": {"name": HOSTILE, "reason": HOSTILE, "hub_phone": "05156 1", "hub_email": ""},
    "hub-restriction-lifted": {"name": HOSTILE},
    "booking-cancelled-by-host": {"name": HOSTILE, "reason": HOSTILE} | BOOKING,
}


@pytest.mark.parametrize("locale", ["de", "en"])
@pytest.mark.parametrize("template", CONTEXTS)
def test_hostile_texts_stay_texts(app: Flask, template: str, locale: str) -> None:
    context = {"hub": HOSTILE, "hub_slug": "coppenbruegge"} | CONTEXTS[template]
    values = {"locale": locale, "template": template, "context": context, "created_at": now()}
    with app.app_context():
        mail = outbox.render(OutboxMail(id=1, key="occasion", recipient="anna@example.org", **values))
    plain, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert html is not None
    assert mail["Bcc"] is None
    assert mail["Subject"]
    assert "<script>" not in html.get_content()
    assert "http://localhost/" in plain.get_content()
    assert "http://localhost/" in html.get_content()
