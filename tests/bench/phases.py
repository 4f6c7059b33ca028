"""What is asked of the server, phase by phase, and the aims."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from subprocess import PIPE
from typing import Any

from tests.bench import asked, money, who
from tests.bench.asked import Request
from tests.bench.data import CLIENTS
from tests.bench.targets import Target

MOST_A_SECOND = 3000
SLOW_SECONDS = 2.0
UNTIL_ALL_WAIT = 1.5
MOST_WHILE_SOME_WAIT = 4.0
ONE_EACH = 0.01
"""Seconds. Nobody waits longer than ten for Stripe's answer; who is asked for so short asks once."""


@dataclass(frozen=True)
class Asking:
    """Who asks (headers of each client) for what. Requests that must not come twice are an iterator, which goes on."""

    headers: list[str]
    requests: Iterable[Request]


@dataclass(frozen=True)
class Phase:
    """A piece of work, asked for by `clients` at once; `aim` is for bookings or answers a second on PostgreSQL."""

    name: str
    clients: int
    prepare: Callable[[Target], Asking]
    expected: int = 200
    button: str = ""
    """Of the page to which the answer leads: pressing it belongs to the work."""
    stripe_seconds: float = 0.0
    waiting: int = 0
    """So many members wait for Stripe all the time; what they cost is not counted."""
    aim: int | None = None
    aim_p99_ms: int | None = None
    peers: str = ""


def phases(quick: bool, only: str = "") -> list[Phase]:
    """What is measured, in this order: reading first, since after it each member has hundreds of coming bookings.
    The last one changes the hub.

    `quick` leaves out what no aim is about; `only` leaves those whose name holds this text.
    """
    feed_peers = "MRBS 1.3; Respa 1.2 for 400, Indico 5.9 for 100"
    peers = "GRR 65, Indico 28, MRBS 21, Respa 14"
    every = [
        Phase("floor: bare Flask route", 8, lambda t: _by_program(t, [("GET", "/floor/hello", "")])),
        Phase("floor: bare INSERT into occupancy", 8, lambda t: _by_program(t, t.floor_rows), 201),
        Phase("day plan page", 8, lambda t: _by_browser(t, asked.day_plans()), aim=130, peers="MRBS 13, Indico 10"),
        Phase("availability of a day (API)", 8, lambda t: _by_program(t, asked.availability()), aim=250),
        Phase("search page, all hubs", 8, lambda t: _by_browser(t, asked.searches())),
        Phase("availability of all hubs (API)", 8, lambda t: _by_program(t, asked.all_hubs())),
        Phase("hub page", 8, lambda t: _by_browser(t, asked.hub_page())),
        Phase("page to book on", 8, lambda t: _by_browser(t, asked.booking_pages(t.free))),
        Phase("hosts' today page", 8, _by_host),
        Phase("feed, unchanged (304)", 8, _feeds_again, 304, aim=500),
        Phase("feed of 1,000 bookings, changed", 8, _changed_feeds, aim=13, peers=feed_peers),
        Phase("bookings by page, 8 clients", 8, _booking_forms, 303),
        Phase("bookings, 1 client", 1, _bookings, 201),
        Phase("bookings, 8 clients", 8, _bookings, 201, aim=300, aim_p99_ms=80, peers=peers),
        Phase("bookings, 32 clients", 32, _bookings, 201),
        Phase("series of 52, 8 clients", 8, _series, 201),
        Phase("book online until checkout", 32, _booking_online, 303, "/checkout"),
        Phase("book online, Stripe takes 2 s, 50", 50, _booking_online, 303, "/checkout", SLOW_SECONDS),
        Phase("book, paid on site, 8 clients", 8, _booking_on_site, 303),
        Phase("book, paid on site, while 50 wait", 8, _booking_on_site, 303, waiting=CLIENTS),
        Phase("book with a pass, 8 clients", 8, _bookings_with_a_pass, 201),
    ]
    return [phase for phase in every if only in phase.name and not (quick and phase.clients == 1)]


def run(phase: Phase, target: Target, asking: Asking, warm_up: float, seconds: float) -> dict[str, Any]:
    """The load's report, with the milliseconds of processor time per request of the server and of the database."""
    seconds = min(seconds, MOST_WHILE_SOME_WAIT) if phase.waiting else seconds
    job = _job(phase, target, asking, warm_up, seconds)
    target.stripe.answer_after(phase.stripe_seconds)
    with _waiting(phase.waiting, target, warm_up + seconds):
        before = target.cpu()
        report = _end_of(_begin(job))
        after = target.cpu()
    for name, used in after.items():
        report[f"{name}_cpu_ms"] = round((used - before[name]) * 1000 / max(report["asked"], 1), 3)
    return report


def _job(phase: Phase, target: Target, asking: Asking, warm_up: float, seconds: float) -> dict[str, Any]:
    requests = asking.requests
    again = isinstance(requests, list)
    return {
        "port": target.port,
        "clients": asking.headers[: phase.clients],
        "requests": requests if again else list(islice(requests, int(MOST_A_SECOND * (warm_up + seconds)))),
        "again": again,
        "button": phase.button,
        "expected": phase.expected,
        "warm_up": warm_up,
        "seconds": seconds,
    }


@contextmanager
def _waiting(number: int, target: Target, seconds: float) -> Iterator[None]:
    """So many have pressed “pay” before, and are answered by Stripe some time after `seconds`; RuntimeError when one
    of them is not led on then."""
    if not number:
        yield
        return
    phase = Phase("", number, _booking_online, 303, "/checkout")
    asking = _booking_online(target)
    job = _job(phase, target, asking, 0, ONE_EACH) | {"requests": list(islice(asking.requests, 2 * number))}
    target.stripe.answer_after(UNTIL_ALL_WAIT + seconds + 1)
    process = _begin(job)
    time.sleep(UNTIL_ALL_WAIT)
    yield
    target.stripe.answer_after(0)
    found = _end_of(process)
    if found["errors"] or found["asked"] < number:
        raise RuntimeError(f"of {number} who waited not all could pay: {found}")


def _begin(job: dict[str, Any]) -> "subprocess.Popen[str]":
    """The load process."""
    program = Path(__file__).with_name("load.py")
    process = subprocess.Popen([sys.executable, str(program)], stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True)
    assert process.stdin
    process.stdin.write(json.dumps(job))
    process.stdin.close()
    process.stdin = None  # all is said
    return process


def _end_of(process: "subprocess.Popen[str]") -> dict[str, Any]:
    """What it has seen."""
    told, wrong = process.communicate()
    if process.returncode:
        raise RuntimeError(f"the load failed:\n{wrong}")
    report: dict[str, Any] = json.loads(told)
    return report


def _by_program(target: Target, requests: Iterable[Request]) -> Asking:
    return Asking(who.tokens(target.filled), requests)


def _by_browser(target: Target, requests: Iterable[Request]) -> Asking:
    return Asking([who.cookie(value) for value in target.filled.cookies], requests)


def _by_host(target: Target) -> Asking:
    return Asking([who.cookie(target.host_cookie())] * 8, asked.hosts_today())


def _feeds_again(target: Target) -> Asking:
    return Asking(who.calendars_that_know(target.port, target.filled), asked.feeds(target.filled))


def _changed_feeds(target: Target) -> Asking:
    return Asking(who.calendars(target.filled), asked.changed_feeds(target.filled))


def _bookings(target: Target) -> Asking:
    return _by_program(target, asked.bookings(target.free))


def _series(target: Target) -> Asking:
    return _by_program(target, asked.series(target.free_for_series))


def _booking_online(target: Target) -> Asking:
    """From now on the hub takes money. So many members that nobody asks Stripe too often."""
    target.take(money.ONLINE)
    return _booking_forms(target, CLIENTS, "online")


def _booking_on_site(target: Target) -> Asking:
    target.take(money.ONLINE)
    return _booking_forms(target, way="on_site")


def _bookings_with_a_pass(target: Target) -> Asking:
    """The last: from now on each member has one."""
    target.take(money.ONLINE)
    target.take(money.PASSES)
    return _bookings(target)


def _booking_forms(target: Target, clients: int = 8, way: str = "") -> Asking:
    slot = next(target.free)
    members = [who.member_with_form(target.port, cookie, slot) for cookie in target.filled.cookies[:clients]]
    return Asking([member.headers for member in members], asked.booking_forms(target.free, members[0].price, way))
