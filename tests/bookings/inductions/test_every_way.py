"""Every way to a space asks for its inductions: the matrix of ways and of what somebody may have."""

import ast
from pathlib import Path

import pytest

from bookings import admitting
from tests.support.inductions import (
    AHEAD,
    AT_ONCE,
    STATES,
    TODAY,
    Way,
    Workshop,
    email_of,
    give_all,
)
from tests.support.processes import ROOT

ENDS = {True: TODAY, False: "2026-11-23"}
"""Until when who has one that ends before the use has it: of a use of tomorrow, and of one of this moment."""


@pytest.mark.parametrize("way", [*AHEAD, *AT_ONCE], ids=lambda way: way.__name__)
def test_way_leads_to_the_printer_only_with_a_valid_induction(made: Workshop, way: Way) -> None:
    give_all(made, ends=ENDS[way in AHEAD])
    found = {}
    for state in STATES:
        found[state] = way(made, email_of(state))
        made.forget()
    assert found == STATES


def test_each_way_leads_there_when_the_gate_is_switched_off(made: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admitting, "missing", lambda *_: [])
    refused = []
    for way in (*AHEAD, *AT_ONCE):
        refused += [] if way(made, email_of("none")) else [way.__name__]
        made.forget()
    assert refused == []


TAKING = {
    ("bookings/actions.py", "book"),
    ("bookings/actions.py", "book_any"),
    ("bookings/arrival_actions.py", "_take_anew"),  # who checks in after the release: check-in has asked
    ("bookings/door/actions.py", "take"),
    ("bookings/groups/actions.py", "book_group"),
    ("bookings/impact/actions.py", "_move"),
    ("bookings/impact/undoing_actions.py", "_restore"),  # what somebody had before, and gets back
    ("bookings/moving_actions.py", "move_all"),
    ("bookings/series/actions.py", "_create"),
    ("bookings/today/actions.py", "book_for_caller"),
    ("bookings/today/actions.py", "walk_in"),
    ("bookings/unconfirmed/actions.py", "hold"),  # never where an induction is needed; confirming asks the gate as well
    ("bookings/waiting/proposing_actions.py", "_make"),
    ("bookings/unpaid_actions.py", "_take_anew"),
}
"""Who takes a place for somebody. A new one asks the gate, and comes into the matrix."""


def test_no_other_action_takes_a_place() -> None:
    found = set()
    for path in (ROOT / "bookings").rglob("*.py"):
        if path.name not in {"place_actions.py", "creation_actions.py"}:
            found |= {(str(path.relative_to(ROOT)), name) for name in _taking(path)}
    assert found == TAKING


def _taking(path: Path) -> set[str]:
    calls = {"occupy", "create", "create_first"}
    functions = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]
    return {function.name for function in functions if calls & {_called(node) for node in ast.walk(function)}}


def _called(node: ast.AST) -> str:
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
