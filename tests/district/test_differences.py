"""Sums and differences of everything that the district's page shows, as somebody would try them who wants to know what
fewer than five people did."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import product
from random import Random

import pytest
from flask import Flask
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.db import db
from core.transactions import transaction
from district import published
from district.differences import Hour
from district.models import DailyFigure, PeopleFigure
from district.periods import Month
from district.rules import FEWEST, STEP, HourUse, hidden_hours, shown_weeks
from tests.support import places

Field = tuple[int, int, Hour]
"""A hub, a week of the month by its number, and an hour of the week."""
Uses = dict[Field, set[int]]
"""Who had a place there, each for STEP minutes; nobody where the hub was open in vain."""
HOURS: list[Hour] = [(0, 8), (0, 9), (2, 9), (2, 10)]
MONTH = Month(2026, 10)


def a_month(chance: Random, hubs: int, weeks: int) -> Uses:
    """Hubs with few or many people, who have their habits; some weeks lack hours, as by a holiday."""
    uses: Uses = {}
    for hub in range(hubs):
        habits = {who: chance.sample(HOURS, chance.choice((1, 1, 2, 3))) for who in range(chance.randrange(4, 10))}
        hours = chance.sample(HOURS, chance.randrange(2, len(HOURS) + 1))
        for week in range(weeks):
            for hour in hours if chance.random() < 0.6 else chance.sample(hours, chance.randrange(1, len(hours) + 1)):
                come = {who for who, own in habits.items() if hour in own and chance.random() < 0.8}
                uses[hub, week, hour] = {100 * hub + who for who in come}
    return uses


def people(uses: Uses, fields: Iterable[Field]) -> set[int]:
    return set().union(*(uses[field] for field in fields))


def parts(known: list[set[Field]]) -> Iterator[set[Field]]:
    """All parts of the fields that come out when some known sums are added and others taken away."""
    for signs in product((0, 1, -1), repeat=len(known)):
        counts: dict[Field, int] = defaultdict(int)
        for sign, fields in zip(signs, known, strict=True):
            for field in fields if sign else ():
                counts[field] += sign
        if set(counts.values()) <= {0, 1}:
            yield {field for field, number in counts.items() if number}


def few(uses: Uses, known: list[set[Field]]) -> list[set[Field]]:
    """The parts of which 1 to 4 people were."""
    return [part for part in parts(known) if 0 < len(people(uses, part)) < FEWEST]


@settings(max_examples=settings().max_examples * 3)
@given(seed=st.integers(0, 2**40))
@example(seed=1)
def test_differences_of_weeks_and_hours_are_never_of_few(seed: int) -> None:
    """Of one hub, whose hours are all that is shown."""
    uses = a_month(Random(seed), hubs=1, weeks=3)
    weeks = {week: {f for f in uses if f[1] == week} for _hub, week, _hour in uses}
    weeks = {week: fields for week, fields in weeks.items() if len(people(uses, fields)) >= FEWEST}
    uses = {field: who for field, who in uses.items() if field[1] in weeks}
    by_hour = {hour: {f for f in uses if f[2] == hour} for _hub, _week, hour in uses}
    minutes = [{f[2]: (200, STEP * len(uses[f])) for f in fields} for fields in weeks.values()]
    of_hours = {
        hour: HourUse(200 * len(fields), STEP * sum(len(uses[f]) for f in fields), len(people(uses, fields)))
        for hour, fields in by_hour.items()
    }
    hidden = hidden_hours(of_hours, minutes)
    known = [*weeks.values(), *(fields for hour, fields in by_hour.items() if hour not in hidden)]
    assert few(uses, known) == []


def test_two_hidden_hours_of_one_person_take_an_hour_of_many_along() -> None:
    """Each could be anything, but the week less the shown hours was what one person booked in both."""
    week = {(0, 8): (300, 30), (0, 9): (300, 45), (0, 10): (300, 120), (0, 11): (300, 180)}
    uses = {hour: HourUse(*use, people=many) for (hour, use), many in zip(week.items(), (1, 1, 6, 7), strict=True)}
    assert hidden_hours(uses, [week]) == {(0, 8), (0, 9), (0, 10)}


def test_hours_that_only_some_weeks_have_do_not_give_the_rest_of_them_away() -> None:
    """On the week with a Wednesday: the week less the shown Wednesday was what one person booked on its Monday."""
    first, second = {(0, 9): (300, 90), (2, 9): (300, 90)}, {(0, 9): (300, 75)}
    uses = {(0, 9): HourUse(600, 165, 5), (2, 9): HourUse(300, 90, 6)}
    assert hidden_hours(uses, [first, second]) == uses.keys()


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.one_database
def test_differences_of_all_hubs_and_hours_are_never_of_few(app: Flask, seed: int) -> None:
    """What is published of several hubs, whose hours are added: who tries may even know which hubs are in a sum."""
    uses = a_month(Random(seed), hubs=2, weeks=2)
    with app.app_context():
        ids = write(uses)
        weeks = published.hub_weeks(MONTH.weeks)
        shown = {(ids.index(w.hub_id), MONTH.weeks.index(w.monday)) for w in shown_weeks(weeks)}
        hours = published.hours([MONTH], weeks)
    known = [{f for f in uses if f[:2] == key} for key in shown]
    known += [in_sum(uses, hour, use) for hour, use in hours.items() if use]
    assert few(uses, known) == []


def test_shown_hour_is_of_the_hubs_that_have_enough_people_in_it(app: Flask) -> None:
    """What one person did in a small hub is not in the sum, so that the large hub's weeks do not give it away."""
    many, one = {1, 2, 3, 4, 5}, {101}
    uses = {(hub, week, HOURS[0]): many if hub == 0 else one for hub in (0, 1) for week in (0, 1)}
    uses |= {(1, week, HOURS[1]): {101, 102, 103, 104, 105} for week in (0, 1)}
    with app.app_context():
        write(uses)
        weeks = published.hub_weeks(MONTH.weeks)
        assert len(shown_weeks(weeks)) == 4
        hours = published.hours([MONTH], weeks)
    assert hours == {HOURS[0]: HourUse(2 * offered(0), 2 * 5 * STEP, 5), HOURS[1]: None}


def offered(hub: int) -> int:
    """Minutes of a week's hour, by which one sees what a sum is made of."""
    return (1000, 100_000)[hub]


def in_sum(uses: Uses, hour: Hour, use: HourUse) -> set[Field]:
    rest, found = use.offered, set[Field]()
    for hub in (1, 0):
        number, rest = divmod(rest, offered(hub))
        of_hub = {f for f in uses if f[0] == hub and f[2] == hour}
        assert number in {0, len(of_hub)}
        found |= of_hub if number else set()
    return found


def write(uses: Uses) -> list[int]:
    """The figures of these uses; the ids of the hubs by their number."""
    with transaction():
        ids = [places.a_hub(f"hub-{number}", 0).id for number in (0, 1)]
        for (hub, week, hour), who in uses.items():
            day = MONTH.weeks[week] + timedelta(days=hour[0])
            figures = {"offered_minutes": offered(hub), "booked_minutes": STEP * len(who), "attended_minutes": 0}
            rest = {"bookings": len(who), "people": len(who), "cancellations": 0, "no_shows": 0}
            db.session.add(DailyFigure(hub_id=ids[hub], kind="desk", day=day, hour=hour[1], **figures, **rest))
        db.session.add_all(
            PeopleFigure(hub_id=ids[hub], kind=kind, period=period, first_day=first, people=len(who))
            for (hub, kind, period, first), who in by_period(uses).items()
        )
    return ids


def by_period(uses: Uses) -> Mapping[tuple[int, str, str, date], set[int]]:
    found: dict[tuple[int, str, str, date], set[int]] = defaultdict(set)
    for (hub, week, (weekday, hour)), who in uses.items():
        found[hub, "", "week", MONTH.weeks[week]] |= who
        found[hub, f"{weekday}:{hour:02}", "month", MONTH.weeks[0]] |= who
    return found
