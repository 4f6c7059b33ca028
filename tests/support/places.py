"""Small hubs, members and tokens for tests, made through the models; call inside an app context."""

from typing import Any

from core.db import db
from core.tokens import digest, new_secret
from hubs.models import BookingRules, Hub, Municipality, Space, Tariff
from hubs.operators import actions as operator_actions
from members.models import ApiToken, Member

HOURS = "Mo-Su 06:00-22:00"


def a_hub(slug: str = "coppenbruegge", desks: int = 2, rules: dict[str, Any] | None = None, **values: Any) -> Hub:
    """A hub with desks ("Desk 1", …), 2 EUR an hour, 12 EUR a day."""
    if db.session.get(Municipality, "03252004") is None:
        db.session.add(Municipality(key="03252004", name="Coppenbrügge", lat=52.1185, lon=9.5487))
        db.session.flush()
    given = {"village": "Coppenbrügge", "lat": 52.1185, "lon": 9.5487, "opening_hours": HOURS} | values
    owner = operator_actions.of_municipality(db.session.get_one(Municipality, "03252004"))
    hub = Hub(slug=slug, name=f"Hub {slug}", municipality_key="03252004", operator_id=owner.id, **given)
    db.session.add(hub)
    db.session.flush()
    db.session.add(BookingRules(hub_id=hub.id, **(rules or {})))
    db.session.add(Tariff(hub_id=hub.id, kind="desk", hour_cents=200, day_cents=1200))
    for number in range(1, desks + 1):
        a_space(hub, f"Desk {number}", position=number)
    db.session.flush()
    return hub


def a_space(hub: Hub, name: str, kind: str = "desk", **values: Any) -> Space:
    space = Space(hub_id=hub.id, name=name, kind=kind, **values)
    db.session.add(space)
    db.session.flush()
    return space


def a_member(email: str = "member@example.org", locale: str = "en", **values: Any) -> Member:
    member = Member(email=email, name="Mira Muster", password_hash="-", locale=locale, **values)
    db.session.add(member)
    db.session.flush()
    return member


def a_token(member: Member) -> str:
    secret = new_secret()
    db.session.add(ApiToken(member_id=member.id, digest=digest(secret), name="test"))
    db.session.flush()
    return secret
