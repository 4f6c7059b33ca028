"""Each test stands on a chosen day or is marked `today`; so do its servers and commands. And one clock is read."""

import ast
import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
import requests
import time_machine

from core.clock import local, now, today
from tests.support import days, moments
from tests.support.processes import ROOT, python

pytest_plugins = ["pytester"]
BERLIN = "Europe/Berlin"
PRODUCT = ("core", "members", "hubs", "bookings", "calendars", "payments", "district", "web", "demo")
CLOCKS = re.compile(
    r"\b(datetime|dt)\.(now|utcnow|today)\b|\bdate\.today\b|\btime\.(time|time_ns|localtime|gmtime|ctime)\b"
    r"|\bfunc\.(now|current_\w+|localtime\w*)\b|\bCURRENT_(TIMESTAMP|DATE|TIME)\b|\b(date|datetime|strftime)\('now"
)
"""What would read a clock beside core.clock: Python's, SQLAlchemy's and the databases' own."""
OTHERS = {
    "web/api/test_schema.py": "another program",
    "core/test_worker.py": "a server without our application",
    "core/test_sandbox.py": "the limits of a process",
}
"""Tests that begin a Python in which nobody asks for the time."""
TRIGGERS = "payments/invoices/frozen.py"
"""A trigger knows no clock but the database's."""
LATER = "2027-03-28T01:30"


def test_test_that_says_nothing_stands_on_the_chosen_day() -> None:
    assert today(BERLIN) == date(2026, 11, 24)
    assert local(now(), BERLIN).hour == 7


@pytest.mark.only_on("sqlite")
def test_server_and_its_commands_have_the_clock_of_the_test(server: Any) -> None:
    assert days.is_whole() or now().date() == date(2026, 11, 24)
    shown = parsedate_to_datetime(requests.get(f"{server.url}/healthz", timeout=30).headers["Date"])
    assert abs(shown - now()) < timedelta(minutes=1)
    asked = python("-c", "from core.clock import now; print(now().isoformat())")
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True)
    assert abs(datetime.fromisoformat(done.stdout.strip()) - now()) < timedelta(minutes=1)


@pytest.mark.today
@pytest.mark.only_on("sqlite")
def test_test_about_today_has_a_server_of_today(server: Any) -> None:
    shown = parsedate_to_datetime(requests.get(f"{server.url}/healthz", timeout=30).headers["Date"])
    assert abs(shown - now()) < timedelta(minutes=1)


@pytest.mark.chosen_day
@pytest.mark.only_on("sqlite")
def test_test_whose_rows_are_of_the_chosen_day_never_reads_today(
    server: Any, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = parsedate_to_datetime(requests.get(f"{server.url}/healthz", timeout=30).headers["Date"])
    assert shown.date() == date(2026, 11, 24)
    monkeypatch.setenv("WHOLE", "1")
    assert not days.reads_today(request.node)
    request.node.own_markers.clear()
    assert days.reads_today(request.node)


def test_test_about_today_has_the_moment_that_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOCK", LATER)
    with days.stand(today=True, goes_on=False):
        assert days.kind_of_day() == "today"
        assert today(BERLIN) == date(2027, 3, 28)
    assert days.kind_of_day() == "chosen"


@pytest.mark.parametrize(
    ("named", "utc"),
    [
        ("2026-12-24T10:00", "2026-12-24T09:00"),
        ("2027-03-28T02:30", "2027-03-28T01:30"),
        ("2027-10-31T02:30", "2027-10-31T00:30"),
        ("2027-10-31T02:30+01:00", "2027-10-31T01:30"),
        ("2027-10-31T02:30Z", "2027-10-31T02:30"),
    ],
)
def test_moment_is_named_by_the_clock_in_berlin(named: str, utc: str) -> None:
    assert days.named(named).astimezone(UTC) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize("named", ["today", "2027-02-29T10:00", "24.12.2026"])
def test_what_names_no_moment_ends_the_run(monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    monkeypatch.setenv("CLOCK", named)
    with pytest.raises(ValueError):
        days.check()


@pytest.mark.parametrize("begin", ["2026-11-30T08:00", "2027-10-31T02:30", "2028-02-29T10:00", "2031-12-31T23:59"])
def test_moments_are_of_every_kind_and_to_come(begin: str) -> None:
    found = [days.named(text) for text in moments.moments(days.named(begin))]
    assert len(found) == len(set(found)) >= 12
    assert all(moment > days.named(begin) for moment in found)
    shown = {f"{moment.astimezone(days.WALL):%d.%m. %H:%M}" for moment in found}
    assert {"31.12. 23:59", "28.02. 12:00", "29.02. 10:00", "24.12. 15:00", "31.10. 09:00"} <= shown
    assert {moment.astimezone(days.WALL).weekday() for moment in found} >= {0, 6}


def test_commands_are_begun_with_the_clock_of_the_test() -> None:
    """By tests.support.processes: `python(…)` for `[sys.executable, …]`."""
    files = {path for path in (ROOT / "tests").rglob("test_*.py") if "sys.executable" in path.read_text()}
    assert {str(path.relative_to(ROOT / "tests")) for path in files - {Path(__file__)}} == set(OTHERS)


@pytest.mark.parametrize("package", PRODUCT)
def test_one_clock_is_read(package: str) -> None:
    paths = [path for path in (ROOT / package).rglob("*.py") if str(path.relative_to(ROOT)) != TRIGGERS]
    found = {str(path.relative_to(ROOT)): list(clocks(path)) for path in paths}
    assert {path: lines for path, lines in found.items() if lines} == (
        {"core/clock.py": ["return datetime.now(UTC)"]} if package == "core" else {}
    )


@pytest.mark.parametrize("path", sorted((ROOT / "static/js").glob("*.js")), ids=lambda path: path.name)
def test_pages_do_not_ask_the_device_which_day_it_is(path: Path) -> None:
    """It may be set wrongly, and stand in another zone; how long something took, it may tell."""
    assert "new Date(" not in path.read_text()


def clocks(path: Path) -> Iterator[str]:
    """The lines of code that read a clock."""
    text = path.read_text()
    prose = {
        line
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    for number, line in enumerate(text.splitlines(), 1):
        if number not in prose and CLOCKS.search(line.partition("#")[0]):
            yield line.strip()


@pytest.mark.parametrize(
    "code",
    ["x = datetime.now(UTC)", "x = date.today()", "x = time.time()", "x = func.now()", "x = text('CURRENT_TIMESTAMP')"],
)
def test_other_clocks_are_found(tmp_path: Path, code: str) -> None:
    file = tmp_path / "code.py"
    file.write_text(f'"""time.time() in words is none."""\n{code}\n')
    assert list(clocks(file)) == [code]


def test_what_moves_the_clock_is_known_to_who_is_to_follow(monkeypatch: pytest.MonkeyPatch) -> None:
    assert days.ahead() is not None
    monkeypatch.delenv("CLOCK", raising=False)
    with days.stand(today=True, goes_on=False):
        assert days.ahead() is None


@pytest.mark.parametrize(("minutes", "passes"), [(2, True), (0, False)], ids=["the-day-ends", "it-does-not"])
def test_test_during_which_the_day_ends_begins_anew(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, minutes: int, passes: bool
) -> None:
    monkeypatch.setattr(days, "_about_today", True)
    pytester.makepyfile(f"""
        from datetime import timedelta
        runs = []
        def test_fails_at_first(clock):
            runs.append(1)
            clock.shift(timedelta(minutes={minutes}))
            assert len(runs) == 2
    """)
    with time_machine.travel("2026-12-31T22:59:00Z", tick=False) as traveller:
        done = pytester.inline_run("-p", "no:cacheprovider", plugins=[days.Anew(), Clock(traveller)])
    done.assertoutcome(passed=int(passes), failed=int(not passes))


class Clock:
    def __init__(self, traveller: Any) -> None:
        self.traveller = traveller

    @pytest.fixture
    def clock(self) -> Any:
        return self.traveller
