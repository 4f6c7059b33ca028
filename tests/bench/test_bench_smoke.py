"""The bench itself runs, and what it counts (not what it times) stays within bounds."""

import json
from argparse import ArgumentTypeError
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from core.transactions import transaction
from members import actions, queries
from tests.bench import __main__ as bench
from tests.bench import against, asked, counts, phases, table
from tests.bench.asked import Slot
from tests.bench.counts import Counted
from tests.bench.data import Size
from tests.bench.targets import Options
from tests.support.databases import wanted_kinds
from tests.support.night import IS_NIGHT

TINY = Options(
    Size(spaces=5, bookings=100, days=10, few_past=500, many_past=5000),
    warm_up=0.05,
    seconds=0.2,
    quick=True,
    durable=False,
)


def test_bench_runs_and_every_answer_is_right(monkeypatch: pytest.MonkeyPatch) -> None:
    """By day on the last of the wanted databases, PostgreSQL: there the site has several workers."""
    if not IS_NIGHT:
        monkeypatch.setenv("DB", wanted_kinds()[-1])
    report = bench.run(TINY)
    assert table.errors(report) == []
    assert all(phase["results"][kind]["asked"] for phase in report["phases"] for kind in wanted_kinds())
    drawn = table.drawn(json.loads(json.dumps(report)))
    assert all(phase.name in drawn for phase in phases.phases(quick=True))
    for few, many in report["history"].values():
        assert many["past_bookings"] == 10 * few["past_bookings"]
        read = [(found["statements"], found.get("rows_read"), found.get("machine_steps")) for found in (few, many)]
        assert read[0] == read[1], "what lies in the past is read"


@pytest.mark.night
def test_commit_is_measured_against_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """On one kind of database, with one piece of work that uses up what it asks for; the others are as above."""
    monkeypatch.setenv("DB", wanted_kinds()[0])
    report = against.run(replace(TINY, rounds=2, only="by page"), against.commit_of("HEAD"), lambda _text: None)
    assert table.errors(report) == []
    assert [phase["name"] for phase in report["phases"]] == ["bookings by page, 8 clients"]
    for phase in report["phases"]:
        (found,) = phase["results"].values()
        assert found["asked"]
        assert len(found["percents"]) == 2
    assert "bookings by page" in table.compared(json.loads(json.dumps(report)))


def test_unknown_commit_is_refused() -> None:
    with pytest.raises(ArgumentTypeError, match="there is no commit nowhere"):
        against.commit_of("nowhere")


def test_difference_is_the_median_of_the_rounds() -> None:
    """One round in which the machine did something else moves neither the times nor the difference."""
    before, after = ([_report(cost) for cost in costs] for costs in ((10.0, 10.0, 40.0), (11.0, 11.0, 11.0)))
    found = against.compared({"before": before, "after": after})
    assert (found["before"], found["after"]) == (_costs(10.0), _costs(11.0))
    assert found["percent"] == 10.0
    assert found["percents"] == [-72.5, 10.0, 10.0]
    assert found["errors"] == 0


def test_wrong_answer_of_one_commit_is_an_error_with_its_side() -> None:
    wrong = _report(1.0) | {"errors": 2, "statuses": {"500": 2}, "sample": "HTTP/1.1 500"}
    found = against.compared({"before": [_report(1.0)], "after": [wrong]})
    assert table.errors({"phases": [{"name": "hub page", "results": {"sqlite": found}}]}) == [
        "hub page, sqlite: 2 wrong answers [('after', {'500': 2})] 'HTTP/1.1 500'"
    ]


def _report(cost: float) -> dict[str, Any]:
    return {"asked": 5, "errors": 0, "statuses": {}, "sample": ""} | _costs(cost)


def _costs(cost: float) -> dict[str, float]:
    return {"server_cpu_ms": cost, "database_cpu_ms": 0.0}


def test_wrong_status_is_an_error() -> None:
    right, wrong = {"errors": 0}, {"errors": 3, "statuses": {"500": 3}, "sample": "HTTP/1.1 500"}
    report = {"phases": [{"name": "day plan page", "results": {"postgresql": right, "sqlite": wrong}}]}
    assert table.errors(report) == ["day plan page, sqlite: 3 wrong answers {'500': 3} 'HTTP/1.1 500'"]


@pytest.mark.parametrize("spaces", [5, 200])
def test_statements_are_as_many_whatever_the_number_of_spaces(app: Flask, database_kind: str, spaces: int) -> None:
    """The first booking after a change of the set-up reads who is restricted; a first one of a day is noted. On
    PostgreSQL a member's bookings take turns; what is counted for it is one statement, in a hub with a limit of coming
    bookings too. These desks cost something: three statements are about the fee, which is written and told."""
    found = _counted(app, spaces)
    assert {name: (c.status, c.statements) for name, c in found.items()} == {
        "day plan": (200, 2),
        "availability": (200, 2),
        "all hubs": (200, 2),
        "booking": (201, 13 if database_kind == "postgresql" else 12),
    }
    assert all(c.transactions <= 2 for c in found.values())


def test_day_plan_of_200_spaces_is_light(app: Flask) -> None:
    plan = _counted(app, 200)["day plan"]
    assert plan.raw <= 130_000
    assert plan.br <= 12_000
    assert plan.gzip <= 14_000


def _counted(app: Flask, spaces: int) -> dict[str, Counted]:
    """As a visitor; the booking as a member."""
    arguments = ["--hubs", "1", "--desks", str(spaces), "--bookings", str(spaces * 60), "--days", "20"]
    loaded = app.test_cli_runner().invoke(args=["demo", "load", *arguments])
    assert loaded.exit_code == 0, loaded.output
    with app.app_context(), transaction():
        member = queries.member_by_email("bulk-1@example.org")
        assert member is not None
        token = actions.make_token(member_id=member.id, name="Bench")
    wanted = {"day plan": asked.day_plans, "availability": asked.availability, "all hubs": asked.all_hubs}
    found = {name: counts.count(app, requests()[0], {}) for name, requests in wanted.items()}
    booking = next(asked.bookings(iter([_free_hour(app)])))
    return found | {"booking": counts.count(app, booking, _bearer(token))}


def _free_hour(app: Flask) -> Slot:
    answer = app.test_client().get(asked.availability()[0][1])
    space = next(space for space in answer.get_json()["spaces"] if space["free"])
    return Slot(space["id"], *asked.hours(space["free"][0]["from"], space["free"][0]["to"])[0])


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
