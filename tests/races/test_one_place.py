"""Many want the same place at the same time."""

from collections import Counter
from datetime import datetime
from random import Random

import pytest

from tests.races import ROUNDS
from tests.races.clients import REFUSALS, Answer, outcomes
from tests.races.house import House, book
from tests.support.at_once import at_once


def test_of_64_who_want_one_desk_exactly_one_has_it(house: House, rounds: int) -> None:
    [desk] = house.desks(1)
    members = house.members(64)
    seen: Counter[str] = Counter()
    for hour in range(rounds):
        answers = outcomes(at_once([book(member, house.wish(desk, hour)) for member in members]))
        assert answers["201"] == 1, answers
        assert set(answers) <= {"201"} | REFUSALS, answers
        assert house.taken([desk], hour) == 1
        seen += answers
    print(seen, house.table.deadlocks(), "deadlocks")


def test_64_overlapping_ranges_leave_no_overlapping_pair(house: House) -> None:
    random = Random(2026)
    members = house.members(64)
    seen: Counter[str] = Counter()
    for _ in range(5 * ROUNDS):
        [desk] = house.desks(1)
        wishes = [house.wish(desk, random.randrange(40) / 2, random.randrange(2, 17) / 2) for _ in members]
        answers = at_once([book(member, wish) for member, wish in zip(members, wishes, strict=True)])
        seen += outcomes(answers)
        assert set(outcomes(answers)) <= {"201"} | REFUSALS
        assert house.table.overlaps() == 0
        assert house.table.count("booking", f"space_id = {desk}") == outcomes(answers)["201"] >= 2
        assert not _refused_without_a_reason(answers, wishes)
    print(seen, house.table.deadlocks(), "deadlocks")


def _refused_without_a_reason(answers: list[Answer], wishes: list[dict[str, str]]) -> list[dict[str, str]]:
    """Wishes that were told "taken" although nothing that was booked is in their way."""
    pairs = list(zip(answers, wishes, strict=True))
    booked = [_range(wish) for answer, wish in pairs if answer.status == 201]
    taken = [wish for answer, wish in pairs if answer.outcome == "409 slot-taken"]
    return [w for w in taken if not any(_range(w)[0] < end and start < _range(w)[1] for start, end in booked)]


def _range(wish: dict[str, str]) -> tuple[datetime, datetime]:
    return datetime.fromisoformat(wish["starts_at"]), datetime.fromisoformat(wish["ends_at"])


def test_any_desk_is_given_as_often_as_there_are_desks(house: House) -> None:
    desks = house.desks(12)
    members = house.members(40)
    for hour in range(3 * ROUNDS):
        answers = outcomes(at_once([book(member, house.any_desk(hour)) for member in members]))
        assert answers["201"] == len(desks), answers
        assert set(answers) <= {"201"} | REFUSALS, answers
        assert house.taken(desks, hour) == len(desks)
    print(house.table.deadlocks(), "deadlocks")


def test_any_desk_for_as_many_as_there_are_refuses_nobody(house: House) -> None:
    desks = house.desks(16)
    for hour in range(3 * ROUNDS):
        answers = outcomes(at_once([book(member, house.any_desk(hour)) for member in house.members(16)]))
        assert answers == {"201": 16}
        assert house.taken(desks, hour) == 16


@pytest.mark.parametrize("most", [1, 3])
def test_the_limit_of_active_bookings_holds_for_20_tabs_at_once(house: House, most: int) -> None:
    house.limit(most)
    desks = house.desks(20)
    for hour in range(3 * ROUNDS):
        tabs = house.tabs(20)
        wishes = [house.wish(desk, hour) for desk in desks]
        answers = outcomes(at_once([book(tab, wish) for tab, wish in zip(tabs, wishes, strict=True)]))
        assert answers == {"201": most, "422 limit-reached": 20 - most}


def test_what_a_week_allows_holds_for_20_tabs_at_once_and_without_it_all_have_theirs(house: House) -> None:
    """The control: nothing else keeps the tabs from one another."""
    desks = house.desks(20)
    for hour, expected in ((0, {"201": 20}), (1, {"201": 3, "422 quota-reached": 17})):
        tabs = house.tabs(20)
        wishes = [house.wish(desk, hour) for desk in desks]
        answers = outcomes(at_once([book(tab, wish) for tab, wish in zip(tabs, wishes, strict=True)]))
        assert answers == expected
        house.allow_a_week("bookings", 3)
