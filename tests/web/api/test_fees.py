"""What programs are told of money: the fee of each booking, where it is paid, and what they may choose."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from core.db import db
from core.transactions import transaction
from hubs.models import Tariff
from hubs.operators.models import Operator
from payments import payment_actions, queries
from payments.models import Fee
from tests.support import places, stripe
from tests.support.api import ApiClient, must_be_problem
from tests.support.lent import renew_all
from tests.support.monday import at
from tests.support.money import takes_money
from tests.support.queries import counted

FEE = {"gross_cents": 400, "net_cents": 336, "vat_cents": 64, "vat_percent": 19, "due_cents": 400}


@pytest.fixture
def paid(api: ApiClient) -> ApiClient:
    """The hub's operator takes money on site, by transfer and (where there is a Stripe) online."""
    with api.app.app_context():
        takes_money(db.session.scalars(select(Operator)).one())
        renew_all()
        db.session.commit()
    return api


def book(api: ApiClient, desk: str, start: float = 9, **more: Any) -> Any:
    return api.post("/bookings", {"space": desk, "starts_at": at(start), "ends_at": at(start + 2), **more})


def test_fee_says_price_tax_cover_and_what_is_due(paid: ApiClient, desks: list[str]) -> None:
    booking = book(paid, desks[0]).json
    assert booking["fee"] == FEE | {"covered_by": "on_site"}
    assert "checkout_url" not in booking
    assert paid.get(f"/bookings/{booking['id']}").json == booking
    paid.post(f"/bookings/{booking['id']}/cancellation")
    ended = paid.get(f"/bookings/{booking['id']}").json["fee"]
    assert ended == FEE | {"covered_by": "none", "due_cents": 0}


def test_fee_of_what_nobody_collects_or_is_free_is_not_due(api: ApiClient, desks: list[str]) -> None:
    assert book(api, desks[0]).json["fee"] == FEE | {"covered_by": "none", "due_cents": 0}
    with api.app.app_context():
        db.session.query(Tariff).delete()
        renew_all()
        db.session.commit()
    free = {"gross_cents": 0, "net_cents": 0, "vat_cents": 0, "vat_percent": 19, "covered_by": "free", "due_cents": 0}
    assert book(api, desks[1]).json["fee"] == free


def test_way_can_be_chosen_and_one_that_is_not_offered_is_refused(paid: ApiClient, desks: list[str]) -> None:
    assert book(paid, desks[0], way="transfer").json["fee"]["covered_by"] == "transfer"
    must_be_problem(book(paid, desks[1], way="online"), 422, "way-not-offered", "way")
    must_be_problem(book(paid, desks[1], way="barter"), 422, "invalid", "way")
    must_be_problem(book(paid, desks[1], for_employer=True), 409, "contingent-empty")
    wrong = must_be_problem(book(paid, desks[1], for_employer="yes"), 422, "invalid", "for_employer")
    assert wrong["errors"]["for_employer"] == ["This must be true or false."]


@pytest.mark.parametrize("name", ["price", "price_cents", "amount", "currency", "member", "status", "agreed", "fee"])
def test_client_cannot_say_what_it_costs_who_it_is_or_that_it_is_paid(
    paid: ApiClient, desks: list[str], name: str
) -> None:
    must_be_problem(book(paid, desks[0], **{name: 1}), 422, "invalid", name)
    with paid.app.app_context():
        assert db.session.scalars(select(Fee)).all() == []


def test_list_asks_for_money_once_whatever_its_length(paid: ApiClient, desks: list[str]) -> None:
    asked = []
    for start in (6, 9, 12, 15):
        book(paid, desks[0], start)
        paid.get("/bookings")
        with counted(paid.app) as found:
            items = paid.get("/bookings").json["items"]
        asked.append(len(found))
        assert all(item["fee"]["due_cents"] == 400 for item in items)
    assert len(set(asked)) == 1


def test_price_in_availability_is_that_for_everybody(paid: ApiClient) -> None:
    found = paid.get(f"/availability?from={at(9)}&to={at(11)}&kind=desk").json["items"]
    assert [item["price_cents"] for item in found] == [400]


def test_what_is_paid_online_is_held_and_has_our_page_to_pay(make_app: Any, monday: Any) -> None:
    app = make_app(
        stripe_secret_key=stripe.KEY, stripe_webhook_secret=stripe.SECRET, stripe_api_base="http://127.0.0.1:9"
    )
    with app.app_context():
        places.a_hub()
        token = places.a_token(places.a_member())
        takes_money(db.session.scalars(select(Operator)).one())
        db.session.commit()
    api = ApiClient(app, token)
    desk = api.get("/hubs/coppenbruegge").json["spaces"][0]["id"]
    booking = book(api, desk, way="online").json
    with app.app_context():
        fee = db.session.scalars(select(Fee)).one()
    assert (booking["status"], booking["fee"]["covered_by"]) == ("held", "online")
    assert booking["checkout_url"].endswith(f"/payments/{fee.id}")
    assert booking["checkout_url"].startswith("http")


def test_what_is_paid_online_cannot_be_moved_to_what_costs_more(paid: ApiClient, desks: list[str]) -> None:
    booking = book(paid, desks[0]).json
    with paid.app.app_context(), transaction():
        found = queries.account_of_booking(UUID(booking["id"]))
        assert found is not None
        found.fee.covered_by = "online"
        payment_actions.note(account=found, way="online", cents=400, by=None)
    longer = paid.patch(f"/bookings/{booking['id']}", {"ends_at": at(12)})
    must_be_problem(longer, 409, "pay-difference")
    shorter = paid.patch(f"/bookings/{booking['id']}", {"ends_at": at(10)}).json
    assert (shorter["fee"]["gross_cents"], shorter["fee"]["due_cents"]) == (200, 0)
