"""What the district may see, as somebody would try it who wants to know more."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import product
from random import Random

from hypothesis import example, given, settings
from hypothesis import strategies as st

from district.differences import Hour
from district.rules import FEWEST, STEP, HourUse, HubWeek, hidden_hours, hours_of_period, shown_weeks, total

MONDAY = date(2026, 11, 2)
Week = dict[Hour, tuple[int, int]]


def a_table(chance: Random) -> tuple[list[Week], dict[Hour, HourUse]]:
    """Weeks of hubs (offered, booked by hour), so small that all possibilities can be tried; people by hour. Who tries
    knows that bookings go by quarters of an hour."""
    hours = [(0, hour) for hour in range(chance.randrange(1, 5))]
    weeks = []
    for _ in range(chance.randrange(1, 4)):
        offered = {hour: chance.choice((0, STEP, STEP, 2 * STEP)) for hour in hours}
        weeks.append({hour: (most, chance.randrange(0, most + 1, STEP)) for hour, most in offered.items() if most})
    return weeks, uses_of(weeks, {hour: chance.choice((0, 2, 4, 5, 8, 9)) for hour in hours})


def uses_of(weeks: list[Week], people: Mapping[Hour, int]) -> dict[Hour, HourUse]:
    sums: dict[Hour, list[int]] = defaultdict(lambda: [0, 0])
    for week in weeks:
        for hour, (offered, booked) in week.items():
            sums[hour][0] += offered
            sums[hour][1] += booked
    return {hour: HourUse(*numbers, people=people[hour]) for hour, numbers in sums.items()}


def possible(weeks: list[Week], uses: Mapping[Hour, HourUse], hidden: set[Hour]) -> dict[Hour, set[int]]:
    """All values of each hidden hour that fit to what is shown, by trying everything."""
    found: dict[Hour, set[int]] = defaultdict(set)
    for guess in product(*(list(fillings(week)) for week in weeks)):
        sums = {hour: sum(filled.get(hour, 0) for filled in guess) for hour in uses}
        if all(sums[hour] == uses[hour].booked for hour in uses.keys() - hidden):
            for hour in hidden:
                found[hour].add(sums[hour])
    return found


def fillings(week: Week) -> Iterator[dict[Hour, int]]:
    """The ways in which the week's hours may make its sum."""
    whole = sum(booked for _offered, booked in week.values())
    for values in product(*(range(0, offered + 1, STEP) for offered, _booked in week.values())):
        if sum(values) == whole:
            yield dict(zip(week, values, strict=True))


@settings(max_examples=settings().max_examples * 3)
@given(seed=st.integers(0, 2**40))
@example(seed=1)
def test_no_hidden_hour_can_be_worked_out_by_trying_everything(seed: int) -> None:
    """But where nothing at all is shown of the hours, and of an hour in which nobody was."""
    weeks, uses = a_table(Random(seed))
    hidden = hidden_hours(uses, weeks)
    assert {hour for hour, use in uses.items() if use.people < FEWEST} <= hidden
    for hour, values in possible(weeks, uses, hidden).items():
        assert uses[hour].booked in values
        assert len(values) > 1 or uses[hour].booked == 0 or hidden == uses.keys(), (hour, weeks)


@given(seed=st.integers(0, 2**40))
def test_no_more_is_hidden_than_has_to_be_when_nothing_is(seed: int) -> None:
    """Of weeks that have the same hours: what two different weeks share would come out by subtracting."""
    weeks, _uses = a_table(Random(seed))
    alike = [{hour: week.get(hour, (STEP, STEP)) for hour in set().union(*weeks)} for week in weeks]
    assert hidden_hours(uses_of(alike, defaultdict(lambda: 5)), alike) == set()


def test_single_hidden_hour_takes_the_next_smallest_along() -> None:
    week = {(0, 8): (60, 20), (0, 9): (60, 40), (0, 10): (60, 30), (0, 11): (60, 10)}
    uses = uses_of([week], {(0, 8): 9, (0, 9): 3, (0, 10): 6, (0, 11): 7})
    assert hidden_hours(uses, [week]) == {(0, 9), (0, 10)}


def test_hidden_hours_of_hubs_that_share_no_hour_do_not_protect_each_other() -> None:
    one = {(0, 8): (60, 20), (0, 9): (60, 30)}
    two = {(1, 8): (60, 20), (1, 9): (60, 30)}
    uses = uses_of([one, two], {(0, 8): 2, (0, 9): 9, (1, 8): 2, (1, 9): 9})
    assert hidden_hours(uses, [one, two]) == uses.keys()


def test_hour_that_is_full_like_its_week_is_not_shown_by_that() -> None:
    week = {(0, 8): (60, 60), (0, 9): (60, 60), (0, 10): (60, 60)}
    uses = uses_of([week], {(0, 8): 2, (0, 9): 3, (0, 10): 9})
    assert hidden_hours(uses, [week]) == uses.keys()


def test_hours_that_could_hardly_be_others_are_as_good_as_known() -> None:
    """Together they are full but for one minute, which the last person left early: each is known to within that."""
    week = {(0, 8): (60, 60), (0, 9): (60, 59), (0, 10): (60, 30), (0, 11): (60, 40)}
    uses = uses_of([week], {(0, 8): 2, (0, 9): 3, (0, 10): 6, (0, 11): 7})
    assert hidden_hours(uses, [week]) == {(0, 8), (0, 9), (0, 10)}


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 5), st.integers(0, 9), st.integers(0, 600)), max_size=30))
def test_sums_do_not_change_with_what_is_hidden(drawn: list[tuple[int, int, int, int]]) -> None:
    keys = {(hub, week): (people, booked) for hub, week, people, booked in drawn}
    weeks = [
        HubWeek(hub, MONDAY + number * timedelta(days=7), 600, booked, people + 1, people)
        for (hub, number), (people, booked) in keys.items()
    ]
    other = [w if w.people >= FEWEST else w._replace(booked=600 - w.booked, bookings=99, people=0) for w in weeks]
    assert total(shown_weeks(weeks)) == total(shown_weeks(other))
    assert all(week.people >= FEWEST for week in shown_weeks(weeks))


def test_hours_of_several_months_are_the_sum_of_what_each_shows() -> None:
    one = {(0, 8): HourUse(60, 30, 6), (0, 9): HourUse(60, 30, 2), (0, 10): HourUse(60, 0, 0)}
    two = {(0, 8): HourUse(60, 10, 5), (0, 9): HourUse(60, 20, 7)}
    found = hours_of_period([(one, {(0, 9), (0, 10)}), (two, set())])
    assert found == {(0, 8): HourUse(120, 40, 6), (0, 9): HourUse(60, 20, 7), (0, 10): None}
