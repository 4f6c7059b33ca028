"""Lockers for tests: in a house that is closed at night, over lunch and at the weekend."""

from typing import Any

from flask import Flask

from core.db import db
from core.transactions import transaction
from hubs.models import Space
from hubs.queries import hub_by_slug
from tests.support.house import House, house

HOURS = "Mo-Fr 08:00-12:00,14:00-18:00; PH off"


def lockers(
    app: Flask, slug: str = "coppenbruegge", *, hours: str = HOURS, rules: dict[str, Any] | None = None, **values: Any
) -> House:
    """Two lockers inside ("Fach 1", "Fach 2"), one outside ("Wand"), and a desk ("Platz 1")."""
    home = house(app, slug, spaces=("Platz 1",), hours=hours, rules=rules, **values)
    with app.app_context(), transaction():
        hub = hub_by_slug(slug)
        assert hub is not None
        for name in ("Fach 1", "Fach 2", "Wand"):
            space = Space(hub_id=hub.id, name=name, kind="locker", is_outside=name == "Wand", position=9)
            db.session.add(space)
            db.session.flush()
            home.spaces[name] = space.id
    return home
