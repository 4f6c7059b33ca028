"""What is asked of the server, phase by phase, and the aims."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise, product
from pathlib import Path
from random import Random
from typing import Any

from tests.bench.data import HUB, Filled
from tests.bench.server import Server, cpu_seconds

BROWSER = "Accept-Encoding: gzip, deflate, br\r\nAccept-Language: de-DE,de;q=0.9\r\n"
PROGRAM = "Accept-Encoding: gzip, deflate\r\n"
DAYS_AHEAD = range(3, 31)
SHUFFLE = 20261124

Request = tuple[str, str, str]


@dataclass(frozen=True)
class Target:
    """A running server and the database below it. `floor_rows` counts on, so that no row of the floor comes twice."""

    server: Server
    filled: Filled
    database_processes: Callable[[], list[int]]
    free: list[Request]
    floor_rows: list[Request]

    @property
    def tokens(self) -> list[str]:
        return [f"{PROGRAM}Authorization: Bearer {token}\r\n" for token in self.filled.tokens]

    @property
    def cookies(self) -> list[str]:
        return [f"{BROWSER}Cookie: __Host-session={cookie}\r\n" for cookie in self.filled.cookies]


@dataclass(frozen=True)
class Phase:
    """`requests(target)` are asked in turn by `clients`; `aim` is for bookings or answers a second on PostgreSQL."""

    name: str
    clients: int
    requests: Callable[[Target], list[Request]]
    again: bool = True
    expected: int = 200
    by_browser: bool = False
    headers: Callable[[Target], list[str]] | None = None
    aim: int | None = None
    aim_p99_ms: int | None = None
    peers: str = ""


def run(phase: Phase, target: Target, warm_up: float, seconds: float) -> dict[str, Any]:
    """The load's report, with the processor time per request of the server and of the database."""
    headers = target.cookies if phase.by_browser else target.tokens
    headers = phase.headers(target) if phase.headers else headers
    job = {
        "port": target.server.port,
        "clients": headers[: phase.clients],
        "requests": phase.requests(target),
        "again": phase.again,
        "expected": phase.expected,
        "warm_up": warm_up,
        "seconds": seconds,
    }
    before = _cpu(target)
    report = _load(job)
    for name, used in _cpu(target).items():
        report[f"{name}_cpu_ms"] = round((used - before[name]) * 1000 / max(report["asked"], 1), 2)
    return report


def phases(quick: bool) -> list[Phase]:
    """What is measured, in this order: reading first, since after it each member has hundreds of coming bookings.

    `quick` leaves out what no aim is about.
    """
    feed_peers = "MRBS 1.3; Respa 1.2 for 400, Indico 5.9 for 100"
    peers = "GRR 65, Indico 28, MRBS 21, Respa 14"
    every = [
        Phase("floor: bare Flask route", 8, lambda _: [("GET", "/floor/hello", "")]),
        Phase("floor: bare INSERT into occupancy", 8, _floor_rows, again=False, expected=201),
        Phase("day plan page", 8, day_plans, by_browser=True, aim=130, peers="MRBS 13, Indico 10"),
        Phase("availability of a day (API)", 8, availability, aim=250),
        Phase("search page, all hubs", 8, searches, by_browser=True),
        Phase("availability of all hubs (API)", 8, all_hubs),
        Phase("feed, unchanged (304)", 8, feeds, expected=304, headers=who_know, aim=500),
        Phase("feed of 1,000 bookings, changed", 8, changed_feeds, headers=who_ask, aim=13, peers=feed_peers),
        Phase("bookings, 1 client", 1, _free, again=False, expected=201),
        Phase("bookings, 8 clients", 8, _free, again=False, expected=201, aim=300, aim_p99_ms=80, peers=peers),
        Phase("bookings, 32 clients", 32, _free, again=False, expected=201),
    ]
    return [phase for phase in every if phase.clients != 1] if quick else every


def _floor_rows(target: Target) -> list[Request]:
    return target.floor_rows


def _free(target: Target) -> list[Request]:
    return target.free


def day_plans(_target: Target | None = None) -> list[Request]:
    return [("GET", f"/hubs/{HUB}/days/{day}", "") for day in _days()]


def availability(_target: Target | None = None) -> list[Request]:
    return [
        ("GET", f"/api/v1/hubs/{HUB}/availability?from={day}T00:00:00%2B01:00&to={day}T23:59:59%2B01:00&kind=desk", "")
        for day in _days()
    ]


def searches(_target: Target | None = None) -> list[Request]:
    places = ("Coppenbr%C3%BCgge", "Hameln", "Bad%20M%C3%BCnder", "Emmerthal")
    return [("GET", f"/?near={place}&date={day}&kind=desk&part=day", "") for place, day in product(places, _days())]


def all_hubs(_target: Target | None = None) -> list[Request]:
    return [
        ("GET", f"/api/v1/availability?from={day}T09:00:00%2B01:00&to={day}T12:00:00%2B01:00&kind=desk", "")
        for day in _days()
    ]


def feeds(target: Target) -> list[Request]:
    return [("GET", path, "") for path in target.filled.feeds]


def changed_feeds(target: Target) -> list[Request]:
    """One of the feed's bookings changes before each answer."""
    return [
        ("GET", f"/changed{path}?booking={booking}", "")
        for bookings in zip(*target.filled.feeds.values(), strict=True)
        for path, booking in zip(target.filled.feeds, bookings, strict=True)
    ]


def who_ask(target: Target) -> list[str]:
    """Calendar programs: nobody is logged in."""
    return [PROGRAM] * len(target.filled.feeds)


def who_know(target: Target) -> list[str]:
    """Calendar programs that have the feeds as they are now."""
    tags = []
    for path in target.filled.feeds:
        with urllib.request.urlopen(f"http://127.0.0.1:{target.server.port}{path}") as answer:
            tags.append(answer.headers["ETag"])
    return [f"{PROGRAM}If-None-Match: {', '.join(tags)}\r\n"] * len(tags)


def free_slots(server: Server) -> list[Request]:
    """A booking for each free hour of the hub's coming half year, shuffled: asked from the API itself."""
    start = _tomorrow() + timedelta(days=30)
    path = f"/api/v1/hubs/{HUB}/availability?from={start}T00:00:00Z&to={start + timedelta(days=120)}T00:00:00Z"
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{path}") as answer:
        spaces = json.load(answer)["spaces"]
    found = [
        ("POST", "/api/v1/bookings", json.dumps({"space": space["id"], "starts_at": begin, "ends_at": end}))
        for space in spaces
        for stretch in space["free"]
        for begin, end in hours(stretch["from"], stretch["to"])
    ]
    Random(SHUFFLE).shuffle(found)
    return found


def rows_of_floor(filled: Filled) -> list[Request]:
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
    return [("POST", "/floor/occupancy", json.dumps(row)) for row in rows]


def _load(job: dict[str, Any]) -> dict[str, Any]:
    """Run the load process. Requests that are asked once are used up: no other phase gets them."""
    if not job["again"]:
        most = int(3000 * (job["warm_up"] + job["seconds"]))
        taken = job["requests"][:most]
        del job["requests"][:most]
        job["requests"] = taken
    program = Path(__file__).with_name("load.py")
    done = subprocess.run(
        [sys.executable, str(program)], input=json.dumps(job), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"the load failed:\n{done.stderr}")
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def _cpu(target: Target) -> dict[str, float]:
    return {
        "server": cpu_seconds(target.server.processes),
        "database": cpu_seconds(target.database_processes()),
    }


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
