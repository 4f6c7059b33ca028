"""What a booking costs somebody and why: the cheapest way open to them, as it was shown, by the day's price and VAT."""

from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import update

from bookings import moving_actions
from bookings.cover import Choice
from bookings.errors import PriceChanged
from bookings.models import Booking
from bookings.slots import Slot
from core.db import db
from core.timespans import Interval
from core.transactions import transaction
from hubs.models import Tariff
from hubs.operators.models import MemberGroup, VatRule
from payments import pricing
from payments.errors import ContingentEmpty, PassEmpty, TooLittleToPayOnline
from tests.support import people
from tests.support.booking import ELEVEN, NINE, TEN, cancel, move
from tests.support.house import NOW, House, at, bookings
from tests.support.lent import employ, give_pass, give_trial_days, renew
from tests.support.money import account, book_for_money, fees, member, operator_of, paid_house

pytestmark = pytest.mark.one_database
FOR_EMPLOYER = Choice(for_employer=True)


@pytest.fixture
def home(app: Flask) -> Any:
    with time_machine.travel(NOW, tick=True):
        people.add(app, "anna@example.org", "Anna")
        yield paid_house(app, ways=("on_site", "transfer"))


def priced(home: House, start: datetime = NINE, end: datetime = ELEVEN, choice: Choice = FOR_EMPLOYER) -> Any:
    with home.here() as (anna, hub, setup):
        slot = Slot(hub, setup, home.place(setup, "Platz 1"), Interval(start, end))
        return pricing.pricing_of(slot, anna, choice)


def set_price(home: House, cents: int) -> None:
    with home.app.app_context(), transaction():
        db.session.execute(update(Tariff).values(hour_cents=cents))
        renew(home)


def test_price_that_has_changed_since_it_was_shown_books_nothing(home: House) -> None:
    set_price(home, 400)
    with pytest.raises(PriceChanged):
        book_for_money(home, choice=Choice(agreed="600"))
    assert bookings(home.app) == []
    assert book_for_money(home, choice=Choice(agreed="800")).price_cents == 800


@pytest.mark.parametrize("agreed", ["", "600", "600:trial", "<=599", "<=600", "<=x", "<=٣", "<=" + "9" * 20])
def test_pass_that_was_not_shown_is_not_used(home: House, agreed: str) -> None:
    give_pass(home)
    with pytest.raises(PriceChanged):
        book_for_money(home, choice=Choice(agreed=agreed))


def test_pass_that_is_used_up_meanwhile_is_not_replaced_by_money(home: House) -> None:
    give_pass(home, size=1)
    shown = Choice(agreed="600:pass")
    first = book_for_money(home, choice=shown)
    with pytest.raises(PriceChanged):
        book_for_money(home, "Platz 2", choice=shown)
    assert account(home, first).fee.covered_by == "pass"  # type: ignore[union-attr]
    assert len(bookings(home.app)) == 1


@pytest.mark.parametrize("way", ["", "transfer"])
def test_pass_comes_before_money_whatever_way_was_chosen(home: House, way: str) -> None:
    give_pass(home)
    found = account(home, book_for_money(home, choice=Choice(way=way)))
    assert found is not None
    assert (found.fee.covered_by, found.fee.gross_cents, found.due_cents) == ("pass", 600, 0)


def test_pass_that_ends_the_day_before_is_not_used_and_the_price_is_shown(home: House) -> None:
    give_pass(home, until=date(2026, 11, 24))
    quote = priced(home, choice=Choice()).quote
    assert (quote.covered_by, quote.due_cents, quote.balance) == ("on_site", 600, None)


def test_moving_beyond_the_pass_is_refused_and_within_it_keeps_the_visit(home: House) -> None:
    give_pass(home, size=1, until=date(2026, 11, 26))
    booking = book_for_money(home)
    move(home, booking, "Platz 1", at("2026-11-26", "9:00"), at("2026-11-26", "12:00"))
    found = account(home, booking)
    assert found is not None
    assert (found.fee.covered_by, found.fee.gross_cents, found.due_cents) == ("pass", 900, 0)
    with pytest.raises(PassEmpty):
        move(home, booking, "Platz 1", at("2026-11-27", "9:00"), at("2026-11-27", "12:00"))


def test_trial_day_is_free_once_and_moves_along(home: House) -> None:
    give_trial_days(home)
    booking = book_for_money(home)
    assert account(home, booking).fee.covered_by == "trial"  # type: ignore[union-attr]
    move(home, booking, "Platz 1", at("2026-11-26", "9:00"), at("2026-11-26", "12:00"))
    moved, second = account(home, booking), account(home, book_for_money(home, "Platz 2"))
    assert moved is not None
    assert second is not None
    assert (moved.fee.covered_by, moved.fee.gross_cents, moved.due_cents) == ("trial", 900, 0)
    assert (second.fee.covered_by, second.due_cents) == ("on_site", 600)


def test_employer_pays_only_when_asked_and_as_long_as_days_are_left(home: House) -> None:
    employ(home, days=1)
    assert priced(home, choice=Choice()).employer.company == "Bau GmbH"
    mine, theirs = book_for_money(home), book_for_money(home, "Platz 2", choice=FOR_EMPLOYER)
    covers = [account(home, one).fee.covered_by for one in (mine, theirs)]  # type: ignore[union-attr]
    assert covers == ["on_site", "contingent"]
    with pytest.raises(ContingentEmpty):
        book_for_money(home, "Platz 3", choice=FOR_EMPLOYER)
    found = priced(home)
    assert isinstance(found.refused, ContingentEmpty)
    assert (found.quote.due_cents, found.employer) == (600, None)
    move(home, theirs, "Platz 2", at("2026-11-26", "9:00"), at("2026-11-26", "12:00"))
    assert account(home, theirs).fee.covered_by == "contingent"  # type: ignore[union-attr]


def test_group_pays_its_price_as_long_as_it_holds(home: House) -> None:
    with home.app.app_context(), transaction():
        owner = operator_of(home)
        db.session.add(Tariff(operator_id=owner.id, kind="desk", group="residents", hour_cents=100))
        db.session.execute(update(Tariff).where(Tariff.group == "").values(hub_id=None, operator_id=owner.id))
        values = {"valid_until": date(2026, 11, 25), "set_at": NOW}
        db.session.add(MemberGroup(member_id=member().id, operator_id=owner.id, group="residents", **values))
        renew(home)
    first = priced(home, choice=Choice())
    assert (first.quote.gross_cents, first.group) == (200, "residents")
    later = priced(home, at("2026-11-26", "9:00"), at("2026-11-26", "11:00"), Choice())
    assert (later.quote.gross_cents, later.group) == (600, None)
    assert book_for_money(home).price_cents == 200


def test_vat_and_price_are_those_of_the_day_of_the_service(home: House) -> None:
    with home.app.app_context(), transaction():
        owner = operator_of(home)
        outside = {"treatment": "outside", "rate": 0, "reason": "§ 2b UStG"}
        db.session.add(VatRule(operator_id=owner.id, product="space", valid_from=date(2020, 1, 1), **outside))
        reduced = {"treatment": "reduced", "rate": 7, "reason": ""}
        db.session.add(VatRule(operator_id=owner.id, product="space", valid_from=date(2027, 1, 1), **reduced))
        db.session.execute(update(Tariff).values(valid_until=date(2026, 12, 31)))
        hub_id = db.session.scalars(db.select(Tariff.hub_id)).one()
        db.session.add(Tariff(hub_id=hub_id, kind="desk", hour_cents=350, valid_from=date(2027, 1, 1)))
        renew(home)
    old = book_for_money(home, start=at("2026-12-30", "9:00"), end=at("2026-12-30", "11:00"))
    new = book_for_money(home, start=at("2027-01-04", "9:00"), end=at("2027-01-04", "11:00"))
    found = [account(home, one).fee for one in (old, new)]  # type: ignore[union-attr]
    assert [(fee.gross_cents, fee.vat_treatment, fee.vat_rate) for fee in found] == [
        (600, "outside", 0),
        (700, "reduced", 7),
    ]


def test_too_little_to_be_paid_online_is_refused_with_advice(app: Flask) -> None:
    with time_machine.travel(NOW, tick=True):
        people.add(app, "anna@example.org", "Anna")
        home = paid_house(app, prices={"desk": 20})
        with pytest.raises(TooLittleToPayOnline) as refused:
            book_for_money(home, choice=Choice(way="online"))
        assert "below" in str(refused.value.message()) or "unter" in str(refused.value.message())
        found = priced(home, choice=Choice(way="online"))
    assert isinstance(found.refused, TooLittleToPayOnline)
    assert found.ways == ("on_site", "transfer")
    assert fees(home) == []


def test_move_says_what_is_more_or_given_back_and_asks_before_it_costs_more(home: House) -> None:
    booking = book_for_money(home)
    with home.here() as (anna, hub, setup):
        fresh = db.session.get_one(Booking, booking.id)
        there = home.place(setup, "Platz 1")
        longer = Slot(hub, setup, there, Interval(NINE, at("2026-11-25", "12:00")))
        shorter = Slot(hub, setup, there, Interval(NINE, TEN))
        found = [pricing.pricing_of_move(pricing.Move(fresh, slot), anna) for slot in (longer, shorter)]
        assert [(one.more_cents, one.back_cents) for one in found] == [(300, 0), (0, 0)]
        with pytest.raises(PriceChanged):
            moving_actions.move(booking=fresh, member=anna, slot=longer, choice=Choice(agreed="600"))
    cancel(home, booking)
    assert account(home, booking) is None


def test_guest_is_not_held_for_a_payment_online(app: Flask) -> None:
    with time_machine.travel(NOW, tick=True):
        people.add(app, "anna@example.org", "Anna")
        home = paid_house(app, ways=("online",))
        with home.here() as (_anna, hub, setup):
            slot = Slot(hub, setup, home.place(setup, "Platz 1"), Interval(NINE, ELEVEN))
            assert pricing.pricing_of(slot, None).quote.covered_by == "none"
