"""Many bookings at once, for the demo and for load tests: rows that the caller has found valid, in large batches."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from bookings.codes import LENGTH, SIGNS
from bookings.models import Booking, BookingEvent, Occupancy
from bookings.place_actions import day_long_pieces
from bookings.rules import OCCUPYING
from core.bulk import insert_rows
from core.clock import now
from hubs.setup import Place

Row = TypeVar("Row")
BATCH = 5000


@dataclass(frozen=True, slots=True)
class Planned:
    """A booking to be written, with what became of it at `changed_at`."""

    id: uuid.UUID
    hub_id: int
    place: Place
    member_id: int
    start: datetime
    end: datetime
    status: str
    title: str
    price_cents: int
    created_at: datetime
    changed_at: datetime


def insert_planned(*, planned: Iterable[Planned]) -> int:
    """Write the bookings, their rows of occupancy and their events; returns how many. The guard refuses overlaps."""
    done = 0
    for batch in _batches(planned, BATCH):
        insert_rows(Booking, [_booking(p) for p in batch])
        insert_rows(BookingEvent, [event for p in batch for event in _events(p)])
        insert_rows(Occupancy, [row for p in batch if p.status in OCCUPYING for row in _occupancy(p)])
        done += len(batch)
    return done


def _booking(p: Planned) -> dict[str, Any]:
    return {
        "id": p.id,
        "hub_id": p.hub_id,
        "space_id": p.place.id,
        "member_id": p.member_id,
        "starts_at": p.start,
        "ends_at": p.end,
        "status": p.status,
        "title": "" if p.place.is_confidential else p.title,
        "is_confidential": p.place.is_confidential,
        "pickup_code": _code(p.id) if p.place.is_confidential and p.status in OCCUPYING else None,
        "price_cents": p.price_cents,
        "created_at": p.created_at,
        "checked_in_at": p.changed_at if p.status == "checked_in" else None,
        "checked_out_at": p.end if _was_emptied(p) else None,
    }


def _code(key: uuid.UUID) -> str:
    """The same for the same booking: all comes from one seed."""
    return "".join(SIGNS[(key.int >> 5 * n) % len(SIGNS)] for n in range(LENGTH))


def _was_emptied(p: Planned) -> bool:
    """Nothing is left behind in the lockers of invented people."""
    return p.place.kind == "locker" and p.status == "checked_in" and p.end <= now()


def _occupancy(p: Planned) -> Iterator[dict[str, Any]]:
    for start, end in day_long_pieces(p.start, p.end + p.place.turnaround):
        for space_id in p.place.takes:
            row = {"hub_id": p.hub_id, "space_id": space_id, "starts_at": start, "ends_at": end}
            yield row | {"booking_id": p.id}


def _events(p: Planned) -> Iterator[dict[str, Any]]:
    shared = {"booking_id": p.id, "actor_id": p.member_id, "why": ""}
    yield shared | {"happened_at": p.created_at, "from_status": None, "to_status": "confirmed"}
    if p.status != "confirmed":
        yield shared | {"happened_at": p.changed_at, "from_status": "confirmed", "to_status": p.status}


def _batches(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    rest = iter(rows)
    while batch := list(islice(rest, size)):
        yield batch
