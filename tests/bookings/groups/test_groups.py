"""Several places at once: all or none of them, a part or all cancelled, each told in one mail."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from bookings.booked_for import BookedFor
from bookings.errors import LimitReached, OutsideOpeningHours
from bookings.groups import actions, queries
from bookings.groups.errors import NothingToCancel, NotTogether, PlacesTaken
from bookings.models import Booking
from bookings.retention.actions import anonymise
from core.clock import now
from core.db import db
from core.outbox import OutboxMail
from core.transactions import transaction
from hubs.models import BookingRules, Hub
from payments.errors import OnlineOneByOne
from tests.support import people
from tests.support.booking import ELEVEN, NINE, TEN, TWELVE, book
from tests.support.confidential import ROOM, practice
from tests.support.groups import ALL, book_group
from tests.support.house import NOW, House, at, bookings, house, taken
from tests.support.money import fees, paid_house
from tests.support.people import mails
from tests.support.queries import counted


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def home(app: Flask) -> House:
    people.add(app, locale="en")
    people.add(app, "bert@example.org", "Bert Beispiel")
    return house(app, prices={"desk": 200})


def cancel(home: House, made: list[Booking], names: list[int] | None = None, who: str = people.EMAIL) -> list[Booking]:
    """Those of these numbers, or all."""
    with home.here(who) as (member, _hub, _setup), transaction():
        view = queries.group_of(member.id, str(made[0].group_id), now())
        assert view is not None
        chosen = None if names is None else {made[n].id for n in names}
        return actions.cancel_group(view=view, member=member, chosen=chosen)


@pytest.mark.each_database
def test_all_places_of_a_group_are_taken_and_share_its_id(app: Flask, home: House) -> None:
    made = book_group(home, title="Klausur")
    assert {one.status for one in bookings(app)} == {"confirmed"}
    assert len({one.group_id for one in bookings(app)}) == 1
    assert {row[0] for row in taken(app)} == {home.spaces[name] for name in ALL}
    assert [one.title for one in made] == ["Klausur"] * 3


@pytest.mark.each_database
def test_when_one_place_is_taken_nothing_is_written_and_it_is_named(app: Flask, home: House) -> None:
    book(home, "Platz 2", TEN, TWELVE, who="bert@example.org")
    before = (len(bookings(app)), taken(app), len(mails(app)))
    with pytest.raises(PlacesTaken) as refused:
        book_group(home)
    assert refused.value.facts["names"] == ["Platz 2"]
    assert (len(bookings(app)), taken(app), len(mails(app))) == before


def test_one_mail_tells_of_all_places_with_an_entry_for_calendars_each(app: Flask, home: House) -> None:
    book_group(home, guests={"Platz 2": BookedFor("Erika Gast")})
    [mail] = mails(app)
    body = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert mail["Subject"] == "Booked: 3 places on Wed 25 Nov 2026"
    assert "- Platz 1\n- Platz 2: Erika Gast\n- Platz 3\n" in body
    assert "€12.00, payable at the hub" in body
    [calendar] = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert calendar.get_content().count("BEGIN:VEVENT") == 3
    assert "/groups/" in body


def test_a_part_can_be_cancelled_and_the_rest_stays(app: Flask, home: House) -> None:
    made = book_group(home)
    gone = cancel(home, made, [1])
    assert [one.space_id for one in gone] == [home.spaces["Platz 2"]]
    assert sorted(one.status for one in bookings(app)) == ["cancelled", "confirmed", "confirmed"]
    assert {row[0] for row in taken(app)} == {home.spaces["Platz 1"], home.spaces["Platz 3"]}
    mail = mails(app)[-1]
    body = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert mail["Subject"] == "Cancelled: 1 place on Wed 25 Nov 2026"
    assert "You still have 2 places." in body


def test_all_can_be_cancelled_and_a_second_time_changes_nothing(app: Flask, home: House) -> None:
    made = book_group(home)
    assert len(cancel(home, made)) == 3
    assert taken(app) == []
    assert len(mails(app)) == 2
    assert cancel(home, made) == []
    assert cancel(home, made, [0, 1]) == []
    assert len(mails(app)) == 2


def test_what_is_no_longer_to_be_cancelled_is_refused(app: Flask, home: House, clock: Any) -> None:
    made = book_group(home)
    clock.move_to(TEN)
    for chosen in (None, []):
        with pytest.raises(NothingToCancel):
            cancel(home, made, chosen)


def test_a_group_is_nobody_elses(app: Flask, home: House) -> None:
    made = book_group(home)
    with home.here("bert@example.org") as (bert, _hub, _setup):
        assert queries.group_of(bert.id, str(made[0].group_id), now()) is None
        assert queries.group_of(bert.id, "no id", now()) is None


def test_each_place_counts_for_how_many_bookings_one_may_have(app: Flask, home: House) -> None:
    rule(app, max_active=2)
    with pytest.raises(LimitReached):
        book_group(home)
    assert len(book_group(home, ALL[:2])) == 2
    with pytest.raises(LimitReached):
        book(home, "Platz 3")


def test_the_hours_hold_for_a_group_too(app: Flask, home: House) -> None:
    with pytest.raises(OutsideOpeningHours):
        book_group(home, start=at("2026-11-25", "6:00"))
    assert bookings(app) == []


def test_a_room_and_a_desk_in_it_are_no_group_and_a_desk_beside_it_is(app: Flask) -> None:
    people.add(app)
    home = house(app, room_of=("Platz 1",))
    with pytest.raises(NotTogether) as refused:
        book_group(home, ("Besprechung", "Platz 1"))
    assert refused.value.facts["reason"] == "inside"
    book_group(home, ("Besprechung", "Platz 2"))
    assert {row[0] for row in taken(app)} == {home.spaces[name] for name in ("Besprechung", "Platz 1", "Platz 2")}


def test_a_confidential_place_is_in_no_group(app: Flask) -> None:
    people.add(app)
    home = practice(app)
    with pytest.raises(NotTogether) as refused:
        book_group(home, ("Platz 1", ROOM))
    assert refused.value.facts["reason"] == "confidential"
    assert ROOM not in str(refused.value.message())


def test_where_one_can_only_pay_online_a_group_is_refused_whole(make_app: Any) -> None:
    app = make_app(stripe_secret_key="sk_test_x", stripe_webhook_secret="whsec_x")  # nobody is asked
    people.add(app)
    home = paid_house(app, ways=("online",))
    with pytest.raises(OnlineOneByOne):
        book_group(home)
    assert bookings(app) == []
    assert len(book_group(home, ("Platz 1",))) == 1


def test_a_group_has_a_fee_for_each_place_and_none_waits_for_an_online_payment(make_app: Any) -> None:
    app = make_app(stripe_secret_key="sk_test_x", stripe_webhook_secret="whsec_x")
    people.add(app)
    home = paid_house(app)
    assert {one.status for one in book_group(home)} == {"confirmed"}
    assert [(one.covered_by, one.gross_cents) for one in fees(home)] == [("on_site", 600)] * 3


def test_a_group_costs_no_more_statements_for_six_than_for_two(app: Flask) -> None:
    people.add(app)
    home = house(app, spaces=tuple(f"Platz {n}" for n in range(1, 9)))
    book_group(home, ("Platz 1",), TEN, TWELVE)  # fills what is kept in memory
    with counted(app) as for_two:
        book_group(home, ("Platz 2", "Platz 8"))
    with counted(app) as for_six:
        book_group(home, tuple(f"Platz {n}" for n in range(2, 8)), TWELVE, at("2026-11-25", "13:00"))
    assert len(for_six) == len(for_two)


def test_when_bookings_are_nobodys_they_are_no_group_any_more(app: Flask, home: House, clock: Any) -> None:
    made = book_group(home, guests={"Platz 1": BookedFor("Erika Gast", "erika@example.org")})
    clock.move_to(at("2028-01-10", "12:00"))
    with app.app_context(), transaction():
        db.session.execute(OutboxMail.__table__.update().values(sent_at=now()))
        anonymise([one.id for one in made])
    assert {(one.group_id, one.guest_name) for one in bookings(app)} == {(None, "")}
    with app.app_context():
        left = db.session.scalars(select(OutboxMail.recipient)).all()
    assert "erika@example.org" not in left


def rule(app: Flask, **values: Any) -> None:
    with app.app_context(), transaction():
        hub = db.session.scalars(select(Hub)).one()
        db.session.add(BookingRules(hub_id=hub.id, **values))


def test_bookings_of_a_group_can_be_looked_up_by_when_they_begin(app: Flask, home: House) -> None:
    made = book_group(home, start=NINE, end=ELEVEN)
    with home.here() as (anna, _hub, _setup):
        view = queries.group_of(anna.id, str(made[0].group_id), now())
        assert view is not None
        assert view.span == (NINE, ELEVEN)
        assert [one.place_name for one in view.views] == list(ALL)
