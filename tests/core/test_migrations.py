"""An older database is brought up to date with what it holds."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import flask_migrate
from sqlalchemy import text

from core import outbox
from core.db import db
from core.outbox import OutboxMail
from core.transactions import transaction
from hubs.models import Closure, Hub
from tests.support import site
from tests.support.databases import SQLITE, execute, server_url

MOMENT = datetime(2026, 11, 24, 6, 0, 30, tzinfo=UTC)


def test_calendars_and_waiting_requests_of_an_older_version_are_kept(tmp_path: Path, database_kind: str) -> None:
    name = f"old_{tmp_path.name}"
    url = f"sqlite:///{tmp_path}/old.db" if database_kind == SQLITE else server_url(name)
    if database_kind != SQLITE:
        execute(server_url("postgres"), f'CREATE DATABASE "{name}"')
    app = site.make_app(url, instance_dir=tmp_path)
    try:
        with app.app_context():
            flask_migrate.upgrade(revision="0003")
            _fill()
        with app.app_context():
            flask_migrate.upgrade()
        with app.app_context():
            _check()
    finally:
        site.close(app)


def _fill() -> None:
    """What older versions wrote."""
    with transaction():
        _insert("municipality", key="03252004", name="Coppenbrügge", lat=52.1, lon=9.5)
        hub = {name: column.default.arg for name, column in _defaults(Hub).items()}
        given = {
            "id": 7,
            "slug": "a",
            "name": "A",
            "village": "A",
            "municipality_key": "03252004",
            "lat": 52.1,
            "lon": 9.5,
        }
        _insert(
            "hub",
            **(hub | given | {"opening_hours": "24/7", "amenities": "[]", "created_at": MOMENT, "setup_stamp": "x"}),
        )
        space = {"name": "P", "kind": "desk", "capacity": 1, "features": "[]", "turnaround_minutes": 0, "position": 0}
        _insert("space", id=3, hub_id=7, is_active=True, **space)
        times = {"hub_id": 7, "starts_at": MOMENT, "ends_at": MOMENT.replace(day=25), "reason": ""}
        _insert("closure", id=5, **times)
        _insert("blocking", id=9, space_id=3, created_at=MOMENT, kind="fault", **times)
        told = {"error": "odd b2:20261126 n1:#14", "failures": 0, "etag": "", "last_modified": "", "url": "https://a"}
        moments = {"created_at": MOMENT, "due_at": MOMENT}
        _insert("outside_calendar", id=4, hub_id=7, space_id=3, name="C", **told, **moments)
        context = (
            '{"name": "Hanna", "hub": "A", "hub_slug": "a", "booking_id": "01978000-0000-7000-8000-000000000001",'
            ' "person": "Anna", "space": "P", "title": "", "starts_at": "2026-11-25T08:00:00+00:00",'
            ' "ends_at": "2026-11-25T10:00:00+00:00", "zone": "Europe/Berlin", "price_cents": 0}'
        )
        _insert("outbox_mail", id=1, key="k", recipient="hanna@example.org", locale="de", template="request-for-hosts",
                context=context, created_at=MOMENT, due_at=MOMENT, attempts=0)  # fmt: skip


def _check() -> None:
    assert _values("SELECT uid FROM closure") == ["5"]
    assert _values("SELECT uid FROM blocking") == ["9-20261124060030"]
    assert _values("SELECT warnings FROM outside_calendar") == ["b2:20261126 n1:#14"]
    assert _values("SELECT error FROM outside_calendar") == [""]
    mail = outbox.render(db.session.get_one(OutboxMail, 1))
    assert mail["Subject"] == "Anfrage: Mi., 25.11.2026, 9–11 Uhr"
    stamp = _values("SELECT setup_stamp FROM hub")
    db.session.rollback()
    with transaction():
        db.session.add(Closure(hub_id=7, starts_at=MOMENT, ends_at=MOMENT.replace(day=26)))
    assert _values("SELECT setup_stamp FROM hub") != stamp, "the triggers are still there"


def test_what_was_ticked_as_paid_becomes_a_payment_of_which_nothing_is_due(tmp_path: Path, database_kind: str) -> None:
    name = f"ticks_{tmp_path.name}"
    url = f"sqlite:///{tmp_path}/ticks.db" if database_kind == SQLITE else server_url(name)
    if database_kind != SQLITE:
        execute(server_url("postgres"), f'CREATE DATABASE "{name}"')
    app = site.make_app(url, instance_dir=tmp_path)
    try:
        with app.app_context():
            flask_migrate.upgrade(revision="0003")
            _fill()
        with app.app_context():
            flask_migrate.upgrade(revision="0012")
            with transaction():
                _book(1, 600, MOMENT)
                _book(2, 600, None)
                _book(3, 0, MOMENT)
        with app.app_context():
            flask_migrate.upgrade()
        with app.app_context():
            fees = "SELECT fee.covered_by, fee.gross_cents, payment.way, payment.status, payment.amount_cents"
            rows = db.session.execute(text(f"{fees} FROM fee JOIN payment ON payment.fee_id = fee.id")).all()
            assert [tuple(row) for row in rows] == [("none", 600, "on_site", "paid", 600)]
    finally:
        site.close(app)


def _book(number: int, cents: int, paid_at: datetime | None) -> None:
    key = f"01978000-0000-7000-8000-00000000000{number}"
    times = {"starts_at": MOMENT.replace(hour=7), "ends_at": MOMENT.replace(hour=9), "created_at": MOMENT}
    more = {"status": "completed", "title": "", "origin": "walk_in", "guest_name": "", "note": "", "sequence": 0}
    key = key if db.engine.dialect.name == "postgresql" else key.replace("-", "")
    _insert(
        "booking", id=key, hub_id=7, space_id=3, price_cents=cents, paid_at=paid_at, changed_at=MOMENT, **times, **more
    )


def _values(query: str) -> list[Any]:
    return list(db.session.execute(text(query)).scalars())


def _defaults(model: type[Any]) -> dict[str, Any]:
    columns = model.__table__.columns
    return {column.name: column for column in columns if column.default is not None and column.default.is_scalar}


def _insert(table: str, **values: Any) -> None:
    if db.session.connection().dialect.name == SQLITE:  # as our type writes moments there
        values = {
            key: f"{value:%Y-%m-%d %H:%M:%S.%f}" if isinstance(value, datetime) else value
            for key, value in values.items()
        }
    names = ", ".join(values)
    db.session.execute(
        text(f"INSERT INTO {table} ({names}) VALUES ({', '.join(f':{name}' for name in values)})"), values
    )
