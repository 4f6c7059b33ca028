"""Every way to a space asks for its inductions: the matrix of ways and of what somebody may have."""

import ast
from pathlib import Path

import pytest

from bookings import admitting
from tests.support.hosts import HOST, appoint
from tests.support.induction_ways import AHEAD, AT_ONCE, GUESTS, WRITING, GuestWay, Way, with_locker, written_to
from tests.support.inductions import STATES, TODAY, TRAINER, Workshop, email_of, give_all
from tests.support.processes import ROOT

ENDS = {True: TODAY, False: "2026-11-23"}
"""Until when who has one that ends before the use has it: of a use of tomorrow, and of one of this moment."""
TICK = {"vouches": "y"}


@pytest.fixture
def hub(made: Workshop) -> Workshop:
    """With a locker that needs the induction; the trainer is a host too, so that they can let guests in."""
    with made.engine(TRAINER) as (trainer, *_):
        key = trainer.id
    appoint(made.app, key)
    return with_locker(made)


@pytest.mark.parametrize("way", [*AHEAD, *AT_ONCE], ids=lambda way: way.__name__)
def test_way_leads_to_the_printer_only_with_a_valid_induction(hub: Workshop, way: Way) -> None:
    give_all(hub, ends=ENDS[way in AHEAD])
    found = {}
    for state in STATES:
        found[state] = way(hub, email_of(state))
        hub.forget()
    assert found == STATES


@pytest.mark.parametrize("way", GUESTS, ids=lambda way: way.__name__)
def test_way_of_a_guest_leads_there_only_under_the_eyes_of_a_trainer(hub: Workshop, way: GuestWay) -> None:
    found = [way(hub, HOST), way(hub, HOST, **TICK), way(hub, TRAINER), way(hub, TRAINER, **TICK)]
    assert found == [False, False, False, way.__name__ != "take_at_the_sign"]


def test_each_way_leads_there_when_the_gate_is_switched_off(hub: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admitting, "missing", lambda *_: [])
    monkeypatch.setattr(admitting, "may_let_in", lambda *_: True)
    refused = []
    for way in (*AHEAD, *AT_ONCE, *GUESTS):
        refused += [] if way(hub, HOST if way in GUESTS else email_of("none")) else [way.__name__]
        hub.forget()
    assert refused == []


ABOUT_PLACES = {"bookings", "bookings_api", "series", "series_api", "waiting", "waiting_api", "door", "today"}
ABOUT_PLACES |= {"quick_links", "host_lockers", "impact", "groups"}
"""The blueprints whose pages and calls are about bookings."""
TAKES_NOTHING = {
    *(
        "bookings.cancel",
        "bookings_api.cancel",
        "series.cancel",
        "series_api.cancel",
        "today.cancel",
        "quick_links.cancel",
    ),
    *("bookings.check_out", "bookings_api.check_out", "door.check_out", "today.check_out", "today.undo_check_in"),
    *("bookings.collected", "host_lockers.emptied", "bookings.give_codes", "host_lockers.give_codes"),
    *("bookings.open_door", "today.came", "today.decline", "today.note", "today.paid", "today.send_message"),
    *("today.mark_broken", "today.mended", "waiting.leave", "waiting.leave_by_link", "waiting_api.leave"),
    *("groups.cancel", "groups.name_guests", "groups.name_guest"),
    "bookings.hold",  # never where an induction is needed: there one books with an account
    "impact.undo",  # gives back what somebody had before
    "impact.receipt_of_before",  # leads on
    "impact.put_away",  # as all that makes bookings give way, by `impact.actions.resolve`: `be_moved_by_hosts`
}
"""Their writing routes by which nobody comes to a place. A new route comes here, or into the matrix."""


def test_each_route_about_places_is_in_the_matrix_or_takes_none(hub: Workshop) -> None:
    with written_to(hub.app) as seen:
        for way in (*AHEAD, *AT_ONCE, *GUESTS):
            way(hub, HOST if way in GUESTS else email_of("none"))
            hub.forget()
    rules = [rule for rule in hub.app.url_map.iter_rules() if WRITING & (rule.methods or set())]
    routes = {rule.endpoint for rule in rules if rule.endpoint.split(".")[0] in ABOUT_PLACES}
    assert routes == (seen & routes) | TAKES_NOTHING
    assert seen & TAKES_NOTHING == set()


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
