"""A booking as its mails tell of it."""

from typing import Any
from uuid import UUID

from flask import Flask

from core import outbox
from core.clock import now
from core.outbox import OutboxMail
from tests.support.booking import ELEVEN, NINE

BOOKING = UUID("01978000-0000-7000-8000-000000000001")
CONTEXT: dict[str, Any] = {
    "name": "Anna Muster",
    "booking_id": str(BOOKING),
    "title": "Besprechung",
    "starts_at": NINE.isoformat(),
    "ends_at": ELEVEN.isoformat(),
    "zone": "Europe/Berlin",
    "hub": "Am Bahnhof Coppenbrügge",
    "hub_slug": "coppenbruegge",
    "address": "Musterstraße 6, 31863 Coppenbrügge",
    "space": "Platz 3",
    "price_cents": 700,
}


def rendered(app: Flask, template: str, locale: str, **context: Any) -> Any:
    mail = OutboxMail(
        id=1,
        key="occasion",
        recipient="anna@example.org",
        locale=locale,
        template=template,
        context=CONTEXT | context,
        created_at=now(),
    )
    with app.app_context():
        return outbox.render(mail)
