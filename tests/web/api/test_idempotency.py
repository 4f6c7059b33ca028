"""The header Idempotency-Key: once is once, however often the line breaks."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import requests
from sqlalchemy import func, select

from bookings.models import Booking
from core.db import db
from core.outbox import OutboxMail
from tests.support import places
from tests.support.api import PREFIX, ApiClient, must_be_problem
from tests.support.monday import at

pytestmark = pytest.mark.each_database  # the keys are rows that exclude each other
KEY = {"Idempotency-Key": "a-key-of-the-caller"}
WANTED = {"hub": "coppenbruegge", "kind": "desk", "starts_at": at(9), "ends_at": at(11)}


def test_the_same_request_twice_is_one_booking_and_the_same_answer(api: ApiClient) -> None:
    first, second = (api.post("/bookings", WANTED, headers=KEY) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.data == first.data
    assert second.headers["Location"] == first.headers["Location"]
    assert second.headers["Idempotency-Replayed"] == "true"
    assert _bookings(api) == 1
    with api.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(OutboxMail)) == 1


def test_without_a_key_the_same_request_twice_is_two_bookings(api: ApiClient) -> None:
    assert [api.post("/bookings", WANTED).status_code for _ in range(2)] == [201, 201]
    assert _bookings(api) == 2


def test_the_order_of_members_in_a_body_does_not_matter(api: ApiClient) -> None:
    first = api.post("/bookings", WANTED, headers=KEY)
    second = api.post("/bookings", dict(reversed(WANTED.items())), headers=KEY)
    assert second.data == first.data


def test_the_same_key_with_another_body_is_a_mismatch(api: ApiClient) -> None:
    api.post("/bookings", WANTED, headers=KEY)
    other = WANTED | {"starts_at": at(12), "ends_at": at(14)}
    must_be_problem(api.post("/bookings", other, headers=KEY), 422, "idempotency-mismatch")
    assert _bookings(api) == 1


def test_a_refusal_is_repeated_although_it_would_be_granted_by_now(
    api: ApiClient, another: Callable[..., ApiClient]
) -> None:
    other = another()
    taken = [other.post("/bookings", WANTED).json["id"] for _ in range(2)]
    refused = api.post("/bookings", WANTED, headers=KEY)
    must_be_problem(refused, 409, "slot-taken")
    other.post(f"/bookings/{taken[0]}/cancellation")
    again = api.post("/bookings", WANTED, headers=KEY)
    assert (again.status_code, again.data, again.content_type) == (409, refused.data, refused.content_type)
    assert api.post("/bookings", WANTED, headers={"Idempotency-Key": "another key"}).status_code == 201


def test_what_was_not_understood_does_not_use_the_key_up(api: ApiClient) -> None:
    assert api.post("/bookings", WANTED | {"title": 7}, headers=KEY).status_code == 422
    assert api.post("/bookings", WANTED, headers=KEY).status_code == 201


def test_keys_of_two_members_have_nothing_to_do_with_each_other(
    api: ApiClient, another: Callable[..., ApiClient]
) -> None:
    first, second = (caller.post("/bookings", WANTED, headers=KEY) for caller in (api, another()))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json["id"] != second.json["id"]


@pytest.mark.parametrize("key", ["", "x" * 256, "ä"])
def test_a_key_that_cannot_be_kept(api: ApiClient, key: str) -> None:
    must_be_problem(api.post("/bookings", WANTED, headers={"Idempotency-Key": key}), 400, "bad-idempotency-key")
    assert _bookings(api) == 0


def test_twenty_at_once_with_one_key_are_one_booking(server: Any, app: Any) -> None:
    with app.app_context():
        places.a_hub(desks=30)
        token = places.a_token(places.a_member())
        db.session.commit()
    start = datetime.now(ZoneInfo("Europe/Berlin")).replace(hour=10, minute=0, second=0, microsecond=0)
    start += timedelta(days=3)
    body = WANTED | {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=1)).isoformat()}
    headers = KEY | {"Authorization": f"Bearer {token}"}

    def send(_: int) -> requests.Response:
        return requests.post(f"{server.url}{PREFIX}/bookings", json=body, headers=headers, timeout=30)

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(send, range(20)))
    assert [answer.status_code for answer in answers] == [201] * 20
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotency-Replayed" in answer.headers for answer in answers) == 19
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Booking)) == 1


def _bookings(api: ApiClient) -> int:
    with api.app.app_context():
        return db.session.scalar(select(func.count()).select_from(Booking)) or 0
