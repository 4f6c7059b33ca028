"""What is asked: addresses and bodies of each piece of work.

Only what the site promises to the outside (pages, API, form fields) stands here, so that any commit can be asked.
"""

import json
import urllib.request
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count, islice, pairwise, product
from random import Random
from typing import NamedTuple
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from tests.bench.data import HUB, Filled

DAYS_AHEAD = range(3, 31)
SHUFFLE = 20261124
WISHES = 200
WEEKS = 52
FOR_SERIES = 20
"""Each so many-th space is kept for series, which take its hours of a whole year."""
ZONE = ZoneInfo("Europe/Berlin")

Request = tuple[str, str, str]
"""Method, path, body: JSON when it begins with a brace, else a form's fields."""


class Slot(NamedTuple):
    """A free hour of a space; times as the API writes them."""

    space: str
    starts_at: str
    ends_at: str


def day_plans() -> list[Request]:
    return [("GET", f"/hubs/{HUB}/days/{day}", "") for day in _days()]


def availability() -> list[Request]:
    return [
        ("GET", f"/api/v1/hubs/{HUB}/availability?from={day}T00:00:00%2B01:00&to={day}T23:59:59%2B01:00&kind=desk", "")
        for day in _days()
    ]


def searches() -> list[Request]:
    places = ("Coppenbr%C3%BCgge", "Hameln", "Bad%20M%C3%BCnder", "Emmerthal")
    return [("GET", f"/?near={place}&date={day}&kind=desk&part=day", "") for place, day in product(places, _days())]


def all_hubs() -> list[Request]:
    return [
        ("GET", f"/api/v1/availability?from={day}T09:00:00%2B01:00&to={day}T12:00:00%2B01:00&kind=desk", "")
        for day in _days()
    ]


def hub_page() -> list[Request]:
    return [("GET", f"/hubs/{HUB}", "")]


def hosts_today() -> list[Request]:
    return [("GET", f"/host/{HUB}/today", "")]


def booking_pages(free: Iterator[Slot]) -> list[Request]:
    return [("GET", f"/bookings/new?{urlencode(fields(slot))}", "") for slot in islice(free, WISHES)]


def bookings(free: Iterator[Slot]) -> Iterator[Request]:
    """By the API."""
    return (("POST", "/api/v1/bookings", json.dumps(slot._asdict())) for slot in free)


def series(free: Iterator[Slot]) -> Iterator[Request]:
    """A year of weeks by the API, from the next such day on; dates that are taken or closed are left out. No two are of
    the same place, day of the week and hour."""
    known = set[tuple[str, int, str]]()
    for slot in free:
        start, end = (datetime.fromisoformat(text).astimezone(ZONE) for text in (slot.starts_at, slot.ends_at))
        which = (slot.space, start.weekday(), f"{start:%H:%M}")
        if which not in known:
            known.add(which)
            yield "POST", "/api/v1/series", json.dumps(_year_of_weeks(slot.space, start, end))


def _year_of_weeks(space: str, start: datetime, end: datetime) -> dict[str, object]:
    earlier = (start.date() - _tomorrow()).days // 7 * timedelta(days=7)  # by the clock on the wall
    times = {"starts_at": (start - earlier).isoformat(), "ends_at": (end - earlier).isoformat()}
    return {"space": space, **times, "repeat": {"unit": "week", "count": WEEKS}, "when_taken": "leave_out"}


def booking_forms(free: Iterator[Slot], price: str, way: str = "") -> Iterator[Request]:
    """As the page of booking sends them; its token stands in the headers. `way`: how it is to be paid."""
    chosen = {"way": way} if way else {}
    keys = (f"bench-{number}-{SHUFFLE}" for number in count())
    return (
        ("POST", "/bookings", urlencode(fields(slot) | {"title": "", "price": price, "form_key": key} | chosen))
        for slot, key in zip(free, keys, strict=False)
    )


def fields(slot: Slot) -> dict[str, str]:
    """Space, day and times by the hub's clock, as the page of booking names them."""
    start, end = (datetime.fromisoformat(text).astimezone(ZONE) for text in (slot.starts_at, slot.ends_at))
    return {"space": slot.space, "date": f"{start:%Y-%m-%d}", "from": f"{start:%H:%M}", "to": f"{end:%H:%M}"}


def feeds(filled: Filled) -> list[Request]:
    return [("GET", path, "") for path in filled.feeds]


def changed_feeds(filled: Filled) -> list[Request]:
    """One of the feed's bookings changes before each answer."""
    return [
        ("GET", f"/changed{path}?booking={booking}", "")
        for bookings in zip(*filled.feeds.values(), strict=True)
        for path, booking in zip(filled.feeds, bookings, strict=True)
    ]


def floor_rows(filled: Filled) -> Iterator[Request]:
    first = datetime(_tomorrow().year + 3, 1, 1)  # noqa: DTZ001  # nobody books there
    rows = [
        {
            "hub": filled.hub_id,
            "space": space,
            "blocking": filled.blocking_id,
            "starts_at": f"{first + timedelta(hours=hour):%Y-%m-%d %H:%M:%S.000000}",
            "ends_at": f"{first + timedelta(hours=hour + 1):%Y-%m-%d %H:%M:%S.000000}",
        }
        for hour, space in product(range(24 * 30), filled.space_ids)
    ]
    Random(SHUFFLE).shuffle(rows)
    return (("POST", "/floor/occupancy", json.dumps(row)) for row in rows)


def free_slots(port: int) -> tuple[Iterator[Slot], Iterator[Slot]]:
    """Each free hour of the hub's coming half year, shuffled: asked from the API itself. Those for single bookings, and
    those for series."""
    start = _tomorrow() + timedelta(days=30)
    path = f"/api/v1/hubs/{HUB}/availability?from={start}T00:00:00Z&to={start + timedelta(days=120)}T00:00:00Z"
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
        spaces = json.load(answer)["spaces"]
    found = [
        Slot(space["id"], begin, end)
        for space in spaces
        for stretch in space["free"]
        for begin, end in hours(stretch["from"], stretch["to"])
    ]
    Random(SHUFFLE).shuffle(found)
    kept = {space["id"] for space in spaces[::FOR_SERIES]}
    return iter([one for one in found if one.space not in kept]), iter([one for one in found if one.space in kept])


def hours(begin: str, end: str) -> list[tuple[str, str]]:
    """The whole hours of a free stretch, as the API writes times."""
    at, last = datetime.fromisoformat(begin), datetime.fromisoformat(end)
    count = (last - at) // timedelta(hours=1)
    bounds = [(at + timedelta(hours=n)).isoformat().replace("+00:00", "Z") for n in range(count + 1)]
    return list(pairwise(bounds))


def _days() -> list[date]:
    return [_tomorrow() + timedelta(days=n) for n in DAYS_AHEAD]


def _tomorrow() -> date:
    return date.today() + timedelta(days=1)  # noqa: DTZ011
