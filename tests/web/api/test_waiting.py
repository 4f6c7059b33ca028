"""The waiting list by program: the contract, and what is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update

from core.db import db
from core.transactions import transaction
from hubs.models import Tariff
from hubs.operators.models import Operator
from tests.support.api import ApiClient, must_be_problem
from tests.support.lent import renew_all
from tests.support.limits import ask_at
from tests.support.monday import at
from tests.support.money import takes_money


def wanted(space: str, **more: Any) -> dict[str, Any]:
    return {"space": space, "starts_at": at(9), "ends_at": at(11)} | more


@pytest.fixture
def other(another: Callable[..., ApiClient]) -> ApiClient:
    return another()


def test_who_waits_is_proposed_what_becomes_free_and_takes_it(
    api: ApiClient, other: ApiClient, desks: list[str], booked: dict[str, Any]
) -> None:
    joined = other.post("/waiting", wanted(desks[0]))
    assert joined.status_code == 201
    entry = joined.json
    assert (entry["position"], entry["status"], entry["space"], entry["take"]) == (1, "waiting", desks[0], False)
    assert other.post("/waiting", wanted(desks[0])).json["id"] == entry["id"]
    assert other.get("/waiting").json == {"items": [entry], "next": None}
    assert api.get("/waiting").json["items"] == []

    assert api.post(f"/bookings/{booked['id']}/cancellation").status_code == 200
    [offered] = other.get("/waiting").json["items"]
    assert (offered["status"], offered["position"]) == ("proposed", None)
    held = other.get(f"/bookings/{offered['booking']}").json
    assert (held["status"], held["held_for"], held["expires_at"]) == ("held", "taking", offered["expires_at"])
    must_be_problem(api.post(f"/bookings/{offered['booking']}/acceptance"), 404, "not-found")
    for _twice in range(2):
        taken = other.post(f"/bookings/{offered['booking']}/acceptance")
        assert (taken.status_code, taken.json["status"]) == (200, "confirmed")
        assert "expires_at" not in taken.json
    assert other.get("/waiting").json["items"] == []


def test_what_is_free_is_refused(api: ApiClient, other: ApiClient, desks: list[str], booked: dict[str, Any]) -> None:
    must_be_problem(other.post("/waiting", wanted(desks[1])), 409, "is-free")
    any_desk = {"hub": "coppenbruegge", "kind": "desk", "starts_at": at(9), "ends_at": at(11)}
    must_be_problem(other.post("/waiting", any_desk), 409, "is-free")
    must_be_problem(other.post("/waiting", wanted(desks[0], more=1)), 422, "invalid", "more")
    must_be_problem(other.post("/waiting", {"starts_at": at(9), "ends_at": at(11)}), 422, "invalid", "hub")
    must_be_problem(other.post("/waiting", wanted("999")), 422, "unknown-space", "space")
    must_be_problem(other.post("/waiting", wanted(desks[0], ends_at=at(8))), 422, "end-before-start", "ends_at")


def test_who_leaves_is_gone(api: ApiClient, other: ApiClient, desks: list[str], booked: dict[str, Any]) -> None:
    entry = other.post("/waiting", wanted(desks[0])).json
    must_be_problem(api.delete(f"/waiting/{entry['id']}"), 404, "not-found")
    assert other.delete(f"/waiting/{entry['id']}").status_code == 204
    must_be_problem(other.delete(f"/waiting/{entry['id']}"), 404, "not-found")


def test_take_books_it_at_once(api: ApiClient, other: ApiClient, desks: list[str], booked: dict[str, Any]) -> None:
    assert other.post("/waiting", wanted(desks[0], take=True)).json["take"] is True
    api.post(f"/bookings/{booked['id']}/cancellation")
    [mine] = other.get("/bookings").json["items"]
    assert (mine["status"], mine["space"]) == ("confirmed", desks[0])


def test_booking_that_is_no_proposal_is_not_accepted(api: ApiClient, booked: dict[str, Any]) -> None:
    assert api.post(f"/bookings/{booked['id']}/acceptance").json["status"] == "confirmed"
    api.post(f"/bookings/{booked['id']}/cancellation")
    must_be_problem(api.post(f"/bookings/{booked['id']}/acceptance"), 409, "proposal-over")


def proposed(api: ApiClient, other: ApiClient, desk: str, booked: dict[str, Any], **how: Any) -> str:
    """What `other` is proposed: the id of the booking."""
    assert other.post("/waiting", wanted(desk, **how)).status_code == 201
    api.post(f"/bookings/{booked['id']}/cancellation")
    [offered] = other.get("/waiting").json["items"]
    return str(offered["booking"])


@pytest.mark.parametrize("at_once", [False, True])
def test_proposal_is_taken_with_the_answers_that_a_booking_needs(
    api: ApiClient, other: ApiClient, desks: list[str], booked: dict[str, Any], at_once: bool
) -> None:
    """Also where it was to be booked at once: nobody was there to answer."""
    key = str(ask_at(api.app, "coppenbruegge", kind="number", required=True))
    path = f"/bookings/{proposed(api, other, desks[0], booked, take=at_once)}/acceptance"
    must_be_problem(other.post(path), 422, "answer-needed", f"answers.{key}")
    must_be_problem(other.post(path, {"answers": {key: "viele"}}), 422, "answer-needed", f"answers.{key}")
    must_be_problem(other.post(path, {"answers": {"999": "4"}}), 422, "unknown-question", "answers.999")
    must_be_problem(other.post(path, {"answer": "4"}), 422, "invalid", "answer")
    assert [one["status"] for one in other.get("/waiting").json["items"]] == ["proposed"]
    taken = other.post(path, {"answers": {key: "4"}})
    assert (taken.status_code, taken.json["status"], taken.json["answers"]) == (200, "confirmed", {key: "4"})
    assert other.post(path).json["answers"] == {key: "4"}, "a second time changes nothing"


@pytest.mark.parametrize("ways", [("on_site",), ("transfer",)])
def test_take_of_what_costs_is_booked_with_the_way_to_pay_that_the_hub_prefers(
    api: ApiClient, other: ApiClient, desks: list[str], booked: dict[str, Any], ways: tuple[str, ...]
) -> None:
    charge(api, *ways)
    assert other.post("/waiting", wanted(desks[0], take=True)).status_code == 201
    api.post(f"/bookings/{booked['id']}/cancellation")
    [mine] = other.get("/bookings").json["items"]
    assert (mine["status"], mine["fee"]["covered_by"], mine["fee"]["due_cents"]) == ("confirmed", ways[0], 400)


def test_take_of_what_became_dearer_is_proposed_and_never_booked(
    api: ApiClient, other: ApiClient, desks: list[str], booked: dict[str, Any]
) -> None:
    charge(api, "on_site")
    assert other.post("/waiting", wanted(desks[0], take=True)).status_code == 201
    with api.app.app_context(), transaction():
        db.session.execute(update(Tariff).values(hour_cents=500))
        renew_all()
    api.post(f"/bookings/{booked['id']}/cancellation")
    [offered] = other.get("/waiting").json["items"]
    assert offered["status"] == "proposed"
    held = other.get(f"/bookings/{offered['booking']}").json
    assert (held["status"], held["held_for"]) == ("held", "taking")
    assert other.post(f"/bookings/{offered['booking']}/acceptance").json["fee"]["due_cents"] == 1000


def charge(api: ApiClient, *ways: str) -> None:
    """The hub's operator takes money in these ways, two euros an hour."""
    with api.app.app_context(), transaction():
        takes_money(db.session.scalars(select(Operator)).one(), ways=ways)
        renew_all()
