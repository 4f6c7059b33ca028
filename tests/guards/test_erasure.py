"""After an account has ended, no table says anywhere that the person was here: a walk through the whole schema."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from bookings import actions
from bookings.handover.models import Handover
from bookings.models import Booking, BookingEvent, GuestContact, QuestionAnswer
from bookings.slots import Slot
from bookings.unconfirmed.models import UnconfirmedBooking
from bookings.waiting.models import WaitingEntry
from calendars.models import Feed
from core import outbox, retention
from core.clock import now
from core.db import Base, db
from core.journal import JournalEntry
from core.outbox import OutboxMail
from core.timespans import Interval
from core.transactions import transaction
from district.models import CountedDay
from hubs.inductions.models import Induction, InductionGrant, InductionTrainer, InductionWish
from hubs.operators.models import MemberGroup, Operator
from hubs.people.models import HostInvitation, HubMember
from hubs.questions.models import Question
from members.models import Member
from payments.companies.models import Company, CompanyMember
from tests.support import people
from tests.support.house import NOW, House, at, house

EMAIL, NAME = "ottilie.verschwind@example.org", "Ottilie Verschwind"
TRACES = {
    EMAIL,
    NAME,
    "Geheimtreffen",
    "Mein-Rollator",
    "Notiz-ueber-sie",
    "Abholcode",
    "Grund-der-Absage",
    "Grund-der-Sperre",
    "Ottilies-Skript",
    "Ottilies-Kalender",
    "schwester@example.org",
    "Firefox · Android",
}
HOUR = timedelta(hours=1)
PHONE = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=True) as clock:
        yield clock


@pytest.fixture
def person(app: Flask, clock: Any) -> int:
    """Somebody who has left traces wherever a person can; the id."""
    key = people.add(app, EMAIL, NAME)
    other = people.add(app, "bert@example.org", "Bert Beispiel")
    home = house(app)
    used_by_browser_and_program(app)
    booking = booked(home)
    with app.app_context(), transaction():
        known_to_the_hub(key, other, booking)
    return key


def used_by_browser_and_program(app: Flask) -> None:
    client = app.test_client()
    client.post("/login", data={"email": EMAIL, "password": people.PASSWORD}, headers={"User-Agent": PHONE})
    client.post("/profile/tokens", data={"token_name": "Ottilies-Skript"})
    client.post("/password/forgot", data={"email": EMAIL})
    with app.app_context():
        done = app.test_cli_runner().invoke(args=["members", "token", EMAIL])
    wish = {"hub": "coppenbruegge", "kind": "desk", "title": "Geheimtreffen"}
    times = {"starts_at": "2026-11-25T09:00:00Z", "ends_at": "2026-11-25T10:00:00Z"}
    headers = {"Authorization": f"Bearer {done.output.strip()}", "Idempotency-Key": "once"}
    answer = app.test_client().post("/api/v1/bookings", json=wish | times, headers=headers)
    assert answer.status_code == 201, answer.text


def booked(home: House) -> Booking:
    with home.here(EMAIL) as (member, hub, setup), transaction():
        span = Interval(at("2026-11-24", "9:00"), at("2026-11-24", "12:00"))
        slot = Slot(hub, setup, home.place(setup, "Platz 1"), span)
        booking = actions.book(member=member, slot=slot, title="Geheimtreffen")
        words = {"note": "Notiz-ueber-sie", "pickup_code": "Abholco", "guest_name": NAME}
        db.session.execute(update(Booking).where(Booking.id == booking.id).values(**words))
    return booking


def known_to_the_hub(key: int, other: int, booking: Booking) -> None:
    day = {"hour": now(), "seen_at": now(), "hub_slug": "coppenbruegge"}
    operator_id = db.session.scalars(select(Operator.id)).one()
    company = Company(operator_id=operator_id, name="Hofladen GmbH", address="Weg 1", email="lohn@example.org")
    db.session.add(company)
    db.session.flush()
    induction = Induction(hub_id=booking.hub_id, name="Laser")
    question = Question(hub_id=booking.hub_id, text="Was brauchen Sie?", kind="text")
    db.session.add_all([induction, question])
    db.session.flush()
    of_company = {"company_id": company.id, "digest": "x", "expires_at": now() + timedelta(days=9)}
    db.session.add_all(
        [
            CompanyMember(member_id=key, joined_at=now(), company_id=company.id),
            CompanyMember(email=EMAIL, role="manager", **of_company),
            HubMember(hub_id=booking.hub_id, member_id=key, restricted_at=now(), reason="Grund-der-Sperre"),
            HubMember(hub_id=booking.hub_id, member_id=other, is_member=True, changed_by=key),
            HostInvitation(hub_id=booking.hub_id, email=EMAIL, digest="x", expires_at=now() + timedelta(days=9)),
            MemberGroup(member_id=key, operator_id=operator_id, group="clubs", set_by=other),
            MemberGroup(member_id=other, operator_id=operator_id, group="residents", set_by=key),
            InductionGrant(induction_id=induction.id, member_id=key, granted_by=other),
            InductionGrant(induction_id=induction.id, member_id=other, granted_by=key),
            InductionTrainer(induction_id=induction.id, member_id=key),
            InductionWish(induction_id=induction.id, member_id=key),
            WaitingEntry(hub_id=booking.hub_id, member_id=key, kind="desk", starts_at=now(), ends_at=now() + HOUR),
            UnconfirmedBooking(
                booking_id=booking.id, email=EMAIL, name=NAME, locale="de", title="Geheimtreffen", choice={}
            ),
            Handover(booking_id=booking.id, hub_id=booking.hub_id, recipient=f"{NAME}s Bruder"),
            GuestContact(booking_id=booking.id, email="schwester@example.org"),
            QuestionAnswer(booking_id=booking.id, question_id=question.id, text="Mein-Rollator"),
            Feed(digest="y", member_id=key, name="Ottilies-Kalender"),
            JournalEntry(actor_id=key, subject_id=other, what="member", **day),
            JournalEntry(actor_id=other, subject_id=key, what="member", **day),
            BookingEvent(booking_id=booking.id, actor_id=other, to_status="confirmed", why="Grund-der-Absage"),
            BookingEvent(booking_id=booking.id, actor_id=key, to_status="confirmed", why=f"{NAME} sagt zu"),
            *(CountedDay(hub_id=booking.hub_id, day=date(2026, 11, 24) + timedelta(days=n)) for n in range(9)),
        ]
    )
    outbox.queue("z", to=EMAIL, locale="de", template="no-account", name=NAME)
    told = {"booking_id": str(booking.id), "booked_by": NAME}
    outbox.queue("y", to="schwester@example.org", locale="de", template="guest-booked", **told)
    db.session.execute(update(OutboxMail).where(OutboxMail.key == "y").values(sent_at=now()))


def traces(app: Flask) -> dict[str, set[str]]:
    """Which trace is found in which columns, of any type, of any table."""
    found: dict[str, set[str]] = {}
    with app.app_context():
        for table in Base.metadata.tables.values():
            for row in db.session.execute(table.select()).mappings():
                for column, value in row.items():
                    for trace in TRACES:
                        if trace[:7] in (value.decode(errors="ignore") if isinstance(value, bytes) else str(value)):
                            found.setdefault(trace, set()).add(f"{table.name}.{column}")
    return found


def references(app: Flask, key: int) -> set[str]:
    """The columns in which the number of the account stands as one."""
    places = {("journal", "actor_id"), ("journal", "subject_id")}
    places |= {
        (table.name, column.name)
        for table in Base.metadata.tables.values()
        for column in table.columns
        if any(foreign.column.table.name == "member" for foreign in column.foreign_keys)
    }
    found = set()
    with app.app_context():
        for name, column in places:
            table = Base.metadata.tables[name]
            if db.session.execute(table.select().where(table.c[column] == key)).first():
                found.add(f"{name}.{column}")
        if db.session.execute(db.text("SELECT 1 FROM idempotency_key WHERE caller = :key"), {"key": str(key)}).first():
            found.add("idempotency_key.caller")
    return found


def retention_of_two_years(app: Flask, clock: Any) -> None:
    for moment in ("2028-10-26", "2028-11-27"):
        clock.move_to(at(moment, "3:30"))
        with app.app_context():
            retention.run_all(app)


def by_hand(app: Flask, clock: Any) -> None:
    clock.move_to(at("2026-11-26", "3:30"))
    with app.app_context():
        done = app.test_cli_runner().invoke(args=["members", "erase", EMAIL, "--yes"])
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("end", [retention_of_two_years, by_hand], ids=lambda end: end.__name__)
def test_nothing_in_the_database_knows_the_person_any_more(app: Flask, clock: Any, person: int, end: Any) -> None:
    assert set(traces(app)) == TRACES
    assert len(references(app, person)) >= 15
    with app.app_context():
        bookings = db.session.query(Booking).count()
    end(app, clock)
    assert traces(app) == {}
    assert references(app, person) == set()
    with app.app_context():
        assert db.session.query(Booking).count() == bookings == 2
        others = {row.email for row in db.session.query(Member)}
    assert others <= {"bert@example.org"}


def test_what_the_person_looked_at_is_still_known_and_by_whom_is_not(app: Flask, clock: Any, person: int) -> None:
    by_hand(app, clock)
    with app.app_context():
        [look] = db.session.query(JournalEntry).all()
        assert look.actor_id == -person
        assert db.session.get(Member, look.subject_id) is not None


def test_bookings_alone_keep_no_words_after_a_year(app: Flask, clock: Any, person: int) -> None:
    with app.app_context(), transaction():
        db.session.execute(update(OutboxMail).values(sent_at=now()))
    clock.move_to(at("2027-11-27", "3:30"))
    with app.app_context():
        retention.run_all(app)
    left = {place for places in traces(app).values() for place in places}
    assert {place.split(".")[0] for place in left} & {
        "booking",
        "booking_event",
        "idempotency_key",
        "outbox_mail",
    } == set()
    with app.app_context():
        assert db.session.query(Booking).filter(Booking.member_id.is_not(None)).count() == 0
