"""A day that was counted is counted again when one of its bookings is corrected afterwards, once, and only that day."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from bookings import closing_actions
from bookings.models import Booking, BookingEvent
from core.clock import local, now
from core.db import db
from core.timespans import Interval
from core.transactions import transaction
from district import actions, jobs, queries
from district.models import CountedDay, DailyFigure, PeopleFigure
from hubs.models import Hub, Space
from members.models import Member
from tests.district import worlds
from tests.support import places
from tests.support.site import statements_of

ZONE = "Europe/Berlin"
ONE_DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TUESDAY = date(2026, 11, 17)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(datetime(2026, 11, 17, 6, tzinfo=UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def hub_id(app: Flask, clock: Any) -> int:
    with app.app_context(), transaction():
        hub = places.a_hub("coppenbruegge", 2, opening_hours="Mo-Su 08:00-20:00", marks_no_shows=True, created_at=now())
        places.a_member("anna@example.org")
        return hub.id


def booked(app: Flask, hub_id: int, start: datetime, hours: int = 2, status: str = "confirmed") -> Any:
    """By Anna, an hour before it begins."""
    with app.app_context(), transaction():
        space_id = db.session.scalars(select(Space.id).where(Space.hub_id == hub_id)).first()
        anna = db.session.scalars(select(Member.id)).first()
        where = {"hub_id": hub_id, "space_id": space_id, "member_id": anna}
        times = {"starts_at": start, "ends_at": start + hours * HOUR, "created_at": start - HOUR}
        booking = Booking(**where, **times, status=status)
        db.session.add(booking)
        db.session.flush()
        db.session.add(BookingEvent(booking_id=booking.id, happened_at=start - HOUR, to_status="confirmed"))
        return booking.id


def close(app: Flask) -> None:
    with app.app_context(), transaction():
        closing_actions.close_some()


def came_after_all(app: Flask, booking_id: Any) -> None:
    with app.app_context(), transaction():
        booking = db.session.get_one(Booking, booking_id)
        closing_actions.came_after_all(booking=booking, host=db.session.scalars(select(Member)).first())  # type: ignore[arg-type]


def figures(app: Flask, day: date) -> tuple[int, int, int]:
    """Booked minutes, attended minutes, no-shows."""
    with app.app_context():
        rows = db.session.scalars(select(DailyFigure).where(DailyFigure.day == day)).all()
        return sum(r.booked_minutes for r in rows), sum(r.attended_minutes for r in rows), sum(r.no_shows for r in rows)


def count(app: Flask) -> int:
    return worlds.run(app, jobs.count_what_is_due)


NINE = datetime(2026, 11, 17, 8, tzinfo=UTC)


def test_corrected_no_show_is_counted_as_there_by_the_next_run(app: Flask, clock: Any, hub_id: int) -> None:
    booking = booked(app, hub_id, NINE)
    clock.move_to(datetime(2026, 11, 18, 3, 0, tzinfo=UTC))
    close(app)
    clock.shift(HOUR)
    count(app)
    assert figures(app, TUESDAY) == (120, 0, 1)
    clock.shift(5 * HOUR)
    came_after_all(app, booking)
    clock.shift(HOUR)
    assert count(app) == 1
    assert figures(app, TUESDAY) == (120, 120, 0)


def test_it_is_counted_once_and_then_left_alone(app: Flask, clock: Any, hub_id: int) -> None:
    booking = booked(app, hub_id, NINE)
    clock.move_to(datetime(2026, 11, 18, 3, 0, tzinfo=UTC))
    close(app)
    clock.shift(13 * ONE_DAY)
    assert count(app) == 14
    came_after_all(app, booking)
    clock.shift(HOUR)
    assert [count(app) for _ in range(3)] == [1, 0, 0]
    before = worlds.everything(app)
    clock.shift(HOUR)
    assert count(app) == 0
    assert worlds.everything(app) == before


def test_no_shows_that_were_marked_after_a_pause_are_counted(app: Flask, clock: Any, hub_id: int) -> None:
    """Both jobs begin at once then, and neither waits for the other."""
    booked(app, hub_id, NINE)
    clock.move_to(datetime(2026, 11, 19, 8, 0, tzinfo=UTC))
    count(app)
    assert figures(app, TUESDAY) == (120, 0, 0)
    close(app)
    clock.shift(HOUR)
    assert count(app) == 1
    assert figures(app, TUESDAY) == (120, 0, 1)


def test_step_under_way_while_its_day_was_counted_is_not_missed(app: Flask, clock: Any, hub_id: int) -> None:
    """It has the time at which it began, and is written after the count has read."""
    booking = booked(app, hub_id, NINE)
    clock.move_to(datetime(2026, 11, 18, 3, 0, tzinfo=UTC))
    close(app)
    clock.shift(HOUR)
    count(app)
    clock.shift(-30)
    came_after_all(app, booking)
    clock.shift(HOUR)
    assert [count(app), count(app)] == [1, 0]
    assert figures(app, TUESDAY) == (120, 120, 0)


def test_night_is_counted_again_on_both_its_days(app: Flask, clock: Any, hub_id: int) -> None:
    with app.app_context(), transaction():
        db.session.get_one(Hub, hub_id).opening_hours = "24/7"
    booking = booked(app, hub_id, datetime(2026, 11, 17, 21, tzinfo=UTC), hours=4)
    booked(
        app, hub_id, datetime(2026, 11, 19, 22, tzinfo=UTC), hours=1
    )  # ends at midnight: the next day has none of it
    clock.move_to(datetime(2026, 11, 21, 4, tzinfo=UTC))
    close(app)
    clock.shift(HOUR)
    count(app)
    came_after_all(app, booking)
    clock.shift(HOUR)
    with app.app_context():
        assert queries.outdated(now()) == {hub_id: {TUESDAY, TUESDAY + ONE_DAY}}
    assert count(app) == 2
    assert (figures(app, TUESDAY)[1], figures(app, TUESDAY + ONE_DAY)[1]) == (120, 120)


def test_other_hubs_and_days_are_left_alone(app: Flask, clock: Any, hub_id: int) -> None:
    with app.app_context(), transaction():
        other = places.a_hub("fischbeck", 1, opening_hours="Mo-Su 08:00-20:00", created_at=now()).id
    booked(app, other, NINE)
    booking = booked(app, hub_id, NINE)
    booked(app, hub_id, NINE + ONE_DAY)
    clock.move_to(datetime(2026, 11, 20, 4, tzinfo=UTC))
    close(app)
    clock.shift(HOUR)
    count(app)
    before = {row for row in counted(app) if row[:2] != (hub_id, TUESDAY)}
    came_after_all(app, booking)
    clock.shift(HOUR)
    assert count(app) == 1
    assert {row for row in counted(app) if row[:2] != (hub_id, TUESDAY)} == before


def counted(app: Flask) -> set[tuple[int, date, datetime]]:
    with app.app_context():
        columns = (CountedDay.hub_id, CountedDay.day, CountedDay.counted_at)
        return {(hub_id, day, at) for hub_id, day, at in db.session.execute(select(*columns))}


def test_people_of_an_account_that_was_deleted_meanwhile_stay(app: Flask, clock: Any, hub_id: int) -> None:
    booking = booked(app, hub_id, NINE)
    clock.move_to(datetime(2026, 11, 18, 3, 0, tzinfo=UTC))
    close(app)
    clock.shift(HOUR)
    count(app)
    came_after_all(app, booking)
    with app.app_context(), transaction():
        one = db.session.get_one(Booking, booking)
        one.member_id, one.anonymised_at = None, now()
    clock.shift(HOUR)
    assert count(app) == 1
    with app.app_context():
        people = db.session.scalars(select(PeopleFigure.people).where(PeopleFigure.period == "day")).all()
        assert set(people) == {1}
    assert figures(app, TUESDAY) == (120, 120, 0)


def test_what_cannot_be_corrected_any_more_is_not_looked_at(app: Flask, clock: Any, hub_id: int) -> None:
    booked(app, hub_id, NINE)
    clock.move_to(datetime(2026, 11, 17, 6, tzinfo=UTC) + 40 * ONE_DAY)
    count(app)
    with app.app_context(), transaction():
        assert closing_actions.close_some() == 1
    clock.shift(HOUR)
    assert count(app) == 0


def test_nothing_to_count_again_costs_two_queries(app: Flask, clock: Any, hub_id: int) -> None:
    booked(app, hub_id, NINE)
    clock.move_to(datetime(2026, 11, 20, 4, tzinfo=UTC))
    count(app)
    with statements_of(app) as statements, app.app_context():
        assert queries.outdated(now()) == {}
    assert len(statements) == 2


def test_day_is_marked_with_the_time_from_before_its_bookings_were_read(
    app: Flask, clock: Any, hub_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.move_to(datetime(2026, 11, 18, 4, tzinfo=UTC))
    facts_of = queries.facts_of

    def slowly(hub: Hub, span: Interval, since: datetime) -> Any:
        found = facts_of(hub, span, since)
        clock.shift(HOUR)
        return found

    monkeypatch.setattr(queries, "facts_of", slowly)
    with app.app_context(), transaction():
        actions.count_days(hub_id=hub_id, run=[TUESDAY])
    ((_hub, _day, at),) = counted(app)
    assert local(at, ZONE).hour == 5
