"""A group of six desks against people who want one of them each: it has all six, or none."""

from collections import Counter
from functools import partial
from random import Random

from tests.races.clients import REFUSALS, Answer, Client, outcomes
from tests.races.house import House, book, drop_guard
from tests.support.at_once import at_once

DESKS, GROUPS = 6, 2


def book_group(client: Client, house: House, desks: list[int], hour: int) -> Answer:
    wish = {"spaces": [str(desk) for desk in desks], **house.times(hour)}
    return client.post("/bookings", wish)


def race(
    house: House, desks: list[int], hour: int, groups: list[Client], others: list[Client], random: Random
) -> tuple[list[Answer], list[Answer]]:
    """The answers to those who want all desks, each in an order of their own, and to those who want one."""
    calls = [partial(book_group, one, house, random.sample(desks, len(desks)), hour) for one in groups]
    wanted = [house.wish(random.choice(desks), hour) for _one in others]
    answers = at_once([*calls, *(book(one, wish) for one, wish in zip(others, wanted, strict=True))])
    return answers[: len(groups)], answers[len(groups) :]


def test_a_group_of_six_against_single_bookings_has_all_or_none(house: House, rounds: int) -> None:
    desks, groups, random = house.desks(DESKS), house.members(GROUPS), Random(6)
    others = house.members(2 * DESKS)
    seen: Counter[str] = Counter()
    for hour in range(rounds):
        together, single = race(house, desks, hour, groups, others[: 2 * (hour % (DESKS + 1))], random)
        assert set(outcomes([*together, *single])) <= {"201"} | REFUSALS, outcomes([*together, *single])
        won = [answer for answer in together if answer.status == 201]
        alone = [answer.body["space"] for answer in single if answer.status == 201]
        assert (len(won), len(alone)) in {(1, 0), *((0, number) for number in range(1, DESKS + 1))}
        assert len(set(alone)) == len(alone)
        assert house.taken(desks, hour) == len(won) * DESKS + len(alone)
        at = house.starts_at(hour)
        of_groups = house.table.count(
            "booking", "starts_at = :at AND group_id IS NOT NULL AND status = 'confirmed'", at=at
        )
        assert of_groups == len(won) * DESKS, "nothing of a group that was refused is left"
        assert all(len(answer.body["items"]) == DESKS for answer in won)
        seen += outcomes(together)
    print(seen, house.table.deadlocks(), "deadlocks")


def test_without_the_guard_a_group_and_others_have_the_same_desks(own_house: House) -> None:
    """The control: with it a round is as above, without it places are taken twice."""
    desks, groups, random = own_house.desks(DESKS), own_house.members(GROUPS), Random(6)
    others = own_house.members(2 * DESKS)
    race(own_house, desks, 0, groups, others, random)
    assert own_house.table.overlaps() == 0
    drop_guard(own_house)
    together, single = race(own_house, desks, 1, groups, others, random)
    assert sum(answer.status == 201 for answer in together) == GROUPS
    assert sum(answer.status == 201 for answer in single) == len(others)
    assert own_house.table.overlaps() > 0
