"""What the site says of time, against a model that is too dumb to be wrong: whoever does what in whichever order.

The actions, jobs and tables are the real ones. After each step both must have the same to say: who has which space,
how each booking reads, who waits, what was refused and why. The clock goes over both changes.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from bookings import actions, place_actions
from bookings.waiting import queries as waiting_queries
from core.timespans import Interval
from tests.bookings.machine import AUTUMN, Machine
from tests.bookings.naive import SPACES
from tests.support.machine_hubs import Hubs
from tests.support.night import IS_NIGHT
from tests.support.rewinding import rewinding

STEPS_OF_A_STORY = 50
LEAST = 20_000 if IS_NIGHT else 2_000
STORIES = 500 if IS_NIGHT else 200
"""Of some fifty steps by night; of fewer by day, when hypothesis begins each time with the same ones."""
ACTS = {
    *("book", "book_any", "book_group", "move", "cancel", "check_in", "check_out"),
    *("host: approve", "host: decline", "host: cancel", "host: check_in", "host: undo_check_in"),
    *("book_series", "move_series", "cancel_series", "join", "take", "leave", "block", "unblock"),
    *("induct", "take_induction_back", "what_is_over_is_closed", "what_ran_out_is_written_down"),
    *("free minutes", "fits", "time", "winter"),
}
"""Each of them is done, not only tried."""
SEARCH = settings(
    stateful_step_count=STEPS_OF_A_STORY,
    max_examples=STORIES,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
"""Not `explain`, which traces each line."""


@pytest.fixture
def hubs(make_app: Callable[..., Flask]) -> Iterator[Hubs]:
    with time_machine.travel(AUTUMN[0], tick=False):
        yield Hubs(make_app(bookings_in_ten_minutes=0, bookings_a_day=0), SPACES)


def steps_of(hubs: Hubs, search: settings) -> Counter[tuple[str, str]]:
    """How many steps of each kind were compared."""
    with rewinding(hubs.app) as connection, time_machine.travel(AUTUMN[0], tick=False) as clock:
        seen = Counter[tuple[str, str]]()
        values = {"hubs": hubs, "clock": clock, "connection": connection, "seen": seen}
        machine: Any = type("Tried", (Machine,), values)
        run_state_machine_as_test(machine, settings=search)
    return seen


def test_site_and_model_agree_after_each_step(hubs: Hubs) -> None:
    seen = steps_of(hubs, SEARCH)
    print(*(f"{number:6} {name}: {code or 'done'}" for (name, code), number in sorted(seen.items())), sep="\n")
    assert seen.total() >= LEAST
    assert {name for name, code in seen if not code} == ACTS


def forget_turnaround(patch: pytest.MonkeyPatch) -> None:
    def without(one: Any, since: Any = None) -> Any:
        return one.place, Interval(max(one.booking.starts_at, since or one.booking.starts_at), one.booking.ends_at)

    patch.setattr(place_actions, "span_of", without)


def forget_to_give_back(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(actions, "give_back", lambda _bookings, since=None: None)


def keep_what_runs_out(patch: pytest.MonkeyPatch) -> None:
    rows = place_actions._rows

    def without_end(*given: Any) -> Any:
        return (row | {"expires_at": None} for row in rows(*given))

    patch.setattr(place_actions, "_rows", without_end)


def let_the_last_one_be_first(patch: pytest.MonkeyPatch) -> None:
    in_line = waiting_queries.in_line
    patch.setattr(waiting_queries, "in_line", lambda *given: in_line(*given)[::-1])


@pytest.mark.one_database
@pytest.mark.parametrize(
    "spoil", [forget_turnaround, forget_to_give_back, keep_what_runs_out, let_the_last_one_be_first]
)
def test_what_is_forgotten_is_found(hubs: Hubs, monkeypatch: pytest.MonkeyPatch, spoil: Any) -> None:
    """The negative controls."""
    spoil(monkeypatch)
    with pytest.raises(AssertionError):
        steps_of(hubs, settings(SEARCH, phases=[Phase.generate]))
