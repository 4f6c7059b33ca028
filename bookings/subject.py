"""What somebody wants to book: which places, and the address of the page that shows it (`/bookings/new?…`)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from bookings.grid import MINUTE
from bookings.slots import Slot, slots_at
from bookings.walltime import text_on
from core.arguments import read_id
from core.clock import local
from core.timespans import Interval
from hubs import queries
from hubs.models import Hub
from hubs.rules import KINDS
from hubs.setup import Place, Setup, setup_of

SLUG = re.compile(r"[a-z0-9-]{1,60}")


@dataclass(frozen=True)
class Subject:
    """A certain place of a hub, or (`place` None) any free one of a kind."""

    hub: Hub
    setup: Setup
    kind: str
    place: Place | None

    @cached_property
    def places(self) -> list[Place]:
        """What would do; pages ask it again and again."""
        return [self.place] if self.place else self.setup.any_of(self.kind)

    @property
    def alike(self) -> list[Place]:
        """The places of its kind that would do as well, the wanted one among them."""
        return [self.place, *self.setup.instead_of(self.place)] if self.place else self.places

    def slots(self, span: Interval) -> list[Slot]:
        """What would do, at a time."""
        return slots_at(self.hub, self.setup, self.places, span)

    @cached_property
    def sample(self) -> Place:
        """The place whose rules and price are shown."""
        return self.places[0]

    def query(self, start: datetime, end: datetime, title: str = "") -> dict[str, Any]:
        """The arguments of `bookings.new` for this and these times; what may stay for days has a last day, too."""
        zone, stays = self.hub.time_zone, self.stays
        day = local(start, zone).date()
        last_day = local(end - MINUTE, zone).date() if stays else day
        return self.target | {
            "date": day.isoformat(),
            "from": text_on(day, start, zone),
            "to_date": last_day.isoformat() if stays else None,
            "to": text_on(last_day, end, zone),
            "title": title or None,
        }

    @property
    def stays(self) -> bool:
        """Whether a booking may go over closed times, and so over several days."""
        return self.sample.rules.held != "whole"

    @property
    def target(self) -> dict[str, Any]:
        return {"space": self.place.id} if self.place else {"hub": self.hub.slug, "kind": self.kind}


def subject_of(values: Mapping[str, str]) -> Subject | None:
    """What `space=ID` or `hub=SLUG&kind=KIND` names; None when there is no such thing to be booked."""
    space = values.get("space", "")
    if space:
        return _certain(space)
    slug, kind = values.get("hub", ""), values.get("kind") or "desk"
    hub = queries.hub_by_slug(slug) if SLUG.fullmatch(slug) and kind in KINDS else None
    return _any(hub, setup_of(hub), kind) if hub and hub.is_open_to_book else None


def _any(hub: Hub, setup: Setup, kind: str) -> Subject | None:
    """Any place of the kind; where there is one only, that one."""
    places = setup.any_of(kind)
    if not places:
        return None
    return Subject(hub, setup, kind, places[0] if len(places) == 1 else None)


def _certain(space: str) -> Subject | None:
    key = read_id(space)
    hub = queries.hub_of_space(key) if key else None
    if hub is None or not hub.is_open_to_book:
        return None
    setup = setup_of(hub)
    place = setup.place(key)
    return Subject(hub, setup, place.kind, place) if place else None
