"""The demo district is as the facts say, valid by the real rules, and the same again for the same seed."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, text

from bookings import time_rules
from bookings.models import Blocking, Booking, BookingEvent, Occupancy
from core.clock import now, to_utc
from core.db import db
from core.timespans import Interval, covers, merge
from demo import loading
from demo.data import SLUGS
from hubs import hours
from hubs.models import Closure, Hub, Municipality, Space
from hubs.setup import Setup, open_intervals, setup_of
from members.models import Member
from tests.support import site

MOMENT = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)

OPEN_AND_CLOSED = {  # hub: an open and a closed wall-clock time
    "gross-berkel": ("2026-12-25 06:00", "2026-11-24 22:00"),
    "bakede": ("2026-11-24 17:59", "2026-11-25 10:00"),
    "eimbeckhausen": ("2026-11-24 09:00", "2026-12-25 10:00"),
    "hachmuehlen": ("2026-11-27 06:00", "2026-11-28 10:00"),
    "loewensen": ("2026-11-24 08:00", "2026-10-31 10:00"),
    "coppenbruegge": ("2026-11-28 13:59", "2026-12-24 10:00"),
    "bisperode": ("2026-11-24 14:30", "2026-11-24 13:00"),
    "grohnde": ("2026-10-24 18:30", "2026-11-02 17:30"),
    "tuendern": ("2026-12-24 10:00", "2026-12-26 10:00"),
    "fischbeck": ("2026-11-24 17:59", "2026-11-29 10:00"),
    "hemeringen": ("2026-12-02 19:00", "2026-12-09 19:00"),
    "lauenstein": ("2026-12-23 10:00", "2026-12-28 10:00"),
}
SPACES = {
    "gross-berkel": {"desk": 6, "booth": 1},
    "bakede": {"room": 2, "desk": 2},
    "eimbeckhausen": {"workshop": 2, "desk": 4},
    "hachmuehlen": {"desk": 8, "room": 1, "locker": 6},
    "loewensen": {"room": 1, "desk": 3},
    "coppenbruegge": {"desk": 6, "room": 1},
    "bisperode": {"desk": 3, "locker": 4},
    "grohnde": {"desk": 4},
    "tuendern": {"desk": 5, "room": 1},
    "fischbeck": {"desk": 5, "room": 1},
    "hemeringen": {"desk": 2, "room": 1},
    "lauenstein": {"desk": 4, "room": 1},
}

pytestmark = pytest.mark.today


@pytest.fixture(scope="module")
def loaded_app(fresh_database: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The demo district as the command loads it."""
    app = site.make_app(fresh_database("demo"), instance_dir=tmp_path_factory.mktemp("demo"))
    yield app
    site.close(app)


@pytest.fixture
def demo_app(loaded_app: Flask) -> Iterator[Flask]:
    """The demo district, to be read inside its app context."""
    with loaded_app.app_context():
        yield loaded_app
        db.session.rollback()


def hub_of(slug: str) -> Hub:
    return db.session.scalars(select(Hub).where(Hub.slug == slug)).one()


def test_demo_has_the_hubs_of_the_district(demo_app: Flask) -> None:
    assert set(db.session.scalars(select(Hub.slug))) == set(SLUGS) == set(SPACES)
    assert set(db.session.scalars(select(Municipality.key))) == {f"0325200{n}" for n in range(1, 9)}


@pytest.mark.parametrize("slug", SPACES)
def test_demo_hub_has_its_spaces(demo_app: Flask, slug: str) -> None:
    kinds: dict[str, int] = defaultdict(int)
    for place in setup_of(hub_of(slug)).places:
        kinds[place.kind] += 1
    assert kinds == SPACES[slug]


@pytest.mark.parametrize("slug", OPEN_AND_CLOSED)
def test_demo_hub_is_open_by_its_hours(demo_app: Flask, slug: str) -> None:
    hub = hub_of(slug)
    hours.validate(hub.opening_hours)
    is_open = [
        hours.open_state(hub.opening_hours, hub.time_zone, hub.holiday_state, _wall(clock)).is_open
        for clock in OPEN_AND_CLOSED[slug]
    ]
    assert is_open == [True, False]


def _wall(clock: str) -> datetime:
    day, at = clock.split()
    return to_utc(date.fromisoformat(day), time.fromisoformat(at), "Europe/Berlin")


def test_demo_meeting_room_takes_the_two_desks_in_it(demo_app: Flask) -> None:
    setup = setup_of(hub_of("coppenbruegge"))
    room = setup.of_kind("room")[0]
    assert {setup.by_id[id_].name for id_ in room.inside} == {"Schreibtisch 5", "Schreibtisch 6"}


def test_demo_has_two_hubs_free_of_charge_and_the_others_at_the_districts_prices(demo_app: Flask) -> None:
    tariffs = {slug: setup_of(hub_of(slug)).prices_on(now().date()) for slug in SLUGS}
    assert [slug for slug, given in tariffs.items() if not given] == ["tuendern", "hemeringen"]
    assert {given["desk"] for given in tariffs.values() if given} == {(None, 700, 1200, None)}
    assert {given["room"] for given in tariffs.values() if "room" in given} == {(1000, None, None, None)}


def test_demo_is_marked_as_invented(demo_app: Flask) -> None:
    for hub in db.session.scalars(select(Hub)):
        assert hub.address.startswith("Musterstraße ")
        assert str(hub.phone).startswith("030 23125-")
        assert str(hub.email).endswith("@example.org")
        assert all(hub.text(what, lang) for what in ("description", "arrival", "house_rules") for lang in ("de", "en"))


def test_demo_log_ins_have_their_roles(demo_app: Flask) -> None:
    roles = {
        email: {(role.role, role.hub_slug) for role in member.roles}
        for email in ("member", "host", "district", "admin")
        for member in db.session.scalars(select(Member).where(Member.email == f"{email}@example.org"))
    }
    host = {("host", "coppenbruegge")}
    assert roles == {"member": set(), "host": host, "district": {("reviewer", None)}, "admin": {("admin", None)}}


@pytest.mark.parametrize("person", ["member", "host", "district", "admin"])
def test_demo_log_in_opens_with_its_password(demo_app: Flask, person: str) -> None:
    from members import passwords

    member = db.session.scalars(select(Member).where(Member.email == f"{person}@example.org")).one()
    assert passwords.verify(member.password_hash, "demo")
    assert not passwords.is_outdated(member.password_hash)


def test_invented_people_cannot_log_in(demo_app: Flask) -> None:
    from members import passwords

    people = db.session.scalars(select(Member).where(Member.email.like("%.beispiel@example.org"))).all()
    assert len(people) >= 20
    assert not any(
        passwords.verify(person.password_hash, given) for person in people[:2] for given in ("demo", "!", "")
    )


def test_demo_bookings_keep_the_rules(demo_app: Flask) -> None:
    setups = {hub.id: (hub, setup_of(hub)) for hub in db.session.scalars(select(Hub))}
    seen = 0
    for booking in db.session.scalars(select(Booking)):
        hub, setup = setups[booking.hub_id]
        place = setup.by_id[booking.space_id]
        around = Interval(booking.starts_at - timedelta(hours=1), booking.ends_at + timedelta(hours=1))
        opened = open_intervals(hub, setup, *around)
        time_rules.check_times(
            place.rules, hub.time_zone, opened, booking.created_at, booking.starts_at, booking.ends_at
        )
        assert booking.price_cents == setup.price(place, booking.starts_at, booking.ends_at)
        assert booking.created_at <= now()
        seen += 1
    assert seen > 300


def test_demo_bookings_lie_in_the_past_and_in_the_coming_weeks(demo_app: Flask) -> None:
    by_hub: dict[int, list[datetime]] = defaultdict(list)
    for hub_id, start in db.session.execute(select(Booking.hub_id, Booking.starts_at)):
        by_hub[hub_id].append(start)
    assert len(by_hub) == len(SLUGS)
    starts = [start for given in by_hub.values() for start in given]
    assert now() - timedelta(days=102) <= min(starts) <= now() - timedelta(days=95)
    assert max(starts) <= now() + timedelta(days=23)
    assert all(any(s > now() for s in given) and any(s < now() for s in given) for given in by_hub.values())


def test_demo_member_has_coming_past_and_cancelled_bookings(demo_app: Flask) -> None:
    member = db.session.scalars(select(Member).where(Member.email == "member@example.org")).one()
    bookings = db.session.scalars(select(Booking).where(Booking.member_id == member.id)).all()
    confirmed = [b for b in bookings if b.status == "confirmed" and b.starts_at > now()]
    past = [b for b in bookings if b.is_occupying and b.ends_at < now()]
    assert len(confirmed) >= 2
    assert len(past) >= 2
    assert any(b.status == "cancelled" for b in bookings)


def test_demo_has_closures_and_blockings_ahead(demo_app: Flask) -> None:
    assert db.session.scalars(select(Closure).where(Closure.starts_at > now())).all()
    assert len(db.session.scalars(select(Blocking).where(Blocking.ends_at > now())).all()) >= 3


def test_demo_occupancy_is_that_of_its_bookings_and_blockings(demo_app: Flask) -> None:
    assert_occupancy_is_consistent()


def assert_occupancy_is_consistent() -> None:
    """Each booking that holds, and each blocking, takes its spaces from its start to its end and turnaround; nothing
    else does, and nothing overlaps."""
    setups = {hub.id: setup_of(hub) for hub in db.session.scalars(select(Hub))}
    expected = {}
    for booking in db.session.scalars(select(Booking)):
        if booking.is_occupying:
            place = setups[booking.hub_id].by_id[booking.space_id]
            span = Interval(booking.starts_at, booking.ends_at + place.turnaround)
            expected |= {(booking.id, id_): span for id_ in place.takes}
    for blocking in db.session.scalars(select(Blocking)):
        place = setups[blocking.hub_id].by_id[blocking.space_id]
        expected |= {(blocking.id, id_): Interval(blocking.starts_at, blocking.ends_at) for id_ in place.takes}
    found: dict[Any, list[Interval]] = defaultdict(list)
    by_space: dict[int, list[Interval]] = defaultdict(list)
    for row in db.session.scalars(select(Occupancy)):
        found[row.booking_id or row.blocking_id, row.space_id].append(Interval(row.starts_at, row.ends_at))
        by_space[row.space_id].append(Interval(row.starts_at, row.ends_at))
    assert {key: merge(rows) for key, rows in found.items()} == {key: [span] for key, span in expected.items()}
    for rows in by_space.values():
        rows.sort()
        assert all(before.end <= after.start for before, after in pairwise(rows))


def load(app: Flask, *options: str) -> str:
    result = app.test_cli_runner().invoke(args=["demo", "load", *options])
    assert result.exit_code == 0, result.output
    return result.output


def test_demo_load_twice_changes_nothing(app: Flask) -> None:
    load(app)
    before = _counts(app)
    assert "there already" in load(app)
    assert _counts(app) == before


def _counts(app: Flask) -> dict[str, int]:
    with app.app_context():
        tables = (Hub, Space, Member, Booking, BookingEvent, Occupancy, Blocking, Closure, Municipality)
        return {t.__tablename__: db.session.scalars(select(func.count()).select_from(t)).one() for t in tables}


@pytest.mark.by_turns
def test_demo_with_the_same_seed_is_the_same(fresh_database: Callable[..., str], tmp_path: Path) -> None:
    first, again, other = (_loaded(fresh_database(), tmp_path, seed) for seed in (7, 7, 8))
    assert first == again
    assert first != other


def _loaded(url: str, folder: Path, seed: int) -> list[tuple[Any, ...]]:
    app = site.make_app(url, instance_dir=folder)
    with time_machine.travel(MOMENT, tick=False):
        load(app, "--seed", str(seed))
    with app.app_context():
        rows = (Booking.id, Hub.slug, Space.name, Member.email, Booking.starts_at, Booking.ends_at, Booking.status)
        query = select(*rows).join(Hub, Hub.id == Booking.hub_id).join(Space, Space.id == Booking.space_id)
        query = query.join(Member, Member.id == Booking.member_id).order_by(Booking.id)
        found = [tuple(row) for row in db.session.execute(query)]
    site.close(app)
    return found


@pytest.mark.parametrize(
    "moment", ["2026-03-28 23:30", "2026-10-25 00:30", "2026-12-24 11:00", "2027-01-01 00:00"], ids=str
)
@pytest.mark.one_database
def test_demo_loads_validly_on_odd_days(db_session: Any, moment: str) -> None:
    with time_machine.travel(datetime.fromisoformat(moment).replace(tzinfo=UTC), tick=False):
        assert loading.load_district(1) > 200
        assert_occupancy_is_consistent()


def test_demo_log_ins_are_refused_in_production(make_app: Callable[..., Flask]) -> None:
    app = make_app(env="production", secret_key="x" * 40, base_url="https://hubs.example.org")
    result = app.test_cli_runner().invoke(args=["demo", "load"])
    assert result.exit_code != 0
    assert "ENV=demo" in result.output
    assert set(_counts(app).values()) == {0}


def test_first_start_fills_an_empty_database_only(app: Flask) -> None:
    with app.app_context():
        loading.load_if_empty()
    full = _counts(app)
    assert full["hub"] == len(SLUGS)
    with app.app_context():
        db.session.execute(text("DELETE FROM closure"))
        db.session.commit()
        loading.load_if_empty()
    assert _counts(app) == full | {"closure": 0}


def test_bulk_data_is_valid(app: Flask) -> None:
    load(app, "--hubs", "2", "--desks", "3", "--bookings", "400", "--days", "10")
    with app.app_context():
        assert _counts(app)["booking"] == 400
        assert _counts(app)["space"] == 6
        assert_occupancy_is_consistent()
        for booking, hub in db.session.execute(select(Booking, Hub).join(Hub, Hub.id == Booking.hub_id)):
            assert _open(hub, setup_of(hub), Interval(booking.starts_at, booking.ends_at))


def _open(hub: Hub, setup: Setup, wanted: Interval) -> bool:
    return covers(open_intervals(hub, setup, *wanted), wanted)


def test_bulk_data_can_fill_every_hour(app: Flask) -> None:
    load(app, "--hubs", "1", "--desks", "1", "--bookings", str(2 * 2 * 16), "--days", "2")
    with app.app_context():
        assert_occupancy_is_consistent()


def test_more_bulk_bookings_than_there_is_room_for_are_refused(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["demo", "load", "--desks", "1", "--bookings", "33", "--days", "1"])
    assert result.exit_code != 0
    assert "32" in result.output
    assert set(_counts(app).values()) == {0}


def test_bulk_data_comes_beside_the_demo_district(app: Flask) -> None:
    load(app)
    load(app, "--hubs", "1", "--desks", "1", "--bookings", "3")
    assert _counts(app)["hub"] == len(SLUGS) + 1


def test_who_is_checked_in_was_there_at_a_known_time(loaded_app: Flask) -> None:
    with loaded_app.app_context():
        came = db.session.scalars(select(Booking).where(Booking.status == "checked_in")).all()
        assert came
        assert all(booking.checked_in_at == booking.starts_at for booking in came)
        others = select(func.count()).where(Booking.status != "checked_in", Booking.checked_in_at.is_not(None))
        assert db.session.scalar(others) == 0
