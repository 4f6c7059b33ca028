"""How many days a company pays for: changed from a month on, never below what is used, and earlier months stay."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from flask import Flask

from core.db import StaleState, db
from core.transactions import transaction
from hubs.setup_errors import InvalidSetup
from payments.companies import company_actions, queries, use_actions
from payments.companies.errors import CompanyNameTaken, ContingentBelowUsed
from payments.companies.models import Company
from payments.companies.use_actions import Day
from payments.errors import ContingentEmpty
from tests.support import people
from tests.support.booking import cancel
from tests.support.companies import BOSS, DECEMBER, FOR_EMPLOYER, NOVEMBER, VALUES, company, month, slots
from tests.support.house import NOW, House, at
from tests.support.money import book_for_money, operator_of, paid_house

JANUARY = date(2027, 1, 1)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=True) as clock:
        yield clock


@pytest.fixture
def home(app: Flask, clock: Any) -> House:
    people.add(app, "anna@example.org", "Anna")
    people.add(app, BOSS, "Boss")
    return paid_house(app, rules={"horizon_days": 90})


def use(home: House, day: str) -> Any:
    return book_for_money(home, "Platz 1", at(day, "9:00"), at(day, "11:00"), choice=FOR_EMPLOYER)


def set_days(home: House, company_id: int, size: int, first: date = NOVEMBER) -> None:
    with home.app.app_context(), transaction():
        company_actions.set_contingent(company=db.session.get_one(Company, company_id), size=size, month=first)


def sizes(home: House, company_id: int) -> list[tuple[int, date, date | None]]:
    with home.app.app_context():
        return [(one.size, one.valid_from, one.valid_until) for one in queries.contingents_of(company_id)]


def test_later_month_is_changed_and_earlier_ones_stay_as_they_were(home: House) -> None:
    key = company(home, 3)
    use(home, "2026-11-25")
    use(home, "2026-12-01")
    set_days(home, key, 1, DECEMBER)
    assert sizes(home, key) == [(3, NOVEMBER, NOVEMBER), (1, DECEMBER, None)]
    assert [month(home, key, first).days[1:] for first in (NOVEMBER, DECEMBER, JANUARY)] == [(3, 1), (1, 1), (1, 0)]
    assert (slots(home, NOVEMBER), slots(home, DECEMBER)) == ([(1, 3)], [(1, 1)])
    with pytest.raises(ContingentEmpty):
        use(home, "2026-12-02")


@pytest.mark.parametrize("size", [2, 5])
def test_running_month_is_changed_and_days_that_are_used_count_on(home: House, size: int) -> None:
    key = company(home, 4)
    first, _second, third = (use(home, f"2026-11-{day}") for day in (25, 26, 27))
    cancel(home, first)
    assert slots(home) == [(2, 4), (3, 4)]
    set_days(home, key, size)
    assert sizes(home, key) == [(size, NOVEMBER, None)]
    assert slots(home) == [(1, size), (2, size)]
    assert month(home, key).days.left == size - 2
    cancel(home, third)
    assert slots(home) == [(1, size)]


def test_fewer_days_than_are_used_are_refused_in_words_and_nothing_changes(home: House) -> None:
    key = company(home, 3)
    use(home, "2026-12-01")
    use(home, "2026-12-02")
    with pytest.raises(ContingentBelowUsed) as refused:
        set_days(home, key, 1)
    assert refused.value.facts == {"used": 2, "month": DECEMBER}
    assert sizes(home, key) == [(3, NOVEMBER, None)]
    set_days(home, key, 2)
    assert slots(home, DECEMBER) == [(1, 2), (2, 2)]


def test_new_number_takes_the_place_of_what_was_planned_for_later(home: House) -> None:
    key = company(home, 3)
    set_days(home, key, 5, JANUARY)
    set_days(home, key, 4, DECEMBER)
    assert sizes(home, key) == [(3, NOVEMBER, NOVEMBER), (4, DECEMBER, None)]
    set_days(home, key, 9)
    assert sizes(home, key) == [(9, NOVEMBER, None)]


@pytest.mark.parametrize("first", [date(2026, 10, 1), date(2026, 11, 24), date(2028, 1, 1)])
def test_month_that_is_over_is_never_changed(home: House, first: date) -> None:
    key = company(home, 3)
    with pytest.raises(InvalidSetup):
        set_days(home, key, 4, first)
    assert sizes(home, key) == [(3, NOVEMBER, None)]


@pytest.mark.parametrize("first", [NOVEMBER, DECEMBER])
def test_booking_that_saw_the_former_contingent_begins_anew(home: House, first: date) -> None:
    """Else its day would stand in a contingent that no longer counts."""
    key, booking = company(home, 3), book_for_money(home)
    with home.app.app_context():
        former = queries.contingents_of(key)[0].id
    set_days(home, key, 4, first)
    with home.app.app_context(), pytest.raises(StaleState), transaction():
        use_actions.use(days=[Day(former, DECEMBER, booking.id, "", 600)])


def test_two_companies_of_an_operator_have_two_names(home: House) -> None:
    company(home)
    with home.app.app_context(), pytest.raises(CompanyNameTaken), transaction():
        company_actions.create_company(operator=operator_of(home), values=VALUES, size=1)
