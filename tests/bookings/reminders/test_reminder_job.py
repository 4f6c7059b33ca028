"""Who is reminded, when, and once: the job on both databases, with a moved clock."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text, update

from bookings.impact import actions as impact
from bookings.impact import undoing_actions
from bookings.impact.rules import CANCEL
from bookings.models import Booking
from bookings.reminders import actions, jobs, queries
from core import outbox
from core.db import db
from core.outbox import OutboxMail
from core.transactions import transaction
from members import mail_actions
from members.links import unsubscribe_path
from members.models import Member
from tests.support import people
from tests.support.booking import book, cancel, check_in, many, move
from tests.support.hosts import make_host
from tests.support.house import NOW, House, at, house
from tests.support.mail import MailServer
from tests.support.night import IS_NIGHT
from tests.support.queries import counted
from tests.support.reminders import EVENING, START, Reminders, by_host

END = START + timedelta(hours=8)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def choose(app: Flask, *, day: bool = True, hours: int | None = None, email: str = "anna@example.org") -> None:
    with app.app_context(), transaction():
        values = {"remind_day_before": day, "remind_hours_before": hours}
        db.session.execute(update(Member).where(Member.email == email).values(**values))


def test_reminder_comes_at_six_the_day_before_and_once(home: House, clock: Any, reminders: Reminders) -> None:
    booking = book(home, start=START, end=END)
    clock.move_to(EVENING - MINUTE)
    assert reminders.run() == 0
    clock.move_to(EVENING)
    assert [reminders.run(), reminders.run()] == [1, 0]
    assert reminders.queued() == [f"{booking.id.hex}:reminder-day:2026-11-25T08:00:00+00:00"]
    clock.move_to(START - MINUTE)
    assert reminders.run() == 0
    [mail] = reminders.mails()
    assert (mail.recipient, mail.locale, mail.stale_at) == ("anna@example.org", "de", START)
    assert mail.context["_unsubscribe"].startswith("/mails/unsubscribe/")


def test_reminder_some_hours_before_and_both(app: Flask, home: House, clock: Any, reminders: Reminders) -> None:
    choose(app, hours=2)
    book(home, start=START, end=END)
    for moment, kinds in [
        (EVENING, ["day"]),
        (START - 2 * HOUR - MINUTE, ["day"]),
        (START - 2 * HOUR, ["day", "hours"]),
    ]:
        clock.move_to(moment)
        reminders.run()
        assert reminders.kinds() == kinds


def test_who_wants_none_gets_none(app: Flask, home: House, clock: Any, reminders: Reminders) -> None:
    choose(app, day=False)
    book(home, start=START, end=END)
    clock.move_to(EVENING)
    assert reminders.run() == 0


@pytest.mark.parametrize(
    ("wanted", "left"),
    [({}, []), ({"day": True}, ["day"]), ({"hours": 2}, ["hours"]), ({"day": True, "hours": 2}, ["day", "hours"])],
)
def test_reminders_that_wait_go_with_the_choice(
    app: Flask, home: House, clock: Any, reminders: Reminders, wanted: dict[str, Any], left: list[str]
) -> None:
    """The mail server was away; Bert's wait on."""
    for email in ("anna@example.org", "bert@example.org"):
        choose(app, hours=2, email=email)
    book(home, start=START, end=END)
    book(home, "Platz 2", START, END, "bert@example.org")
    for moment in (EVENING, START - 2 * HOUR):
        clock.move_to(moment)
        reminders.run()
    choose_on_the_page(app, **wanted)

    of_anna = {mail.key.split("-")[1].split(":")[0] for mail in reminders.mails() if mail.recipient[0] == "a"}
    assert sorted(of_anna) == left
    assert len(reminders.mails()) - len(left) == 2


def test_link_in_a_reminder_takes_back_those_that_wait(
    app: Flask, home: House, clock: Any, reminders: Reminders
) -> None:
    """What was sent stays known: it does not come again when the choice is taken back."""
    book(home, start=START, end=END)
    later = book(home, "Platz 2", START + HOUR, END)
    clock.move_to(EVENING)
    reminders.run()
    member_id = people.member(app).id
    with app.app_context(), transaction():
        db.session.execute(update(OutboxMail).where(OutboxMail.key.not_like(f"{later.id.hex}%")).values(sent_at=NOW))
        path = unsubscribe_path(member_id, "reminder")
    client = app.test_client()
    client.post(path)
    assert [mail.sent_at for mail in reminders.mails()] == [NOW]
    client.post(f"{path}/undo")
    assert reminders.run() == 1
    assert len(reminders.mails()) == 2


def test_choice_made_while_the_job_looks_counts(app: Flask, home: House, clock: Any) -> None:
    booking = book(home, start=START, end=END)
    clock.move_to(EVENING)
    choose(app, day=False)
    with app.app_context(), transaction():
        assert actions.remind(kinds={booking.id: ("day", START)}) == 0


def choose_on_the_page(app: Flask, *, day: bool = False, hours: int | None = None) -> None:
    member_id = people.member(app).id
    with app.app_context(), transaction():
        mail_actions.choose(member_id=member_id, locale="de", day_before=day, hours_before=hours, muted=())


def test_two_close_to_each_other_are_one(app: Flask, home: House, clock: Any, reminders: Reminders) -> None:
    choose(app, hours=14)  # 19:00
    book(home, start=START, end=END)
    for minutes in (0, 59, 60, 61, 200):
        clock.move_to(EVENING + minutes * MINUTE)
        reminders.run()
    assert reminders.kinds() == ["day"]


def test_booking_made_after_six_is_not_reminded_of_at_once(home: House, clock: Any, reminders: Reminders) -> None:
    clock.move_to(EVENING + MINUTE)
    book(home, start=START, end=END)
    for later in (0, 30, 600):
        clock.move_to(EVENING + MINUTE + later * MINUTE)
        assert reminders.run() == 0


@pytest.mark.parametrize("status", ["requested", "held", "cancelled", "checked_in", "completed", "no_show"])
def test_only_what_is_confirmed_is_reminded_of(home: House, clock: Any, reminders: Reminders, status: str) -> None:
    many(home, 1, status=status)
    clock.move_to(EVENING)
    assert reminders.run() == 0


def test_guests_and_closed_accounts_get_none(app: Flask, home: House, clock: Any, reminders: Reminders) -> None:
    many(home, 1, member_id=None, origin="host", guest_name="Herr Huber")
    book(home, start=START, end=END)
    with app.app_context(), transaction():
        db.session.execute(update(Member).values(is_active=False))
    clock.move_to(EVENING)
    assert reminders.run() == 0


def test_moved_booking_is_reminded_of_anew(home: House, clock: Any, reminders: Reminders) -> None:
    booking = book(home, start=START, end=END)
    clock.move_to(EVENING)
    reminders.run()
    send_all(home.app)
    later = START + timedelta(days=1)
    move(home, booking, "Platz 1", later, END + timedelta(days=1))
    assert reminders.run() == 0
    clock.move_to(EVENING + timedelta(days=1))
    assert reminders.run() == 1
    assert [key[-25:] for key in reminders.queued()] == [START.isoformat(), later.isoformat()]


def test_booking_moved_there_and_back_is_not_reminded_of_twice(home: House, clock: Any, reminders: Reminders) -> None:
    booking = book(home, start=START, end=END)
    clock.move_to(EVENING)
    reminders.run()
    send_all(home.app)
    move(home, booking, "Platz 1", START + timedelta(days=1), END + timedelta(days=1))
    clock.shift(1)
    move(home, booking, "Platz 1", START, END)
    assert reminders.run() == 0
    assert len(reminders.queued()) == 1


def by_member(home: House, booking: Booking) -> None:
    cancel(home, booking)


def by_closing(home: House, booking: Booking) -> str:
    with home.here("host@example.org") as (host, hub, setup), transaction():
        fresh = db.session.get_one(Booking, booking.id)
        return impact.resolve(host=host, hub=hub, setup=setup, bookings=[fresh], how=CANCEL)


def by_moving(home: House, booking: Booking) -> None:
    move(home, booking, "Platz 2", START + HOUR, END)


def by_moving_to_another_place(home: House, booking: Booking) -> None:
    move(home, booking, "Platz 2", START, END)


@pytest.mark.parametrize("way", [by_member, by_host, by_closing, by_moving, by_moving_to_another_place])
def test_change_withdraws_what_has_not_left(
    app: Flask, home: House, clock: Any, reminders: Reminders, way: Callable[[House, Booking], Any]
) -> None:
    choose(app, hours=12)
    make_host(app)
    booking = book(home, start=START, end=END)
    other = book(home, "Platz 3", start=START, end=END, who="bert@example.org")
    clock.move_to(EVENING)
    assert reminders.run() == 2
    clock.move_to(EVENING + 3 * HOUR)
    assert reminders.run() == 1
    way(home, booking)
    assert [key[:32] for key in reminders.queued()] == [other.id.hex]


def test_check_in_withdraws_too(app: Flask, home: House, clock: Any, reminders: Reminders) -> None:
    choose(app, day=False, hours=1)
    booking = book(home, start=START, end=END)
    clock.move_to(START - 10 * MINUTE)
    assert reminders.run() == 1
    check_in(home, booking)
    assert reminders.queued() == []
    assert reminders.run() == 0


def test_what_has_left_stays_known(home: House, clock: Any, reminders: Reminders) -> None:
    booking = book(home, start=START, end=END)
    clock.move_to(EVENING)
    reminders.run()
    send_all(home.app)
    cancel(home, booking)
    assert len(reminders.queued()) == 1


def test_closure_that_is_taken_back_costs_nobody_the_reminder(
    app: Flask, home: House, clock: Any, reminders: Reminders
) -> None:
    make_host(app)
    booking = book(home, start=START, end=END)
    clock.move_to(EVENING - 5 * MINUTE)
    operation = by_closing(home, booking)
    clock.move_to(EVENING + 3 * MINUTE)
    assert reminders.run() == 0
    with home.here("host@example.org") as (host, hub, _setup), transaction():
        assert undoing_actions.undo(host=host, hub=hub, operation=operation, undo={}) == 0
    assert reminders.run() == 1


def send_all(app: Flask) -> None:
    with app.app_context():
        outbox.send_due()


def test_cancelled_between_the_look_and_the_queueing(
    app: Flask, home: House, clock: Any, monkeypatch: pytest.MonkeyPatch, reminders: Reminders
) -> None:
    """The job has seen that a reminder is due; before it writes, the booking is cancelled."""
    booking = book(home, start=START, end=END)
    clock.move_to(EVENING)
    look = queries.queued

    def then_cancel(keys: Any) -> Any:
        found = look(keys)
        in_another_thread(lambda: cancel(home, booking))
        return found

    monkeypatch.setattr(queries, "queued", then_cancel)
    assert reminders.run() == 0
    assert reminders.queued() == []


def test_moved_between_the_look_and_the_queueing(
    app: Flask, home: House, clock: Any, monkeypatch: pytest.MonkeyPatch, reminders: Reminders
) -> None:
    booking = book(home, start=START, end=END)
    clock.move_to(EVENING)
    look = queries.queued

    def then_move(keys: Any) -> Any:
        found = look(keys)
        in_another_thread(lambda: move(home, booking, "Platz 2", START + timedelta(days=2), END + timedelta(days=2)))
        return found

    monkeypatch.setattr(queries, "queued", then_move)
    assert reminders.run() == 0
    assert reminders.queued() == []


def in_another_thread(work: Callable[[], Any]) -> None:
    with ThreadPoolExecutor(1) as pool:
        pool.submit(work).result(20)


def test_cancelled_while_the_reminder_is_being_queued(app: Flask, home: House, clock: Any) -> None:
    """The cancellation waits for the job, or the job leaves out what is being cancelled: no reminder is left over."""
    booking = book(home, start=START, end=END)
    clock.move_to(EVENING)
    began, errors = threading.Event(), []

    def cancelling() -> None:
        began.set()
        try:
            cancel(home, booking)
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=cancelling)
    with app.app_context(), transaction():
        assert actions.remind(kinds={booking.id: ("day", START)}) == 1
        thread.start()
        assert began.wait(10)
        thread.join(0.3)
        assert thread.is_alive(), "the cancellation did not wait for the reminder that is being queued"
    thread.join(20)
    assert errors == []
    assert Reminders(app).queued() == []


def test_two_schedulers_at_once_remind_once(
    make_app: Callable[..., Flask], app: Flask, home: House, clock: Any, reminders: Reminders
) -> None:
    many(home, 60)
    clock.move_to(EVENING)
    apps = [make_app() for _ in range(3)]
    gate = threading.Barrier(len(apps))

    def run(each: Flask) -> int:
        with each.app_context():
            gate.wait(10)
            return jobs.remind()

    with ThreadPoolExecutor(len(apps)) as pool:
        done = list(pool.map(run, apps))
    assert len(reminders.queued()) == len(set(reminders.queued())) == 60
    assert sum(done) == 60


def test_without_the_look_at_what_is_queued_the_key_still_keeps_it_to_one(
    home: House, clock: Any, reminders: Reminders, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two schedulers that both saw nothing: the second one's rows are the same keys."""
    many(home, 5)
    clock.move_to(EVENING)
    monkeypatch.setattr(queries, "queued", lambda keys: {})
    assert [reminders.run(), reminders.run()] == [5, 0]
    assert len(reminders.queued()) == 5


def test_scheduler_that_was_down_for_26_hours_reminds_of_nothing_past(
    app: Flask, home: House, clock: Any, reminders: Reminders
) -> None:
    choose(app, hours=1)
    many(home, 3, START - 23 * HOUR)  # they are over when it comes back
    many(home, 3, START + HOUR)
    many(home, 3, START + 25 * HOUR)
    clock.move_to(NOW + 26 * HOUR)  # 9 o'clock on Wednesday; the evening before is long past
    assert reminders.run() == 3
    assert {mail.stale_at for mail in reminders.mails()} <= {START + HOUR + n * MINUTE for n in range(3)}
    for minutes in range(1, 60):
        clock.move_to(NOW + 26 * HOUR + minutes * MINUTE)
        assert reminders.run() == 0, "one of the person's bookings is reminded of twice in a row"


def test_reminder_that_waited_too_long_in_the_outbox_is_not_sent(
    home: House, clock: Any, reminders: Reminders, smtp: MailServer, make_app: Callable[..., Flask]
) -> None:
    book(home, start=START, end=END)
    clock.move_to(EVENING)
    reminders.run()
    clock.move_to(START)
    sender = make_app(smtp_url=smtp.url)
    with sender.app_context():
        outbox.send_due()
    assert [str(mail["Subject"]) for mail in smtp.mails if "Erinnerung" in str(mail["Subject"])] == []


@pytest.mark.parametrize("jump", [2 * HOUR, -2 * HOUR])
def test_clock_that_jumps_two_hours_and_back_loses_and_doubles_nothing(
    app: Flask, home: House, clock: Any, reminders: Reminders, jump: timedelta
) -> None:
    choose(app, hours=2)
    many(home, 3)
    moment = EVENING - 3 * HOUR
    while moment < START:
        wrong = EVENING - HOUR <= moment < EVENING + HOUR or START - 4 * HOUR <= moment < START - 3 * HOUR
        clock.move_to(moment + jump if wrong else moment)
        reminders.run()
        moment += 10 * MINUTE
    assert sorted(reminders.kinds()) == ["day"] * 3 + ["hours"] * 3
    assert len(set(reminders.queued())) == 6


@pytest.mark.parametrize(("day", "before"), [("2026-03-29", "2026-03-28"), ("2026-10-25", "2026-10-24")])
@pytest.mark.parametrize("clock_time", ["1:30", "3:30", "9:00"])
def test_both_sides_of_both_clock_changes(
    app: Flask, home: House, clock: Any, reminders: Reminders, day: str, before: str, clock_time: str
) -> None:
    choose(app, hours=1)
    start = at(day, clock_time)
    booked = start - timedelta(days=3)
    clock.move_to(booked)
    many(home, 1, start, booked)
    six = at(before, "18:00")
    for moment, number in [(six - MINUTE, 0), (six, 1), (start - HOUR - MINUTE, 1), (start - HOUR, 2)]:
        clock.move_to(moment)
        reminders.run()
        assert len(reminders.queued()) == number


def test_hub_in_another_zone_has_its_own_evening(app: Flask, home: House, clock: Any, reminders: Reminders) -> None:
    west = house(app, slug="azoren", time_zone="Atlantic/Azores", hours="24/7")
    book(west, start=START, end=END)
    clock.move_to(EVENING)
    assert reminders.run() == 0
    clock.move_to(EVENING + 2 * HOUR)
    assert reminders.run() == 1


@pytest.mark.parametrize("number", [3, 400])
def test_number_of_questions_does_not_grow_with_the_bookings(
    app: Flask, home: House, clock: Any, reminders: Reminders, number: int
) -> None:
    many(home, number)
    clock.move_to(EVENING)
    with counted(app) as statements:
        assert reminders.run() == number
    assert len(statements) <= 10, statements
    with counted(app) as statements:
        assert reminders.run() == 0
    assert len(statements) <= 2


def test_many_batches_are_all_done(
    home: House, clock: Any, reminders: Reminders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "BATCH", 7)
    many(home, 50)
    clock.move_to(EVENING)
    assert reminders.run() == 50


def test_look_for_reminders_never_reads_the_history(
    app: Flask, home: House, clock: Any, reminders: Reminders, database_kind: str
) -> None:
    """Of 20,000 bookings that are over, none is read."""
    many(home, 20_000, NOW - timedelta(days=30), status="completed")
    many(home, 200)
    plan = "explain query plan" if database_kind == "sqlite" else "explain"
    with app.app_context():
        if database_kind == "postgresql":
            db.session.execute(text("analyze booking"))
        statement = queries.look(NOW).compile(db.engine, compile_kwargs={"literal_binds": True})
        lines = [str(row) for row in db.session.execute(text(f"{plan} {statement}"))]
    assert any("ix_booking_hub_starts" in line for line in lines), lines
    assert not any("SCAN booking" in line or "Seq Scan on booking" in line for line in lines), lines


@pytest.mark.one_database
def test_hundreds_of_due_reminders_arrive_once(
    home: House, clock: Any, reminders: Reminders, smtp: MailServer, make_app: Callable[..., Flask]
) -> None:
    number = 1000 if IS_NIGHT else 250
    many(home, number)
    clock.move_to(EVENING)
    sender = make_app(smtp_url=smtp.url)
    assert reminders.run() == number
    with sender.app_context():
        while outbox.send_due():
            pass
    arrived = [str(mail["Message-ID"]) for mail in smtp.mails]
    assert len(arrived) == len(set(arrived)) == number
    assert {mail["List-Unsubscribe-Post"] for mail in smtp.mails} == {"List-Unsubscribe=One-Click"}
    assert reminders.run() == 0
