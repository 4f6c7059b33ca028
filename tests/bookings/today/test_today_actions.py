"""What hosts do: what each leaves behind, on both databases, and that what is refused leaves nothing."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from bookings import actions as member_actions
from bookings import codes
from bookings.blocking_actions import block
from bookings.errors import (
    EndBeforeStart,
    InThePast,
    OutsideOpeningHours,
    SlotTaken,
    StepNotAllowed,
)
from bookings.impact import actions as impact_actions
from bookings.impact import queries as impact_queries
from bookings.impact.errors import NothingLeftToBlock
from bookings.impact.rules import Decisions
from bookings.models import Booking
from bookings.today import actions, fault_actions, queries
from bookings.today.errors import AlreadyAnswered, NameMissing, NobodyToTell, NotThatDay, ReasonMissing
from core import jobs
from core.clock import now
from core.db import db
from core.errors import DomainError
from core.outbox import OutboxMail
from core.transactions import transaction
from members.models import Member
from tests.support import people
from tests.support.booking import book, cancel, move
from tests.support.hosts import HOST, admit, call, do, mails, make_host, read, walk_in
from tests.support.house import TODAY, House, at, bookings, clock, house, is_just_after, steps, taken
from tests.support.mail import links_of

NINE, TWELVE = clock("9:00"), clock("12:00")


@pytest.fixture
def asks(app: Flask, home: House) -> House:
    """Where hosts decide."""
    admit(home, "approval")
    return home


def refused(home: House, error: type[DomainError], what: Any) -> None:
    before = people.rows(home.app)
    with pytest.raises(error):
        what()
    assert people.rows(home.app) == before


def test_host_checks_in_long_before_and_late(app: Flask, home: House, tuesday: Any) -> None:
    early, late = book(home, start=NINE, end=TWELVE), book(home, "Platz 2", NINE, TWELVE)
    assert do(home, "check_in", early).status == "checked_in"
    tuesday.move_to(clock("11:50"))
    assert is_just_after(do(home, "check_in", late).checked_in_at, clock("11:50"))
    assert do(home, "check_in", late).status == "checked_in"
    assert steps(app, late.id) == [(None, "confirmed", ""), ("confirmed", "checked_in", "")]


def test_host_checks_nobody_in_for_tomorrow(home: House) -> None:
    tomorrow = book(home)
    refused(home, NotThatDay, lambda: do(home, "check_in", tomorrow))


def test_check_in_by_mistake_is_undone(home: House, tuesday: Any) -> None:
    booking = do(home, "check_in", book(home, start=NINE, end=TWELVE))
    undone = do(home, "undo_check_in", booking)
    assert (undone.status, undone.checked_in_at) == ("confirmed", None)
    assert do(home, "undo_check_in", booking).status == "confirmed"
    do(home, "check_in", booking)
    tuesday.move_to(TWELVE)
    refused(home, StepNotAllowed, lambda: do(home, "undo_check_in", booking))


def test_asking_tells_each_host_in_their_language(app: Flask, asks: House) -> None:
    make_host(app, "coppenbruegge", "second@example.org", locale="en")
    house(app, "anderswo")
    make_host(app, "anderswo", "stranger@example.org")
    book(asks, start=NINE, end=TWELVE)
    told = [("request-for-hosts", HOST), ("request-for-hosts", "second@example.org")]
    assert sorted(mails(app)) == [("booking-requested", "anna@example.org"), *told]
    assert sorted(mail["Subject"].partition(":")[0] for mail in people.mails(app))[-1] == "Request"


def test_moved_request_is_asked_anew(app: Flask, asks: House) -> None:
    booking = book(asks, start=NINE, end=TWELVE)
    people.send_all(app)
    do(asks, "approve", booking)
    move(asks, booking, "Platz 2", NINE, TWELVE)
    assert read(app, booking).status == "requested"
    assert [to for template, to in mails(app) if template == "request-for-hosts"] == [HOST, HOST]
    do(asks, "approve", booking)
    assert [to for template, to in mails(app) if template == "booking-confirmed"] == ["anna@example.org"] * 2


def requests(app: Flask) -> list[list[str]]:
    """The places that each mail to a host names."""
    with app.app_context():
        rows = db.session.scalars(select(OutboxMail).where(OutboxMail.template == "request-for-hosts"))
        return [[item["space"] for item in row.context["items"]] for row in rows]


def test_requests_within_minutes_are_one_mail_from_which_each_is_answered(
    app: Flask, asks: House, hanna: FlaskClient
) -> None:
    asked = [book(asks, name, NINE, TWELVE) for name in ("Platz 1", "Platz 2", "Platz 3")]
    assert requests(app) == [["Platz 1", "Platz 2", "Platz 3"]]
    [mail] = [mail for mail in people.mails(app) if mail["To"] == HOST]
    paths = [urlsplit(link).path for link in links_of(mail)]
    assert paths[:3] == [f"/host/coppenbruegge/bookings/{booking.id}" for booking in asked]
    for path in paths[:4]:
        assert hanna.get(path).status_code == 200


def test_mail_that_has_not_left_names_no_request_that_is_over(app: Flask, asks: House) -> None:
    """Whoever asks and cancels again and again sends the hosts nothing."""
    for _ in range(3):
        cancel(asks, book(asks, start=NINE, end=TWELVE))
    assert requests(app) == []
    first, second, third = (book(asks, name, NINE, TWELVE) for name in ("Platz 1", "Platz 2", "Platz 3"))
    do(asks, "approve", first)
    do(asks, "decline", second, reason="Wir putzen.")
    move(asks, third, "Platz 1", clock("14:00"), clock("15:00"))
    assert requests(app) == [["Platz 1"]]


def test_plain_booking_tells_no_host(app: Flask, home: House) -> None:
    book(home)
    assert mails(app) == [("booking-confirmed", "anna@example.org")]


def test_yes_keeps_the_place_for_good(app: Flask, asks: House, tuesday: Any) -> None:
    booking = do(asks, "approve", book(asks, start=NINE, end=TWELVE))
    assert (booking.status, booking.expires_at) == ("confirmed", None)
    assert mails(app)[-1] == ("booking-confirmed", "anna@example.org")
    tuesday.move_to(clock("9:30"))
    with pytest.raises(SlotTaken):
        walk_in(asks, TWELVE)


def test_no_frees_the_place_and_says_why(app: Flask, asks: House) -> None:
    booking = do(asks, "decline", book(asks, start=NINE, end=TWELVE), reason="Wir putzen.")
    assert (booking.status, taken(app)) == ("declined", [])
    assert steps(app, booking.id)[-1] == ("requested", "declined", "Wir putzen.")
    assert mails(app)[-1] == ("booking-declined", "anna@example.org")
    assert "Wir putzen." in people.mails(app)[-1].get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_second_host_meets_the_answer_of_the_first(asks: House) -> None:
    booking = do(asks, "approve", book(asks, start=NINE, end=TWELVE))
    refused(asks, AlreadyAnswered, lambda: do(asks, "decline", booking, reason="Nein."))
    refused(asks, AlreadyAnswered, lambda: do(asks, "approve", booking))


def test_request_that_has_begun_has_expired(asks: House, tuesday: Any) -> None:
    booking = book(asks, start=NINE, end=TWELVE)
    tuesday.move_to(NINE)
    refused(asks, AlreadyAnswered, lambda: do(asks, "approve", booking))


@pytest.mark.parametrize("what", ["decline", "cancel"])
def test_nothing_is_taken_away_without_a_reason(asks: House, what: str) -> None:
    booking = book(asks, start=NINE, end=TWELVE)
    refused(asks, ReasonMissing, lambda: do(asks, what, booking, reason=""))


def test_host_cancels_after_the_deadline(app: Flask, home: House, tuesday: Any) -> None:
    booking = book(home, start=NINE, end=TWELVE)
    tuesday.move_to(clock("10:00"))
    assert do(home, "cancel", booking, reason="Wasserschaden.").status == "cancelled"
    assert taken(app) == []
    assert mails(app)[-1] == ("booking-cancelled-by-host", "anna@example.org")
    do(home, "cancel", booking, reason="Noch einmal.")
    assert len(mails(app)) == 2


def test_host_cancels_nothing_that_is_over(home: House, tuesday: Any) -> None:
    booking = book(home, start=NINE, end=TWELVE)
    tuesday.move_to(TWELVE)
    refused(home, StepNotAllowed, lambda: do(home, "cancel", booking, reason="Zu spät."))


def test_walk_in_is_here_from_this_minute(app: Flask, home: House, tuesday: Any) -> None:
    tuesday.move_to(clock("9:41") + timedelta(seconds=20))
    booking = walk_in(home, TWELVE)
    assert (booking.starts_at, booking.ends_at) == (clock("9:41"), TWELVE)
    assert (booking.status, booking.origin, booking.member_id) == ("checked_in", "walk_in", None)
    assert (booking.price_cents, booking.guest_name) == (600, "")
    assert taken(app) == [(home.spaces["Platz 1"], clock("9:41"), TWELVE)]
    assert mails(app) == []


def test_walk_in_gets_the_next_free_place(home: House) -> None:
    book(home, start=clock("8:00"), end=TWELVE)
    assert walk_in(home, TWELVE, "Platz 1", "Platz 2").space_id == home.spaces["Platz 2"]
    refused(home, SlotTaken, lambda: walk_in(home, TWELVE, "Platz 1", "Platz 2"))


def test_walk_in_takes_over_from_somebody_who_left_this_minute(app: Flask, home: House, tuesday: Any) -> None:
    booking = walk_in(home, TWELVE)
    tuesday.move_to(clock("9:41") + timedelta(seconds=10))
    with home.here(HOST) as (host, _hub, _setup), transaction():
        member_actions.check_out(booking=db.session.get_one(Booking, booking.id), actor=host)
    tuesday.move_to(clock("9:41") + timedelta(seconds=30))
    assert walk_in(home, TWELVE).starts_at == read(app, booking).checked_out_at


@pytest.mark.parametrize(("end", "error"), [("7:00", EndBeforeStart), ("20:30", OutsideOpeningHours)])
def test_walk_in_until_an_impossible_end_is_refused(home: House, end: str, error: type[DomainError]) -> None:
    refused(home, error, lambda: walk_in(home, clock(end)))


def test_caller_gets_a_readable_code_of_their_own(app: Flask, home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([["AAAAA", "BBBBB"], ["AAAAA", "CCCCC"]])
    monkeypatch.setattr(codes, "some_codes", lambda _number: next(drawn))
    first, second = call(home, NINE, TWELVE), call(home, NINE, TWELVE, "Platz 2")
    assert (first.pickup_code, second.pickup_code) == ("AAAAA", "CCCCC")
    assert (first.guest_name, first.origin, first.status) == ("Emil Anruf", "host", "confirmed")
    assert mails(app) == []


@pytest.mark.parametrize("name", ["", " ", "\u200b", "\u00a0\u3164"])
def test_caller_without_a_name_that_can_be_seen_is_refused(home: House, name: str) -> None:
    refused(home, NameMissing, lambda: call(home, NINE, TWELVE, guest_name=name))


def test_code_has_signs_that_nobody_confuses(home: House) -> None:
    code = call(home, NINE, TWELVE).pickup_code or ""
    assert 4 <= len(code) <= 6
    assert not set(code) & set("01OIL")


def test_caller_is_bound_by_hours_and_not_by_members_rules(home: House) -> None:
    call(home, at("2027-06-01", "9:07"), at("2027-06-01", "9:22"))
    refused(home, OutsideOpeningHours, lambda: call(home, clock("19:00"), clock("21:00")))
    refused(home, InThePast, lambda: call(home, clock("6:00"), clock("8:00")))
    refused(home, EndBeforeStart, lambda: call(home, TWELVE, NINE))


def test_message_reaches_each_member_of_the_day_once(app: Flask, home: House) -> None:
    book(home, start=NINE, end=TWELVE)
    book(home, "Platz 2", NINE, TWELVE)
    book(home, "Platz 3", NINE, TWELVE, who="bert@example.org")
    call(home, clock("13:00"), clock("14:00"))
    book(home, who=HOST)  # tomorrow
    assert send(home, TODAY) == 2
    assert [mail for mail in mails(app) if mail[0] == "hub-message"] == [
        ("hub-message", "anna@example.org"),
        ("hub-message", "bert@example.org"),
    ]
    text = people.mails(app)[-1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Das WLAN geht wieder." in text
    assert "anna@example.org" not in text


def test_message_to_nobody_is_refused(home: House) -> None:
    refused(home, NobodyToTell, lambda: send(home, TODAY))


def send(home: House, day: str) -> int:
    with home.here(HOST) as (_host, hub, _setup), transaction():
        what = {"start": at(day, "0:00"), "end": at(day, "24:00"), "key": "k", "subject": "WLAN"}
        return actions.send_message(hub=hub, text="Das WLAN geht wieder.", **what)


def break_it(home: House, until: Any, name: str = "Platz 1", reason: str = "Lampe") -> None:
    with home.here(HOST) as (host, hub, setup), transaction():
        change = fault_actions.out_of_order(place=home.place(setup, name), until=until, reason=reason)
        seen = frozenset(hit.key for hit in change.hits(hub, setup))
        impact_actions.carry_out(host=host, hub=hub, change=change, decisions=Decisions("keep", seen=seen))


def test_broken_place_keeps_its_bookings_and_takes_no_more(home: House) -> None:
    booking = book(home, start=NINE, end=TWELVE)
    break_it(home, at("2026-11-25", "24:00"))
    for start, end in (("8:00", "9:00"), ("12:00", "13:00")):
        with pytest.raises(SlotTaken):
            call(home, clock(start), clock(end))
    with home.here(HOST) as (_host, hub, setup):
        place = home.place(setup, "Platz 1")
        hits = queries.broken_hits(hub.id, place, now(), at("2026-11-25", "24:00"), now())
        assert [hit.booking.id for hit in hits] == [booking.id]
        assert {fault.kind for fault in impact_queries.faults(hub.id, now())} == {"fault"}


def test_mended_place_can_be_booked_again(app: Flask, home: House) -> None:
    break_it(home, at("2026-11-25", "24:00"))
    with home.here(HOST) as (_host, hub, setup), transaction():
        fault_actions.works_again(hub=hub, place=home.place(setup, "Platz 1"))
    assert taken(app) == []
    call(home, NINE, TWELVE)


def test_fault_can_be_prolonged_and_shortened(app: Flask, home: House) -> None:
    break_it(home, TWELVE)
    break_it(home, clock("14:00"), reason="Lampe und Stuhl")
    assert {row[2] for row in taken(app)} == {clock("14:00")}
    break_it(home, clock("13:00"))
    assert {row[2] for row in taken(app)} == {clock("13:00")}


def test_fault_is_refused_when_all_of_its_time_is_kept(home: House, tuesday: Any) -> None:
    book(home, start=NINE, end=TWELVE)
    tuesday.move_to(NINE)
    refused(home, NothingLeftToBlock, lambda: break_it(home, TWELVE))


def test_broken_desk_in_a_blocked_room_is_out_of_order_besides(app: Flask, home: House) -> None:
    other = house(app, "anderswo", room_of=("Platz 1", "Platz 2"))
    with other.here(HOST) as (_host, hub, setup), transaction():
        block(hub=hub, place=other.place(setup, "Besprechung"), start=NINE, end=TWELVE)
    break_it(other, clock("14:00"))
    desk = [row for row in taken(app) if row[0] == other.spaces["Platz 1"]]
    assert [row[1:] for row in desk][1:] == [(NINE, TWELVE), (TWELVE, clock("14:00"))]


def test_fault_needs_a_reason_and_an_end_ahead(home: House) -> None:
    refused(home, ReasonMissing, lambda: break_it(home, TWELVE, reason=""))
    refused(home, EndBeforeStart, lambda: break_it(home, clock("6:00")))


def test_requests_run_out_by_the_job(app: Flask, asks: House, tuesday: Any) -> None:
    book(asks, start=NINE, end=TWELVE)
    tuesday.move_to(NINE)
    with app.app_context():
        assert jobs.run_now(jobs.registry(app)["expire-holds"]) == 1
    assert [booking.status for booking in bookings(app)] == ["expired"]
    assert taken(app) == []


def test_members_check_out_only_until_the_end(app: Flask, home: House, tuesday: Any) -> None:
    booking = do(home, "check_in", book(home, start=NINE, end=TWELVE))
    tuesday.move_to(TWELVE)

    def leave() -> None:
        with home.here() as (anna, _hub, _setup), transaction():
            member_actions.check_out(booking=db.session.get_one(Booking, booking.id), actor=anna)

    refused(home, StepNotAllowed, leave)


def test_hosts_of_the_hub_are_those_with_the_role(app: Flask, home: House) -> None:
    with app.app_context():
        found: list[Member] = list(queries.hosts_of("coppenbruegge"))
        assert [host.email for host in found] == [HOST]
