"""Reading by itself: what is blocked, what stays, what is told to hosts, and what happens when it fails."""

from datetime import datetime, timedelta
from itertools import pairwise
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from bookings import actions as booking_actions
from bookings.errors import SlotTaken
from bookings.models import Blocking, Booking, BookingEvent, Occupancy
from calendars.models import OutsideBusy, OutsideCalendar
from calendars.outside import actions, jobs, queries
from calendars.outside.looking import CalendarRead, Source
from core.clock import now
from core.db import StaleState, db
from core.outbox import OutboxMail
from core.timespans import Interval
from core.transactions import transaction
from hubs.models import Hub, Space
from tests.support import calendar_server
from tests.support.booking import ELEVEN, NINE, TWELVE, book
from tests.support.calendar_server import Server
from tests.support.hosts import make_host
from tests.support.house import NOW, House, at, bookings, house, taken
from tests.support.ics import berlin, busy, calendar, event
from tests.support.outside_calendars import a_calendar, blocked, reports, run_job, state
from tests.support.queries import counted

HOUR = timedelta(hours=1)
QUARTER = timedelta(minutes=15)


def test_busy_times_block_the_space(app: Flask, home: House, outside: Server) -> None:
    outside.serve("/c", calendar(berlin("20261125", "0900", "1100")), ETag='"1"')
    a_calendar(app, home, outside.url("/c"))

    assert run_job(app) == 1
    assert taken(app) == [(home.spaces["Platz 1"], NINE, ELEVEN)]
    with app.app_context():
        blocking = db.session.scalars(select(Blocking)).one()
        assert (blocking.kind, blocking.reason, blocking.series) == ("calendar", "Gemeinde", None)
        assert db.session.scalars(select(OutsideBusy)).one().starts_at == NINE
    with pytest.raises(SlotTaken):
        book(home)
    known = state(app)
    assert (known.etag, known.error, known.failures) == ('"1"', "", 0)
    assert known.due_at - known.succeeded_at == QUARTER  # type: ignore[operator]


def test_it_is_read_every_quarter_of_an_hour_and_only_what_differs_is_written(
    app: Flask, home: House, outside: Server, tuesday: Any
) -> None:
    first, second = berlin("20261125", "0900", "1100"), berlin("20261126", "0900", "1100", uid="2")
    outside.serve("/c", calendar(first, second))
    a_calendar(app, home, outside.url("/c"))
    run_job(app)
    assert run_job(app) == 0
    with app.app_context():
        kept = db.session.scalar(select(Blocking.id).where(Blocking.starts_at == NINE))
    outside.serve("/c", calendar(first, berlin("20261127", "0900", "1100", uid="3")))
    tuesday.move_to(NOW + QUARTER + timedelta(seconds=5))

    assert run_job(app) == 1
    assert [start for start, _end in blocked(app)] == [NINE, at("2026-11-27", "9:00")]
    with app.app_context():
        assert db.session.scalar(select(Blocking.id).where(Blocking.starts_at == NINE)) == kept


def test_cancelled_booking_becomes_blocked_though_nothing_has_changed_outside(
    app: Flask, home: House, outside: Server, tuesday: Any
) -> None:
    booking = book(home)
    outside.serve("/c", calendar(berlin("20261125", "0800", "1200")), ETag='"1"')
    a_calendar(app, home, outside.url("/c"))
    run_job(app)
    assert blocked(app) == [(at("2026-11-25", "8:00"), NINE), (ELEVEN, TWELVE)]
    assert [b.status for b in bookings(app)] == ["confirmed"]

    with home.here() as (member, hub, setup), transaction():
        fresh = db.session.get_one(Booking, booking.id)
        booking_actions.cancel(booking=fresh, member=member, hub=hub, place=home.place(setup, "Platz 1"))
    outside.answers["/c"] = lambda handler: handler.head(304, {})
    tuesday.move_to(NOW + 2 * QUARTER)
    assert run_job(app) == 1
    assert outside.asked[-1][1]["If-None-Match"] == '"1"'
    assert blocked(app) == [(at("2026-11-25", "8:00"), TWELVE)]


def test_all_is_read_anew_on_the_next_day_since_the_window_moves(
    app: Flask, home: House, outside: Server, tuesday: Any
) -> None:
    series = event("DTSTART:20261125T080000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY")
    outside.serve("/c", calendar(series), ETag='"1"')
    a_calendar(app, home, outside.url("/c"))
    run_job(app)
    last = blocked(app)[-1][0]
    tuesday.move_to(NOW + timedelta(days=1))
    run_job(app)

    assert "If-None-Match" not in outside.asked[-1][1]
    assert blocked(app)[-1][0] == last + timedelta(days=1)


def test_uploaded_calendar_is_read_daily(app: Flask, home: House, tuesday: Any) -> None:
    series = event("DTSTART:20261125T080000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY")
    a_calendar(app, home, content=calendar(series))
    assert run_job(app) == 1
    count, last = len(blocked(app)), blocked(app)[-1][0]
    tuesday.move_to(NOW + timedelta(hours=23))
    assert run_job(app) == 0
    tuesday.move_to(NOW + timedelta(hours=25))
    assert run_job(app) == 1
    assert (len(blocked(app)), blocked(app)[-1][0]) == (count + 1, last + timedelta(days=1))


def test_removed_entries_free_the_space_and_the_past_stays(
    app: Flask, home: House, outside: Server, tuesday: Any
) -> None:
    outside.serve("/c", busy((NINE, ELEVEN), (at("2026-11-26", "9:00"), at("2026-11-26", "10:00"))))
    a_calendar(app, home, outside.url("/c"))
    run_job(app)
    outside.serve("/c", calendar())
    tuesday.move_to(at("2026-11-25", "12:00"))
    run_job(app)
    assert blocked(app) == [(NINE, ELEVEN)]


def test_bookings_that_stand_are_left_alone_and_reported_once(
    app: Flask, home: House, outside: Server, tuesday: Any
) -> None:
    make_host(app)
    make_host(app, email="second@example.org")
    booking = book(home)
    book(home, "Platz 2")
    before = bookings(app)
    outside.serve("/c", calendar(berlin("20261125", "1000", "1200")), ETag='"1"')
    a_calendar(app, home, outside.url("/c"))
    for round_ in range(3):
        tuesday.move_to(NOW + (round_ + 1) * HOUR)
        assert run_job(app) == 1

    assert [vars(b).get("status") for b in bookings(app)] == [b.status for b in before]
    assert blocked(app) == [(ELEVEN, TWELVE)]
    mails = reports(app)
    assert {mail.recipient for mail in mails} == {"host@example.org", "second@example.org"}
    assert len(mails) == 2
    assert all(str(booking.id) == mail.context["booking_id"] for mail in mails)
    assert mails[0].context["calendar_name"] == "Gemeinde"
    assert "Geheime Sitzung" not in str([vars(mail) for mail in mails])


def test_bookings_that_stand_are_not_reported_again_when_the_mails_are_forgotten(
    app: Flask, home: House, outside: Server, tuesday: Any
) -> None:
    make_host(app)
    book(home, start=at("2026-12-09", "9:00"), end=at("2026-12-09", "11:00"))
    outside.serve("/c", busy((at("2026-12-09", "9:00"), at("2026-12-09", "10:00"))))
    a_calendar(app, home, outside.url("/c"))
    run_job(app)
    with app.app_context(), transaction():
        db.session.execute(delete(OutboxMail))
    tuesday.move_to(NOW + timedelta(days=9))
    run_job(app)
    assert reports(app) == []


def test_room_is_blocked_with_its_desks_and_a_desk_is_not_blocked_where_its_room_is_booked(
    app: Flask, anna: int, bert: int, outside: Server
) -> None:
    home = house(app, room_of=("Platz 1", "Platz 2"))
    book(home, "Platz 1")
    book(home, "Besprechung", start=TWELVE, end=TWELVE + HOUR)
    outside.serve("/c", busy((NINE, TWELVE + HOUR)))
    a_calendar(app, home, outside.url("/c"), "Besprechung")
    a_calendar(app, home, outside.url("/c"), "Platz 2")
    assert run_job(app) == 2

    free_of_bookings = (ELEVEN, TWELVE)
    assert (home.spaces["Besprechung"], *free_of_bookings) in taken(app)
    assert (home.spaces["Platz 1"], *free_of_bookings) in taken(app)
    with app.app_context():
        of_desk = select(Blocking.starts_at, Blocking.ends_at).where(Blocking.space_id == home.spaces["Platz 2"])
        assert [tuple(row) for row in db.session.execute(of_desk)] == [(NINE, ELEVEN)]
        found = queries.conflicts(db.session.scalars(select(Hub)).one(), 1, [home.spaces["Platz 2"]], NOW)
    assert all(one.space.name == "Besprechung" for one in found)


def test_two_calendars_of_a_space_share_it(app: Flask, home: House, outside: Server, tuesday: Any) -> None:
    outside.serve("/a", busy((NINE, ELEVEN)))
    outside.serve("/b", busy((NINE, TWELVE)))
    a_calendar(app, home, outside.url("/a"))
    a_calendar(app, home, outside.url("/b"))
    assert run_job(app) == 2
    assert blocked(app) == [(NINE, ELEVEN), (ELEVEN, TWELVE)]
    outside.serve("/a", busy())
    for more in (2, 4):
        tuesday.move_to(NOW + more * QUARTER)
        run_job(app)
    assert blocked(app) == [(NINE, TWELVE)]


def test_hold_that_has_run_out_gives_way(app: Flask, home: House, outside: Server) -> None:
    booking = book(home)
    with app.app_context(), transaction():
        for row in (db.session.get_one(Booking, booking.id), db.session.scalars(select(Occupancy)).one()):
            row.expires_at = now() - HOUR
        db.session.get_one(Booking, booking.id).status = "held"
    outside.serve("/c", busy((NINE, ELEVEN)))
    a_calendar(app, home, outside.url("/c"))
    run_job(app)
    assert blocked(app) == [(NINE, ELEVEN)]
    assert [b.status for b in bookings(app)] == ["expired"]


def test_space_that_was_put_away_is_not_blocked_until_it_comes_back(
    app: Flask, home: House, outside: Server, tuesday: Any
) -> None:
    outside.serve("/c", busy((NINE, ELEVEN)))
    a_calendar(app, home, outside.url("/c"))
    set_active(app, home, is_active=False)
    run_job(app)
    assert blocked(app) == []
    set_active(app, home, is_active=True)
    tuesday.move_to(NOW + 2 * QUARTER)
    run_job(app)
    assert blocked(app) == [(NINE, ELEVEN)]


def set_active(app: Flask, home: House, *, is_active: bool) -> None:
    with app.app_context(), transaction():
        db.session.get_one(Space, home.spaces["Platz 1"]).is_active = is_active
        db.session.scalars(select(Hub)).one().setup_stamp = f"stamp-{is_active}"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (calendar_server.huge, "too-large"),
        (calendar_server.never_ending, "too-large"),
        (calendar_server.gzip_bomb, "too-large"),
        (calendar_server.a_byte_now_and_then, "too-slow"),
        (calendar_server.redirect("https://127.0.0.1:1/"), "bad-address"),
        (calendar_server.redirect("/c"), "too-many-redirects"),
        (calendar_server.Handler.nothing_there, "not-found"),
        ("<html>Please log in</html>", "not-a-calendar"),
        (calendar(event("DTSTART:nonsense")), "nothing-understood"),
        (calendar(berlin("20261126", "0900", "1000"))[:-20], "broken"),
    ],
)
def test_last_state_stays_when_the_source_fails(
    app: Flask, home: House, outside: Server, tuesday: Any, answer: Any, reason: str
) -> None:
    outside.serve("/c", busy((NINE, ELEVEN)))
    a_calendar(app, home, outside.url("/c"))
    run_job(app)
    before, rows = taken(app), state(app).succeeded_at
    if callable(answer):
        outside.answers["/c"] = answer
    else:
        outside.serve("/c", answer)
    tuesday.move_to(NOW + 2 * QUARTER)

    assert run_job(app) == 0
    known = state(app)
    assert (known.error, known.failures, known.succeeded_at) == (reason, 1, rows)
    assert timedelta(0) <= known.due_at - known.tried_at - QUARTER < timedelta(seconds=1)  # type: ignore[operator]
    assert (taken(app), blocked(app)) == (before, [(NINE, ELEVEN)])


def test_pauses_grow_and_end_with_the_first_success(app: Flask, home: House, outside: Server, tuesday: Any) -> None:
    a_calendar(app, home, outside.url("/c"))
    moment, pauses = NOW + HOUR, []
    for _ in range(9):
        tuesday.move_to(moment)
        run_job(app)
        pauses.append(round((state(app).due_at - moment) / timedelta(minutes=1)))
        moment = state(app).due_at + timedelta(seconds=1)
    assert pauses == [15, 30, 60, 60, 60, 60, 60, 60, 60]
    outside.serve("/c", busy((at("2026-11-30", "9:00"), at("2026-11-30", "10:00"))))
    tuesday.move_to(moment)
    assert run_job(app) == 1
    assert (state(app).error, state(app).failures) == ("", 0)


class TestFailuresAreTold:
    def mails(self, app: Flask) -> list[tuple[str, Any]]:
        with app.app_context():
            query = select(OutboxMail).where(OutboxMail.template == "calendar-failed").order_by(OutboxMail.id)
            return [(mail.recipient, mail.context["reason"]) for mail in db.session.scalars(query)]

    @pytest.fixture
    def failing(self, app: Flask, home: House, outside: Server) -> Server:
        """A calendar that was read well once, and hosts who are to hear of it."""
        make_host(app)
        make_host(app, email="second@example.org")
        outside.serve("/c", busy((NINE, ELEVEN)))
        a_calendar(app, home, outside.url("/c"))
        assert run_job(app) == 1
        return outside

    HOSTS = ("host@example.org", "second@example.org")

    def look(self, app: Flask, tuesday: Any, moment: datetime) -> None:
        tuesday.move_to(moment)
        run_job(app)

    def test_at_once_when_it_will_not_pass(self, app: Flask, failing: Server, tuesday: Any) -> None:
        failing.serve("/c", "<html>Please log in</html>")
        self.look(app, tuesday, NOW + 2 * QUARTER)
        assert self.mails(app) == [(host, "not-a-calendar") for host in self.HOSTS]
        self.look(app, tuesday, NOW + 2 * HOUR)
        assert len(self.mails(app)) == 2
        assert blocked(app) == [(NINE, ELEVEN)]

    def test_when_a_server_that_was_away_is_still_away(self, app: Flask, failing: Server, tuesday: Any) -> None:
        failing.answers["/c"] = lambda handler: handler.head(503, {})
        self.look(app, tuesday, NOW + QUARTER + timedelta(seconds=5))
        assert self.mails(app) == []
        self.look(app, tuesday, NOW + 3 * QUARTER)
        assert self.mails(app) == [(host, "server-error") for host in self.HOSTS]

    def test_on_the_same_day(self, app: Flask, failing: Server, tuesday: Any) -> None:
        failing.answers["/c"] = lambda handler: handler.head(503, {})
        self.look(app, tuesday, at("2026-11-24", "23:50"))
        assert len(self.mails(app)) == 2

    def test_a_server_that_comes_and_goes_is_told_once_a_day(self, app: Flask, failing: Server, tuesday: Any) -> None:
        for day in range(2):
            for hour in range(4):
                failing.serve("/c", "<html>")
                self.look(app, tuesday, NOW + timedelta(days=day, hours=2 * hour + 1))
                failing.serve("/c", busy((NINE, ELEVEN)))
                self.look(app, tuesday, NOW + timedelta(days=day, hours=2 * hour + 2))
        assert len(self.mails(app)) == 4

    def test_uploaded_file_that_cannot_be_read_any_more(self, app: Flask, home: House, tuesday: Any) -> None:
        make_host(app)
        a_calendar(app, home, content=calendar(event("DTSTART:nonsense")))
        run_job(app)
        assert self.mails(app) == [("host@example.org", "nothing-understood")]
        assert (state(app).due_at - NOW) <= HOUR

    def test_what_was_odd_stays_told_while_it_fails(
        self, app: Flask, home: House, outside: Server, tuesday: Any
    ) -> None:
        outside.serve("/c", calendar(berlin("20261125", "0900", "1100"), event("DTSTART:nonsense", uid="2")))
        a_calendar(app, home, outside.url("/c"))
        run_job(app)
        outside.answers["/c"] = calendar_server.no_http
        self.look(app, tuesday, NOW + HOUR)
        assert (state(app).warnings, state(app).error) == ("n1:#2", "no-answer")


def test_one_bad_calendar_does_not_stop_the_others(app: Flask, home: House, outside: Server) -> None:
    outside.answers["/bad"] = calendar_server.no_http
    outside.serve("/good", busy((NINE, ELEVEN)))
    a_calendar(app, home, outside.url("/bad"))
    a_calendar(app, home, "https://user:secret@example.org/")
    a_calendar(app, home, outside.url("/good"))
    assert run_job(app) == 1
    assert blocked(app) == [(NINE, ELEVEN)]


def test_server_is_asked_while_no_transaction_is_open(app: Flask, home: House, outside: Server) -> None:
    """While the server lets us wait somebody books."""

    def answer(handler: calendar_server.Handler) -> None:
        book(home, "Platz 2")
        data = busy((NINE, ELEVEN))
        handler.head(200, {"Content-Length": str(len(data))})
        handler.wfile.write(data)

    outside.answers["/c"] = answer
    a_calendar(app, home, outside.url("/c"))
    assert run_job(app) == 1
    assert (len(bookings(app)), len(blocked(app))) == (1, 1)


def test_of_two_processes_one_reads(app: Flask, home: House, outside: Server) -> None:
    outside.serve("/c", busy((NINE, ELEVEN)))
    a_calendar(app, home, outside.url("/c"))
    start, done = Barrier(2), []

    def work() -> None:
        start.wait()
        done.append(run_job(app))

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [0, 1]
    assert len(outside.asked) == 1


def test_what_was_found_for_another_address_is_not_applied(app: Flask, home: House) -> None:
    calendar_id = a_calendar(app, home, "https://new.example.org/")
    found = CalendarRead([Interval(NINE, ELEVEN)])
    with app.app_context(), transaction():
        old = Source("Europe/Berlin", "https://old.example.org/")
        assert actions.apply(calendar_id=calendar_id, source=old, found=found) is None
        assert actions.apply(calendar_id=calendar_id + 1, source=old, found=found) is None
        actions.failed(calendar_id=calendar_id + 1, reason="tls")
    assert blocked(app) == []


def test_hundreds_of_times_are_blocked_in_few_statements(app: Flask, home: House) -> None:
    calendar_id = a_calendar(app, home, "https://example.org/")
    times = [Interval(NINE + day * timedelta(days=1), ELEVEN + day * timedelta(days=1)) for day in range(390)]
    source, found = Source("Europe/Berlin", "https://example.org/"), CalendarRead(times)
    with counted(app) as first, app.app_context(), transaction():
        actions.apply(calendar_id=calendar_id, source=source, found=found)
    with counted(app) as again, app.app_context(), transaction():
        actions.apply(calendar_id=calendar_id, source=source, found=CalendarRead(None))
    assert len(blocked(app)) == 390
    assert len(first) < 40
    assert len(again) < 20


def test_bookings_at_the_same_moment_and_the_calendar_never_both_have_the_place(
    app: Flask, home: House, outside: Server, tuesday: Any
) -> None:
    outside.serve("/c", busy(*((NINE + n * HOUR, NINE + (n + 1) * HOUR - timedelta(minutes=15)) for n in range(8))))
    for round_ in range(4):
        a_calendar(app, home, outside.url("/c"))
        start, lost = Barrier(2), []

        def work(start: Barrier = start, lost: list[int] = lost) -> None:
            start.wait()
            for n in range(8):
                try:
                    book(home, start=NINE + n * HOUR, end=NINE + (n + 1) * HOUR)
                except (SlotTaken, StaleState):
                    lost.append(n)

        thread = Thread(target=work)
        thread.start()
        start.wait()
        run_job(app)
        thread.join()
        stretches = sorted((begin, end) for _space, begin, end in taken(app))
        assert all(one[1] <= other[0] for one, other in pairwise(stretches)), round_
        clean(app)


def clean(app: Flask) -> None:
    with app.app_context(), transaction():
        for table in (Occupancy, Blocking, OutsideBusy, OutsideCalendar, BookingEvent, Booking):
            db.session.execute(table.__table__.delete())


def test_round_ends_after_some_time_however_many_are_due(
    app: Flask, home: House, outside: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside.serve("/c", busy((NINE, ELEVEN)))
    for _ in range(3):
        a_calendar(app, home, outside.url("/c"))
    monkeypatch.setattr(jobs, "MOST_SECONDS", 0)
    assert run_job(app) == 1
    assert run_job(app) == 1
    with app.app_context():
        assert db.session.scalar(select(func.count()).where(OutsideCalendar.succeeded_at.is_not(None))) == 2
