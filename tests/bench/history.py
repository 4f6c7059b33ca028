"""What availability costs with few and with very many past bookings. It must be the same.

A hub of its own gets its past by SQL: that takes seconds also for a million. Then the same day in the future is asked
for, inside this process, so that nothing but the answer itself is measured.
"""

import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import event, func, select, text

from core.clock import now
from core.db import db
from core.transactions import transaction
from hubs import bulk_actions, queries
from hubs.models import Hub, Space
from members.models import Member
from tests.bench.data import HUB, Filled, Size
from tests.support import site
from tests.support.cluster import execute

SLUG = "bench-history"
ASKED = 60
COMING_DAYS, EVERY = 14, 12
"""Also booked, the same for few and many: one of twelve hours of the coming two weeks."""

# One row of `booking` and one of `occupancy` for each n: hour after hour back in time, in all spaces at once.
NUMBERS = {
    "postgresql": "SELECT n FROM generate_series(CAST(:first AS int), CAST(:last AS int)) AS n",
    "sqlite": "WITH RECURSIVE count(n) AS (SELECT :first UNION ALL SELECT n + 1 FROM count WHERE n < :last)"
    " SELECT n FROM count",
}
ID = {"postgresql": "lpad(to_hex(:ids + n), 32, '0')::uuid", "sqlite": "printf('%032x', :ids + n)"}
HOURS_BEFORE = {
    "postgresql": "CAST(:base AS timestamptz) - (n / :spaces + {0}) * interval '1 hour'",
    "sqlite": "strftime('%Y-%m-%d %H:%M:%S.000000', :base, '-' || (n / :spaces + {0}) || ' hours')",
}
BOOKINGS = """
INSERT INTO booking (id, hub_id, space_id, member_id, starts_at, ends_at, status, title, price_cents, created_at)
SELECT {id}, :hub, :space + n % :spaces, :member, {start}, {end}, 'confirmed', '', 0, {start}
FROM ({numbers}) AS numbers WHERE n % :every = 0
"""
OCCUPANCY = """
INSERT INTO occupancy (hub_id, space_id, starts_at, ends_at, booking_id)
SELECT :hub, :space + n % :spaces, {start}, {end}, {id}
FROM ({numbers}) AS numbers WHERE n % :every = 0
"""


def measure(filled: Filled, size: Size) -> list[dict[str, Any]]:
    """For few and for many past bookings: ms per answer, and how much the database read for it."""
    app = site.make_app(filled.url)
    with app.app_context():
        hub = _make_hub(size.spaces)
        _load(filled.kind, hub, 0, size.spaces * 24 * COMING_DAYS, days_ahead=COMING_DAYS, every=EVERY)
    reports, loaded = [], 0
    for past in (size.few_past, size.many_past):
        begun = time.perf_counter()
        with app.app_context():
            _load(filled.kind, hub, loaded, past)
        seconds = round(time.perf_counter() - begun, 1)
        reports.append({"past_bookings": past, "load_seconds": seconds} | _ask(app, filled.kind))
        loaded = past
    site.close(app)
    return reports


def _make_hub(spaces: int) -> dict[str, int]:
    """A twin of the big hub, without bookings: its id, its first space, how many, and a member."""
    with transaction():
        twin = queries.hub_by_slug(HUB)
        assert twin is not None
        left_out = {"id", "slug", "setup_stamp"}
        values = {c.key: getattr(twin, c.key) for c in Hub.__table__.columns if c.key not in left_out}
        hub = Hub(**values, slug=SLUG)
        db.session.add(hub)
        db.session.flush()
        bulk_actions.insert_desks(hub=hub, count=spaces)
        first = select(func.min(Space.id)).where(Space.hub_id == hub.id)
        member = select(func.min(Member.id))
        return {
            "hub": hub.id,
            "space": db.session.execute(first).scalar_one(),
            "spaces": spaces,
            "member": db.session.execute(member).scalar_one(),
        }


def _load(kind: str, hub: dict[str, int], first: int, until: int, days_ahead: int = 0, every: int = 1) -> None:
    """Bookings number `first` to `until` - 1, counted back from so many days ahead; every so manieth."""
    base = now().replace(minute=0, second=0, microsecond=0) + timedelta(days=days_ahead)
    values = hub | {"first": first, "last": until - 1, "every": every, "ids": days_ahead * 10**9, "base": str(base)}
    hours = HOURS_BEFORE[kind]
    parts = {"id": ID[kind], "start": hours.format(1), "end": hours.format(0), "numbers": NUMBERS[kind]}
    with transaction():
        for statement in (BOOKINGS, OCCUPANCY):
            sql = statement.format(**parts).replace("::", r"\:\:")
            db.session.execute(text(sql), values)
    if kind == "postgresql":
        execute(db.engine.url.render_as_string(hide_password=False), "VACUUM ANALYZE")  # as autovacuum would


def _ask(app: Flask, kind: str) -> dict[str, Any]:
    """The median ms of an answer, and what the statement on `occupancy` read."""
    day = now().date() + timedelta(days=COMING_DAYS // 2)
    path = f"/api/v1/hubs/{SLUG}/availability?from={day}T00:00:00Z&to={day}T23:59:59Z"
    client = app.test_client()
    client.get(path)  # fills what is kept in memory
    statements = _statements(app, lambda: client.get(path))
    times = [_time(lambda: client.get(path)) for _ in range(ASKED)]
    with app.app_context():
        work = _read_by(kind, *next(pair for pair in statements if "FROM occupancy" in pair[0]))
    return {"ms": round(statistics.median(times) * 1000, 2), "statements": len(statements)} | work


def _statements(app: Flask, ask: Callable[[], Any]) -> list[tuple[str, Any]]:
    found = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        found.append((statement, parameters))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert ask().status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return [pair for pair in found if not pair[0].startswith("BEGIN")]


def _time(call: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def _read_by(kind: str, statement: str, parameters: Any) -> dict[str, int]:
    """How much the database looked at: rows and pages (PostgreSQL), steps of its machine (SQLite)."""
    with db.engine.connect() as connection:
        raw: Any = connection.connection.dbapi_connection
        if kind == "postgresql":
            answer = raw.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}", parameters).fetchone()
            plan = answer[0][0]["Plan"]
            return {"rows_read": _rows_of(plan), "pages_read": plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]}
        return {"machine_steps": _steps(raw, statement, parameters)}


def _rows_of(plan: dict[str, Any]) -> int:
    """Rows that the scans at the plan's ends touched, those that were thrown away included."""
    below = plan.get("Plans", [])
    if below and plan["Node Type"] != "Bitmap Heap Scan":
        return sum(_rows_of(inner) for inner in below)
    return int((plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)) * plan["Actual Loops"])


def _steps(raw: Any, statement: str, parameters: Any) -> int:
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    raw.set_progress_handler(count, 1)
    raw.execute(statement, parameters).fetchall()
    raw.set_progress_handler(None, 1)
    return steps
