"""Which bookings a company pays for, and what it learns of them: how many days, of whom, for which cost centre."""

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import update

from bookings import signals
from bookings.cover import Choice
from bookings.models import Booking
from bookings.slots import Slot
from core.db import db
from core.timespans import Interval
from core.transactions import transact, transaction
from payments import pricing
from payments.companies import company_actions, month_queries, people_actions
from payments.companies.models import Company, Contingent
from payments.errors import ContingentEmpty, NotPaidByEmployer
from payments.invoices import collective_actions
from tests.support import people
from tests.support.booking import ELEVEN, NINE, cancel, move
from tests.support.companies import (
    ANNA,
    BOSS,
    DECEMBER,
    FOR_EMPLOYER,
    NOVEMBER,
    company,
    join,
    lines,
    month,
    row_of,
    slots,
    templates,
)
from tests.support.house import NOW, House, at
from tests.support.money import account, book_for_money, member, paid_house
from tests.support.queries import counted

BERT = "bert@example.org"


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=True) as clock:
        yield clock


@pytest.fixture
def home(app: Flask, clock: Any) -> House:
    for email in (ANNA, BERT, BOSS):
        people.add(app, email, email.partition("@")[0].title())
    return paid_house(app, ways=("on_site", "transfer"))


def priced(home: House, choice: Choice = FOR_EMPLOYER) -> Any:
    with home.here() as (anna, hub, setup):
        slot = Slot(hub, setup, home.place(setup, "Platz 1"), Interval(NINE, ELEVEN))
        return pricing.pricing_of(slot, anna, choice)


def cover(home: House, booking: Booking) -> str | None:
    found = account(home, booking)
    return found.fee.covered_by if found else None


def test_who_has_accepted_is_paid_for_when_they_say_so(home: House) -> None:
    key = company(home, 2)
    assert priced(home, Choice()).employer.company == "Hofladen GmbH"
    quote = priced(home).quote
    assert (quote.covered_by, quote.due_cents, quote.allowance.left) == ("contingent", 0, 2)
    assert cover(home, book_for_money(home, choice=FOR_EMPLOYER)) == "contingent"
    assert lines(home, key) == [("Anna", "4711", 1)]
    assert month(home, key).days[1:] == (2, 1)


def test_used_up_month_offers_to_pay_oneself(home: House) -> None:
    """Fault 40."""
    company(home, 1)
    book_for_money(home, "Platz 2", choice=FOR_EMPLOYER)
    with pytest.raises(ContingentEmpty):
        book_for_money(home, choice=FOR_EMPLOYER)
    found = priced(home)
    assert isinstance(found.refused, ContingentEmpty)
    assert (found.quote.due_cents, found.ways, found.employer) == (600, ("on_site", "transfer"), None)
    assert cover(home, book_for_money(home, choice=Choice(way="transfer"))) == "transfer"


def test_who_has_left_is_no_longer_paid_for_but_what_is_booked_stays(home: House) -> None:
    key, booking = company(home), book_for_money(home, "Platz 2", choice=FOR_EMPLOYER)
    person = row_of(home, ANNA)
    with home.app.app_context(), transaction():
        people_actions.leave(person_id=person.id, member=member(ANNA))
    assert priced(home, Choice()).employer is None
    with pytest.raises(NotPaidByEmployer):
        book_for_money(home, choice=FOR_EMPLOYER)
    assert cover(home, booking) == "contingent"
    [line] = month(home, key).lines
    assert (line.person_id, line.name, line.days) == (None, "Anna", 1)


def test_company_that_is_not_active_pays_for_nothing_new(home: House) -> None:
    key = company(home)
    with home.app.app_context(), transaction():
        company_actions.set_active(company=db.session.get_one(Company, key), is_active=False)
    assert priced(home, Choice()).employer is None
    with pytest.raises(NotPaidByEmployer):
        book_for_money(home, choice=FOR_EMPLOYER)


def test_manager_alone_is_not_paid_for(home: House) -> None:
    company(home, people=())
    with home.here(BOSS) as (boss, hub, setup):
        slot = Slot(hub, setup, home.place(setup, "Platz 1"), Interval(NINE, ELEVEN))
        assert pricing.pricing_of(slot, boss, Choice()).employer is None


def test_cancelling_in_time_gives_the_day_back(home: House) -> None:
    key = company(home, 2)
    first, _second = (book_for_money(home, name, choice=FOR_EMPLOYER) for name in ("Platz 1", "Platz 2"))
    assert month(home, key).days.left == 0
    cancel(home, first)
    assert (month(home, key).days.left, lines(home, key)) == (1, [("Anna", "4711", 1)])


def test_what_hosts_take_back_uses_its_day_again_if_there_is_one(home: House) -> None:
    """Else the company would not pay for it, and nobody else either."""
    key = company(home, 1)
    booking = book_for_money(home, choice=FOR_EMPLOYER)
    cancel(home, booking)
    restore(home, booking)
    assert (slots(home), lines(home, key), cover(home, booking)) == ([(1, 1)], [("Anna", "4711", 1)], "contingent")
    cancel(home, booking)
    book_for_money(home, "Platz 2", choice=FOR_EMPLOYER)
    with pytest.raises(ContingentEmpty) as refused:
        restore(home, booking)
    assert slots(home) == [(1, 1)]
    with home.app.test_request_context(headers={"Accept-Language": "en"}):
        said = str(refused.value.message())
    assert said.startswith("Anna, Wed 25 Nov 2026, 09:00–11:00: the days that the member’s employer pays for")
    assert "your" not in said.lower()


def test_hosts_read_that_the_members_employer_no_longer_pays(home: House) -> None:
    key = company(home, 1)
    booking = book_for_money(home, choice=FOR_EMPLOYER)
    cancel(home, booking)
    with home.app.app_context(), transaction():
        db.session.execute(update(Contingent).where(Contingent.company_id == key).values(valid_from=DECEMBER))
    with pytest.raises(NotPaidByEmployer) as refused:
        restore(home, booking)
    with home.app.test_request_context(headers={"Accept-Language": "en"}):
        said = str(refused.value.message())
    assert "the member’s employer no longer pays" in said
    assert "your" not in said.lower()


def restore(home: House, booking: Booking) -> None:
    """What payments hear when hosts undo a closure that had cancelled it."""
    with home.app.app_context(), transaction():
        db.session.execute(update(Booking).where(Booking.id == booking.id).values(status="confirmed"))
        signals.restored.send(bookings=[db.session.get_one(Booking, booking.id)])


def test_moved_day_uses_the_month_to_which_it_goes(home: House) -> None:
    key, booking = company(home, 1), book_for_money(home, choice=FOR_EMPLOYER)
    move(home, booking, "Platz 1", at("2026-12-01", "9:00"), at("2026-12-01", "11:00"))
    assert [month(home, key, first).days.used for first in (NOVEMBER, DECEMBER)] == [0, 1]
    assert lines(home, key, DECEMBER) == [("Anna", "4711", 1)]


def test_move_is_refused_by_an_employer_who_has_ended_or_has_no_day_left(home: House) -> None:
    """For each the words say why, and that one books anew: a moved booking goes on as it was paid."""
    key, booking = company(home, 1), book_for_money(home, choice=FOR_EMPLOYER)
    book_for_money(home, "Platz 2", at("2026-12-02", "9:00"), at("2026-12-02", "11:00"), choice=FOR_EMPLOYER)
    with pytest.raises(ContingentEmpty) as empty:
        move(home, booking, "Platz 1", at("2026-12-01", "9:00"), at("2026-12-01", "11:00"))
    with home.app.app_context(), transaction():
        company_actions.set_active(company=db.session.get_one(Company, key), is_active=False)
    with pytest.raises(NotPaidByEmployer) as ended:
        move(home, booking, "Platz 1", at("2026-12-01", "9:00"), at("2026-12-01", "11:00"))
    with home.app.test_request_context(headers={"Accept-Language": "en"}):
        said = [str(error.value.message()) for error in (empty, ended)]
    assert all("book anew" in words for words in said)
    assert ["used up" in words for words in said] == [True, False]
    assert month(home, key).days.used == 1


def test_people_with_and_without_days_stand_in_the_months_in_which_they_were_there(home: House, clock: Any) -> None:
    key = company(home)
    clock.move_to(at("2026-12-02", "9:00"))
    join(home, key, BERT, cost_centre="4712")
    assert lines(home, key) == [("Anna", "4711", 0)]
    assert lines(home, key, DECEMBER) == [("Anna", "4711", 0), ("Bert", "4712", 0)]
    with home.app.app_context():
        assert month_queries.months_of(key, date(2026, 12, 2)) == [DECEMBER, NOVEMBER]


def test_month_asks_for_nothing_of_a_booking_but_that_there_was_one(home: House) -> None:
    key = company(home)
    book_for_money(home, choice=FOR_EMPLOYER)
    with counted(home.app) as asked:
        found = month(home, key)
    assert (len(asked), found.lines[0].days) == (3, 1)
    for statement in asked:
        assert not re.search(r"\b(booking|hub|space|occupancy)\.|\bJOIN (booking|hub|space)\b", statement), statement
        assert not re.search(r"\b(service_on|used_at|starts_at|ends_at|hub_id)\b", statement)


def test_invoice_says_cost_centres_and_days_and_the_manager_gets_a_mail(home: House, clock: Any) -> None:
    key = company(home)
    join(home, key, BERT, cost_centre="4712")
    for day in ("2026-11-25", "2026-11-26"):
        book_for_money(home, "Platz 1", at(day, "9:00"), at(day, "11:00"), choice=FOR_EMPLOYER)
    book_for_money(home, "Platz 2", who=BERT, choice=FOR_EMPLOYER)
    clock.move_to(at("2026-12-01", "5:15"))
    with home.app.app_context():
        [invoice] = transact(lambda: collective_actions.issue_collective(company_id=key, month=NOVEMBER))
        said, number = json.dumps(invoice.document), invoice.label
    assert [said.count(centre) for centre in ("4711", "4712")] == [1, 1]
    assert not re.search("Anna|Bert|Platz|Coppenbr.{0,6}gge [Hh]ub|2026-11-2|9:00", said)
    assert templates(home.app, BOSS)[-1] == "company-invoice"
    mail = people.mails(home.app)[-1]
    assert number in str(mail["Subject"])
    assert "November 2026" in str(mail["Subject"])
    body = mail.get_body(("plain",))
    assert body is not None
    assert f"/companies/{key}/invoices" in body.get_content()
    assert not re.search("Anna|Bert|Platz|25\\.11", body.get_content())
