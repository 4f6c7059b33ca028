"""Which moment it is in a test, in the processes that it begins and for the commands that it calls.

A test stands on a chosen day, CHOSEN, at seven in the morning; from there time goes on. It may choose another with
time-machine. One that is about today, whichever day that is, is marked `today`: it gets the real moment, or the one
that CLOCK names (`CLOCK=2027-03-28T01:30 make test`, by the clock in Berlin). `scripts/test_days.sh` runs these tests
at many moments. So a test fails on a day only if it is marked, and then on a day that one can name.

With WHOLE=1 what stands on the demo district or on a running server reads today as well, unless it is marked
`chosen_day`: what it writes is of that day, and so is the server that it asks. All others stand on the chosen day
whatever CLOCK says, would run as always, and are left out.
"""

import os
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from _pytest.runner import runtestprotocol

CHOSEN = datetime.fromisoformat("2026-11-24T06:00:00+00:00")
"""A Tuesday, 7 o'clock in Berlin; no holiday and no clock change is near."""
WALL = ZoneInfo("Europe/Berlin")
LIVING = {"demo_url", "_running", "_racing", "start_server"}
"""Fixtures whose data or processes outlive a test: for these the clock goes on from one test to the next."""

_begun = time.monotonic()
_real = time.time() - _begun
_about_today = False


def named(text: str) -> datetime:
    """The moment that CLOCK names: ISO 8601, by the clock in Berlin when it says no zone.

    A time that the clock leaves out is read as if it had not been changed: 2:30 is then 3:30. ValueError for others.
    """
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=WALL)


def check() -> None:
    """ValueError when CLOCK names no moment."""
    named(os.environ.get("CLOCK") or CHOSEN.isoformat())


def of(item: pytest.Item) -> AbstractContextManager[None]:
    """Meanwhile it is the day of that test."""
    return stand(today=reads_today(item), goes_on=_lives_on(item))


def reads_today(item: pytest.Item) -> bool:
    """Whether the test stands on today, and so on CLOCK."""
    if is_whole() and _lives_on(item):
        return item.get_closest_marker("chosen_day") is None
    return item.get_closest_marker("today") is not None


def is_whole() -> bool:
    """Whether what stands on living data reads today as well."""
    return os.environ.get("WHOLE") == "1"


def _lives_on(item: pytest.Item) -> bool:
    return not LIVING.isdisjoint(getattr(item, "fixturenames", ()))


class Anew:
    """A plugin of pytest: a test about today that failed while the day ended is run once more, as it began on one day
    and went on on the next. So a run over midnight fails only for what holds on no single day."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
        if not _about_today:
            return None
        item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        day = datetime.now(WALL).date()
        reports = runtestprotocol(item, log=False, nextitem=nextitem)
        if any(report.failed for report in reports) and datetime.now(WALL).date() != day:
            item._initrequest()  # type: ignore[attr-defined]
            reports = runtestprotocol(item, log=False, nextitem=nextitem)
        for report in reports:
            item.ihook.pytest_runtest_logreport(report=report)
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        return True


def kind_of_day() -> str:
    """ "today" or "chosen": what the test that runs stands on. Databases and servers of one are not the other's."""
    return "today" if _about_today else "chosen"


@contextmanager
def stand(*, today: bool, goes_on: bool) -> Iterator[None]:
    """Meanwhile it is today or the chosen day, anew at its beginning or as long after it as the run has lasted."""
    global _about_today
    before, _about_today = _about_today, today
    try:
        with time_machine.travel(_today() if today else _chosen(goes_on), tick=True):
            yield
    finally:
        _about_today = before


def _today() -> float:
    moment = os.environ.get("CLOCK")
    return named(moment).timestamp() + time.monotonic() - _begun if moment else _real + time.monotonic()


def _chosen(goes_on: bool) -> float:
    return CHOSEN.timestamp() + (time.monotonic() - _begun if goes_on else 0)


def ahead() -> float | None:
    """How far the clock of this process is from the one of the machine, in seconds since the latter was started; None
    when it has not been moved. What another process needs for `follow`."""
    shown = time.time() - time.monotonic()
    return shown if abs(shown - _real) > 1 else None


def follow(shown: float | None) -> None:
    """Let this process have the clock of the one that asked `ahead`, to its end."""
    if shown is not None:
        time_machine.travel(time.monotonic() + shown, tick=True).start()
