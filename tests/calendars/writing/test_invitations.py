"""Invitations in mails: three programs read the same in them, and a calendar that follows them is never wrong."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
import time_machine
import vobject
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from bookings.models import Booking
from calendars.writing import single
from core import outbox
from core.db import db
from core.outbox import OutboxMail, message
from core.transactions import transaction
from members.models import Member
from tests.support import ical_js, people
from tests.support.booking import ELEVEN, NINE, TEN, TWELVE, book, cancel, move
from tests.support.booking_mails import CONTEXT
from tests.support.hostile import titles
from tests.support.hosts import HOST, admit, appoint, do
from tests.support.house import NOW, House, house
from tests.support.html import fields
from tests.support.site import statements_of

TEMPLATE = "booking-confirmed"
CLOSURES = "/host/coppenbruegge/closures"
CLOSED = {"form_key": "k1", "date": "2026-11-25", "until": "", "from": "", "to": "", "reason": "Stromausfall"}


@dataclass(frozen=True)
class Read:
    """What a calendar would go by."""

    method: str
    uid: str
    sequence: int
    start: datetime
    end: datetime
    summary: str
    status: str


@pytest.fixture
def home(app: Flask, anna: int, bert: int) -> House:
    people.add(app, HOST, "Hanna Gastgeberin")
    return house(app, name="Am Bahnhof")


def part_of(mail: EmailMessage) -> bytes | None:
    """The calendar part, as it is after the mail's journey; it is the same as the file that goes along."""
    arrived = message_from_bytes(mail.as_bytes(policy=policy.SMTP), policy=policy.default)
    found = [part for part in arrived.walk() if part.get_content_type() in {"text/calendar", "application/ics"}]
    if not found:
        return None
    shown, kept = (part.get_payload(decode=True) for part in found)
    assert isinstance(shown, bytes)
    assert shown == kept
    assert str(Calendar.from_ical(shown)["METHOD"]) == found[0].get_param("method")
    return shown


def invitations(app: Flask) -> list[Read | None]:
    """Of all mails so far, oldest first; as icalendar, vobject and ical.js agree."""
    parts = [part_of(mail) for mail in people.mails(app)]
    return [None if part is None else read(part) for part in parts]


def read(part: bytes) -> Read:
    found = by_icalendar(part)
    assert found == by_vobject(part) == by_ical_js(part)
    return found


def by_icalendar(part: bytes) -> Read:
    calendar = Calendar.from_ical(part)
    (event,) = calendar.walk("VEVENT")
    times = (event["DTSTART"].dt.astimezone(UTC), event["DTEND"].dt.astimezone(UTC))
    texts = (str(event["SUMMARY"]), str(event["STATUS"]))
    return Read(str(calendar["METHOD"]), str(event["UID"]), int(event["SEQUENCE"]), *times, *texts)


def by_vobject(part: bytes) -> Read:
    calendar = vobject.readOne(part.decode())
    event = calendar.vevent
    times = (event.dtstart.value.astimezone(UTC), event.dtend.value.astimezone(UTC))
    texts = (event.summary.value, event.status.value)
    return Read(calendar.method.value, event.uid.value, int(event.sequence.value), *times, *texts)


def by_ical_js(part: bytes) -> Read:
    found = ical_js.read(part)
    (event,) = found["events"]
    times = (datetime.fromisoformat(event["start"]), datetime.fromisoformat(event["end"]))
    return Read(found["method"], event["uid"], event["sequence"], *times, event["summary"], event["status"])


def steps_of(app: Flask) -> list[Any]:
    """(method, sequence, status) of each mail, None where it has no part."""
    return [read and (read.method, read.sequence, read.status) for read in invitations(app)]


def test_booking_moving_and_cancelling_are_one_entry_with_rising_sequence(app: Flask, home: House) -> None:
    booking = book(home, title="Besprechung")
    move(home, booking, "Platz 2", NINE, ELEVEN)
    move(home, booking, "Platz 2", TEN, TWELVE)
    cancel(home, booking)
    found = invitations(app)

    assert {read.uid for read in found if read} == {f"{booking.id}@lebens-raum"}
    assert steps_of(app) == [
        ("REQUEST", 0, "CONFIRMED"),
        ("REQUEST", 1, "CONFIRMED"),
        ("REQUEST", 2, "CONFIRMED"),
        ("CANCEL", 3, "CANCELLED"),
    ]
    assert [(read.start, read.end) for read in found if read] == [(NINE, ELEVEN)] * 2 + [(TEN, TWELVE)] * 2
    assert {read.summary for read in found if read} == {"Besprechung"}


def test_sequence_is_that_of_the_booking(app: Flask, home: House) -> None:
    """The feed has the same entry under the same number."""
    booking = book(home)
    move(home, booking, "Platz 2", NINE, ELEVEN)
    with app.app_context():
        kept = db.session.get_one(Booking, booking.id)
        assert kept.sequence == 1
    newest = invitations(app)[-1]
    assert newest is not None
    assert newest.sequence == kept.sequence


def test_invitation_says_who_invites_whom_and_asks_for_no_answer(app: Flask, home: House) -> None:
    book(home)
    (mail,) = people.mails(app)
    part = part_of(mail)
    assert part is not None
    calendar = Calendar.from_ical(part)
    (event,) = calendar.walk("VEVENT")
    organizer, attendee = event["ORGANIZER"], event["ATTENDEE"]

    assert organizer == "mailto:noreply@example.org", "it is who sends the mail, or Google does not believe it"
    assert organizer.params["CN"] == "Am Bahnhof"
    assert attendee == "mailto:anna@example.org"
    assert attendee.params == {
        "CN": "Anna Muster",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "ACCEPTED",
        "RSVP": "FALSE",
        "CUTYPE": "INDIVIDUAL",
    }
    assert event["LOCATION"] == "Am Bahnhof, Musterstraße 1"
    assert event["SUMMARY"] == "Platz 1 – Am Bahnhof"
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Berlin"]
    assert len(mail.get_all("To") or []) == 1


def test_request_is_in_nobodys_calendar_before_its_yes(app: Flask, home: House) -> None:
    admit(home, "approval")
    approved, declined, withdrawn = (book(home, f"Platz {n}") for n in (1, 2, 3))
    do(home, "approve", approved, HOST)
    do(home, "decline", declined, HOST, reason="Nein")
    cancel(home, withdrawn)

    assert steps_of(app) == [None, None, None, ("REQUEST", 1, "CONFIRMED"), None, None]


def test_booking_that_has_to_be_asked_for_anew_is_tentative_until_it_is_answered(app: Flask, home: House) -> None:
    yes, no = book(home, "Platz 1"), book(home, "Platz 2")
    admit(home, "approval")
    for booking, name in ((yes, "Platz 1"), (no, "Platz 2")):
        move(home, booking, name, TEN, TWELVE)
    do(home, "approve", yes, HOST)
    do(home, "decline", no, HOST, reason="Nein")

    assert steps_of(app)[2:] == [
        ("REQUEST", 1, "TENTATIVE"),
        ("REQUEST", 1, "TENTATIVE"),
        ("REQUEST", 2, "CONFIRMED"),
        ("CANCEL", 2, "CANCELLED"),
    ]


def test_booking_that_a_host_cancels_leaves_the_calendar(app: Flask, home: House) -> None:
    booking = book(home)
    do(home, "cancel", booking, HOST, reason="Rohrbruch")

    assert steps_of(app) == [("REQUEST", 0, "CONFIRMED"), ("CANCEL", 1, "CANCELLED")]


def test_booking_that_has_to_give_way_leaves_the_calendar_and_comes_back_when_that_is_undone(
    app: Flask, home: House, client: FlaskClient
) -> None:
    """The mail waits and is withdrawn: the calendar learns nothing of it, and the next change has a higher number."""
    appoint(app, people.member(app, HOST).id)
    people.log_in(client, HOST)
    booking = book(home)
    answer = client.post(CLOSURES, data=fields(client.post(CLOSURES, data=CLOSED)) | {"all": "cancel"})
    assert steps_of(app) == [("REQUEST", 0, "CONFIRMED"), ("CANCEL", 1, "CANCELLED")]

    client.post("/host/coppenbruegge/impact", data=fields(client.get(answer.location)))
    move(home, booking, "Platz 2", NINE, ELEVEN)
    assert steps_of(app) == [("REQUEST", 0, "CONFIRMED"), ("REQUEST", 3, "CONFIRMED")]


def test_who_wants_no_invitations_gets_mails_without(app: Flask, home: House) -> None:
    with app.app_context(), transaction():
        db.session.query(Member).filter_by(email="anna@example.org").one().muted = ["invitation"]
    cancel(home, book(home))

    assert steps_of(app) == [None, None]


def test_calendar_is_put_right_also_for_who_does_without_receipts(app: Flask, home: House) -> None:
    """Booked before receipts were switched off: the entry must not stay at the old time."""
    booking = book(home)
    with app.app_context(), transaction():
        db.session.query(Member).filter_by(email="anna@example.org").one().muted = ["confirmation"]
    move(home, booking, "Platz 1", TEN, TWELVE)
    cancel(home, booking)
    book(home)

    assert steps_of(app) == [("REQUEST", 0, "CONFIRMED"), ("REQUEST", 1, "CONFIRMED"), ("CANCEL", 2, "CANCELLED")]


def test_two_moves_in_one_moment_are_two_mails(app: Flask, home: House) -> None:
    with time_machine.travel(NOW, tick=False):
        booking = book(home)
        move(home, booking, "Platz 2", NINE, ELEVEN)
        move(home, booking, "Platz 1", NINE, ELEVEN)
    with app.app_context():
        keys = [mail.key for mail in outbox.latest()]
    assert keys == [f"{booking.id.hex}:booking-{what}" for what in ("moved:2", "moved:1", "confirmed:0")]


def test_invitation_is_no_statement_more(app: Flask, home: House) -> None:
    """It is written when the mail is sent: booking puts in one row."""
    with statements_of(app) as statements:
        book(home)
    assert len([each for each in statements if "outbox_mail" in each]) == 1


@pytest.mark.one_database
def test_thousand_hostile_titles_stay_one_entry(app: Flask) -> None:
    with app.test_request_context():
        for n, title in enumerate(titles(1000)):
            mail = mail_about(*[title] * 5)
            typed = message._context(mail, app.extensions["settings"])
            _method, part = single.invitation(mail.context["_calendar"], typed, mail.recipient)
            entry = by_icalendar(part)
            assert (entry.start, entry.end, entry.status) == (NINE, ELEVEN, "CONFIRMED")
            assert n % 10 or entry == by_vobject(part), repr(title)
            assert n % 100 or entry == by_ical_js(part), repr(title)
            unfolded = part.decode().replace("\r\n ", "").split("\r\n")
            assert {line.partition(":")[0].partition(";")[0] for line in unfolded if line} <= KNOWN, repr(title)
            assert unfolded.count("BEGIN:VEVENT") == 1


@pytest.mark.by_turns
@pytest.mark.one_database
@pytest.mark.parametrize("template", ["booking-confirmed", "hub-message"])
def test_thousand_hostile_titles_put_no_header_and_no_line_into_a_mail(app: Flask, template: str) -> None:
    typed = iter(titles(1000))
    with app.app_context():
        harmless = lines_of(outbox.render(mail_about(*["harmless"] * 5, template=template)))
        for five in zip(*[typed] * 5, strict=True):
            mail = mail_about(*five, template=template)
            sent = outbox.render(mail).as_bytes(policy=policy.SMTP)
            arrived = message_from_bytes(sent, policy=policy.default)
            assert set(arrived.keys()) == HEADERS, five
            assert len(arrived.keys()) == len(HEADERS)
            assert arrived["To"] == "anna@example.org"
            assert len(arrived["From"].addresses) == 1
            assert [part.get_content_type() for part in arrived.walk()] == PARTS
            assert all(not part.defects for part in arrived.walk()), five
            assert lines_of(arrived) <= harmless, five
            assert len(sent.partition(b"\r\n\r\n")[0]) < 4000
            assert max(map(len, sent.split(b"\r\n"))) <= 998


def lines_of(mail: EmailMessage) -> int:
    plain = mail.get_body(("plain",))
    assert plain is not None
    return len(plain.get_content().splitlines())


def mail_about(title: str, hub: str, address: str, space: str, name: str, template: str = TEMPLATE) -> OutboxMail:
    """As it stands in the outbox, when people have typed this."""
    calendar = {"status": "confirmed", "sequence": 0, "changed_at": NINE.isoformat(), "created_at": NINE.isoformat()}
    typed = {"title": title, "hub": hub, "address": address, "space": space, "name": name, "subject": title}
    context = CONTEXT | typed | {"text": "Guten Tag", "_calendar": calendar}
    mail = {"recipient": "anna@example.org", "locale": "de", "template": template, "context": context}
    return OutboxMail(id=1, key="occasion", created_at=NINE, **mail)


HEADERS = {"Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"}
PARTS = ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "application/ics"]
KNOWN = {
    "BEGIN",
    "END",
    "VERSION",
    "PRODID",
    "CALSCALE",
    "METHOD",
    "TZID",
    "RRULE",
    "DTSTART",
    "TZNAME",
    "TZOFFSETFROM",
}
KNOWN |= {
    "TZOFFSETFROM",
    "TZOFFSETTO",
    "UID",
    "DTSTAMP",
    "CREATED",
    "LAST-MODIFIED",
    "SEQUENCE",
    "DTEND",
    "SUMMARY",
    "LOCATION",
}
KNOWN |= {"DESCRIPTION", "URL", "STATUS", "TRANSP", "ORGANIZER", "ATTENDEE"}
