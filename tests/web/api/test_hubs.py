"""GET /hubs, GET /hubs/{slug}."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from core.db import db
from hubs.models import BookingRules, Closure
from hubs.rules import haversine_km
from tests.support import places
from tests.support.api import ApiClient, must_be_problem

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
def visitor(app: Flask) -> Iterator[ApiClient]:
    with time_machine.travel(MONDAY, tick=False), app.app_context():
        near = places.a_hub("near", lat=52.10, lon=9.50, description_de="Hallo", description_en="Hello", phone="030 1")
        places.a_hub("far", lat=51.98, lon=9.25, opening_hours="Tu 14:00-18:00; PH off", step_free=True)
        room = places.a_space(near, "Room", "room", capacity=8, turnaround_minutes=15, features=["projector"])
        inside = places.a_space(near, "Desk inside", room_id=room.id)
        db.session.add(BookingRules(hub_id=near.id, space_id=inside.id, max_minutes=120, max_active=0))
        db.session.commit()
        db.session.remove()
    with time_machine.travel(MONDAY, tick=False):
        yield ApiClient(app)


def test_hubs_come_by_name_with_where_and_when(visitor: ApiClient) -> None:
    items = visitor.get("/hubs").json["items"]
    assert [hub["slug"] for hub in items] == ["far", "near"]
    assert items[1] == {
        "slug": "near",
        "name": "Hub near",
        "village": "Coppenbrügge",
        "municipality": "Coppenbrügge",
        "address": "",
        "lat": 52.1,
        "lon": 9.5,
        "time_zone": "Europe/Berlin",
        "opening_hours": "Mo-Su 06:00-22:00",
        "open_now": True,
        "open_until": "2026-11-23T21:00:00Z",
        "opens_at": None,
        "step_free": False,
        "staffed": True,
    }
    assert (items[0]["open_now"], items[0]["open_until"], items[0]["opens_at"]) == (False, None, "2026-11-24T13:00:00Z")


@pytest.mark.parametrize("near", ["52.11,9.49", " 52.11 , 9.49 ", "+52.110,9.490"])
def test_near_puts_the_nearest_first_with_its_distance(visitor: ApiClient, near: str) -> None:
    items = visitor.get("/hubs", query_string={"near": near}).json["items"]
    assert [hub["slug"] for hub in items] == ["near", "far"]
    for hub in items:
        assert hub["distance_km"] == pytest.approx(haversine_km(52.11, 9.49, hub["lat"], hub["lon"]), abs=0.001)
    turned = visitor.get("/hubs?near=51.9,9.2").json["items"]
    assert [hub["slug"] for hub in turned] == ["far", "near"]


@pytest.mark.parametrize("near", ["", "52", "52,9,1", "x,y", "91,0", "0,181", "NaN,0", "1e1,2", "52;9", "5²,9", "\x00"])
def test_near_that_is_no_place(visitor: ApiClient, near: str) -> None:
    must_be_problem(visitor.get("/hubs", query_string={"near": near}), 422, "invalid", "near")


def test_a_hub_has_its_spaces_rules_and_prices(visitor: ApiClient) -> None:
    hub = visitor.get("/hubs/near").json
    spaces = {space["name"]: space for space in hub["spaces"]}
    assert list(spaces) == ["Room", "Desk inside", "Desk 1", "Desk 2"]
    assert spaces["Room"] == {
        "id": spaces["Room"]["id"],
        "name": "Room",
        "kind": "room",
        "capacity": 8,
        "features": ["projector"],
        "room": None,
        "turnaround_minutes": 15,
    }
    assert spaces["Desk inside"]["room"] == spaces["Room"]["id"]
    assert spaces["Desk inside"]["rules"] == {"max_minutes": 120, "max_active": None}
    assert hub["rules"] == {
        "grid_minutes": 30,
        "min_minutes": 60,
        "max_minutes": 600,
        "notice_minutes": 0,
        "horizon_days": 60,
        "max_active": 20,
        "cancel_deadline_minutes": 60,
        "admission": "everyone",
        "check_in_lead_minutes": 15,
        "over_lunch": True,
        "series_days": 366,
        "release_minutes": None,
        "most_no_shows": None,
        "no_show_days": 90,
        "answer_hours": None,
        "proposal_minutes": 30,
        "gap_minutes": None,
        "groups": [],
        "needs_account": False,
    }
    price = {"hour_cents": 200, "half_day_cents": None, "day_cents": 1200, "currency": "EUR"}
    assert hub["prices"] == {"desk": price}


@pytest.mark.parametrize(("language", "text"), [("de", "Hallo"), ("en", "Hello")])
def test_texts_come_in_the_callers_language(visitor: ApiClient, language: str, text: str) -> None:
    visitor.language = language
    assert visitor.get("/hubs/near").json["description"] == text


@pytest.mark.parametrize("slug", ["nowhere", "NEAR", "%00", "near%00", "%ff", "x" * 500, "..", "near'--"])
def test_a_hub_that_is_not_there(visitor: ApiClient, slug: str) -> None:
    must_be_problem(visitor.get(f"/hubs/{slug}"), 404, "not-found")


def test_a_closure_closes_the_hub_now(visitor: ApiClient) -> None:
    with visitor.app.app_context():
        from hubs.queries import hub_by_slug

        hub = hub_by_slug("near")
        assert hub
        db.session.add(Closure(hub_id=hub.id, starts_at=MONDAY, ends_at=MONDAY + timedelta(hours=3)))
        db.session.commit()
    found: dict[str, Any] = visitor.get("/hubs/near").json
    assert (found["open_now"], found["opens_at"]) == (False, "2026-11-23T11:00:00Z")


def test_the_number_of_statements_does_not_grow_with_the_hubs(visitor: ApiClient, statements: list[str]) -> None:
    visitor.get("/hubs")
    few = len(statements)
    with visitor.app.app_context():
        for number in range(10):
            places.a_hub(f"more-{number}")
        db.session.commit()
    statements.clear()
    assert len(visitor.get("/hubs").json["items"]) == 12
    assert len(statements) == few <= 5
