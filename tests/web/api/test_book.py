"""POST /bookings: the contract, each refusal, and bad input."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from bookings.models import Booking, BookingEvent, Occupancy
from core.db import db
from core.outbox import OutboxMail
from hubs.models import BookingRules, Hub
from tests.support import places
from tests.support.api import ApiClient, must_be_problem
from tests.support.monday import at, z


def test_a_booking_is_answered_in_utc_with_its_price_and_its_address(api: ApiClient, desks: list[str]) -> None:
    wanted = {"space": desks[0], "starts_at": "2026-11-24T10:00:00+01:00", "ends_at": "2026-11-24T12:00:00+01:00"}
    response = api.post("/bookings", wanted | {"title": " Schreiben & <b>denken</b> "})
    assert response.status_code == 201
    booking = response.json
    assert booking == {
        "id": booking["id"],
        "hub": "coppenbruegge",
        "hub_name": "Hub coppenbruegge",
        "space": desks[0],
        "space_name": "Desk 1",
        "kind": "desk",
        "starts_at": "2026-11-24T09:00:00Z",
        "ends_at": "2026-11-24T11:00:00Z",
        "status": "confirmed",
        "title": "Schreiben & <b>denken</b>",
        "price_cents": 400,
        "currency": "EUR",
        "fee": {
            "gross_cents": 400,
            "net_cents": 336,
            "vat_cents": 64,
            "vat_percent": 19,
            "covered_by": "none",
            "due_cents": 0,
        },
        "created_at": "2026-11-23T08:00:00Z",
        "check_in_from": "2026-11-24T08:45:00Z",
    }
    assert response.headers["Location"] == f"/api/v1/bookings/{booking['id']}"
    assert response.headers["Cache-Control"] == "no-store"
    assert api.get(f"/bookings/{booking['id']}").json == booking


def test_any_free_desk_of_a_hub(api: ApiClient, desks: list[str]) -> None:
    wanted = {"hub": "coppenbruegge", "kind": "desk", "starts_at": at(9), "ends_at": at(10)}
    got = [api.post("/bookings", wanted) for _ in range(3)]
    assert [response.status_code for response in got] == [201, 201, 409]
    assert {response.json["space"] for response in got[:2]} == set(desks)
    must_be_problem(got[2], 409, "slot-taken")


@pytest.mark.parametrize(("start", "end"), [(9, 11), (8, 10), (10, 12), (8, 12), (9.5, 10.5)])
def test_what_overlaps_is_taken_for_everybody(
    api: ApiClient, another: Callable[..., ApiClient], booked: dict[str, Any], start: float, end: float
) -> None:
    wanted = {"space": booked["space"], "starts_at": at(start), "ends_at": at(end)}
    must_be_problem(another().post("/bookings", wanted), 409, "slot-taken")


def test_bookings_that_touch_both_hold(api: ApiClient, booked: dict[str, Any]) -> None:
    for start, end in ((8, 9), (11, 12)):
        wanted = {"space": booked["space"], "starts_at": at(start), "ends_at": at(end)}
        assert api.post("/bookings", wanted).status_code == 201


@pytest.mark.parametrize(
    ("start", "end", "code", "field"),
    [
        (at(4), at(6), "outside-opening-hours", "starts_at"),
        (at(20), at(21.5), "outside-opening-hours", "ends_at"),
        (at(9), at(9.5), "too-short", "ends_at"),
        (at(6), at(16.5), "too-long", "ends_at"),
        (at(9), "2999-01-01T00:00:00Z", "too-long", "ends_at"),
        (at(9, days=61), at(10, days=61), "too-far-ahead", "starts_at"),
        ("2999-01-01T09:00:00Z", "2999-01-01T10:00:00Z", "too-far-ahead", "starts_at"),
        (at(7, days=0), at(9, days=0), "in-the-past", "starts_at"),
        (at(9.25), at(11), "not-on-grid", "starts_at"),
        ("2026-11-24T09:00:01Z", "2026-11-24T11:00:00Z", "not-on-grid", "starts_at"),
        ("2026-11-24T09:00:00.5Z", "2026-11-24T11:00:00Z", "not-on-grid", "starts_at"),
        (at(11), at(9), "end-before-start", "ends_at"),
        (at(9), at(9), "end-before-start", "ends_at"),
    ],
)
def test_what_the_house_does_not_allow_is_named(
    api: ApiClient, desks: list[str], start: str, end: str, code: str, field: str
) -> None:
    response = api.post("/bookings", {"space": desks[0], "starts_at": start, "ends_at": end})
    must_be_problem(response, 422, code, field)
    _nothing_is_written(api)


def test_a_start_within_the_notice_is_too_early(api: ApiClient, desks: list[str]) -> None:
    _set_rules(api, notice_minutes=24 * 60)
    refused = api.post("/bookings", {"space": desks[0], "starts_at": at(7.5), "ends_at": at(9)})
    must_be_problem(refused, 422, "too-early", "starts_at")
    assert api.post("/bookings", {"space": desks[0], "starts_at": at(8), "ends_at": at(9)}).status_code == 201


def test_more_coming_bookings_than_allowed(api: ApiClient, booked: dict[str, Any], desks: list[str]) -> None:
    _set_rules(api, max_active=1)
    wanted = {"space": desks[1], "starts_at": at(9), "ends_at": at(11)}
    must_be_problem(api.post("/bookings", wanted), 422, "limit-reached")
    api.post(f"/bookings/{booked['id']}/cancellation")
    assert api.post("/bookings", wanted).status_code == 201


@pytest.mark.parametrize("space", ["0", "999999", "-1", "1.5", "abc", "", "٣", "9" * 40, "1\u202e"])
def test_a_space_that_is_not_there(api: ApiClient, space: str) -> None:
    response = api.post("/bookings", {"space": space, "starts_at": at(9), "ends_at": at(11)})
    assert response.status_code == 422
    assert response.json["code"] in {"unknown-space", "invalid"}
    must_be_problem(response, 422, response.json["code"], "space")


def test_a_space_that_is_no_longer_offered_is_unknown(api: ApiClient, desks: list[str]) -> None:
    with api.app.app_context():
        from hubs.models import Space

        db.session.get_one(Space, int(desks[0])).is_active = False
        db.session.commit()
    response = api.post("/bookings", {"space": desks[0], "starts_at": at(9), "ends_at": at(11)})
    must_be_problem(response, 422, "unknown-space", "space")


@pytest.mark.parametrize("slug", ["nowhere", "", "../coppenbruegge", "x" * 300])
def test_a_hub_that_is_not_there(api: ApiClient, slug: str) -> None:
    response = api.post("/bookings", {"hub": slug, "kind": "desk", "starts_at": at(9), "ends_at": at(11)})
    must_be_problem(response, 422, "unknown-hub", "hub")


def test_a_kind_that_the_hub_does_not_have(api: ApiClient) -> None:
    response = api.post("/bookings", {"hub": "coppenbruegge", "kind": "room", "starts_at": at(9), "ends_at": at(11)})
    must_be_problem(response, 422, "unknown-space")


GOOD = {"hub": "coppenbruegge", "kind": "desk", "starts_at": at(9), "ends_at": at(11)}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts_at": "2026-11-24T09:00:00"}, "starts_at"),
        ({"ends_at": "2026-11-24T11:00:00"}, "ends_at"),
        ({"starts_at": "2026-11-24"}, "starts_at"),
        ({"starts_at": "tomorrow"}, "starts_at"),
        ({"starts_at": "2026-11-31T09:00:00Z"}, "starts_at"),
        ({"starts_at": "2026-11-24T24:00:00Z"}, "starts_at"),
        ({"starts_at": "2026-11-24T09:00:00+99:00"}, "starts_at"),
        ({"starts_at": "0001-01-01T00:00:00+10:00"}, "starts_at"),
        ({"starts_at": "9999-12-31T23:59:59-10:00"}, "starts_at"),
        ({"starts_at": 1795510800}, "starts_at"),
        ({"starts_at": None}, "starts_at"),
        ({"starts_at": ...}, "starts_at"),
        ({"ends_at": ["2026-11-24T11:00:00Z"]}, "ends_at"),
        ({"kind": "throne"}, "kind"),
        ({"kind": ...}, "kind"),
        ({"hub": ...}, "hub"),
        ({"hub": 7}, "hub"),
        ({"hub": "a\u0000b"}, "hub"),
        ({"hub": "\ud800"}, "hub"),
        ({"title": "x" * 121}, "title"),
        ({"title": 5}, "title"),
        ({"title": None}, "title"),
        ({"title": {"a": 1}}, "title"),
        ({"title": "a\u0000b"}, "title"),
        ({"title": "a\r\nBcc: all@example.org"}, "title"),
        ({"title": "\ud800"}, "title"),
        ({"title": "\u202egnp.exe"}, "title"),
        ({"space": "1"}, "space"),
        ({"price_cents": 0}, "price_cents"),
        ({"member_id": 1}, "member_id"),
    ],
)
def test_a_body_of_the_wrong_shape_is_refused_at_its_field(api: ApiClient, changes: dict[str, Any], field: str) -> None:
    body = {name: value for name, value in (GOOD | changes).items() if value is not ...}
    problem = must_be_problem(api.post("/bookings", body), 422, "invalid", field)
    assert all(isinstance(text, str) and text for text in problem["errors"][field])
    _nothing_is_written(api)


def test_a_space_given_as_a_number_is_of_the_wrong_type(api: ApiClient, desks: list[str]) -> None:
    response = api.post("/bookings", {"space": int(desks[0]), "starts_at": at(9), "ends_at": at(11)})
    must_be_problem(response, 422, "invalid", "space")


def test_neither_space_nor_hub(api: ApiClient) -> None:
    response = api.post("/bookings", {"starts_at": at(9), "ends_at": at(11)})
    assert set(must_be_problem(response, 422, "invalid")["errors"]) == {"hub", "kind"}


def test_a_title_of_120_signs_and_beyond_the_basic_plane_is_kept(api: ApiClient) -> None:
    title = "🏡" * 60 + "ß" * 60
    assert api.post("/bookings", GOOD | {"title": title}).json["title"] == title


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[[",
        b'{"hub": "x"',
        b"\xff\xfe\xff",
        b"{'hub': 1}",
        b"[" * 100_000,
        b'{"space": %s}' % (b"9" * 9999),
    ],
)
def test_a_body_that_cannot_be_read(api: ApiClient, body: bytes) -> None:
    must_be_problem(api.post("/bookings", data=body, content_type="application/json"), 400, "bad-request")


@pytest.mark.parametrize("body", [b"[]", b"null", b"7", b'"text"', b"NaN"])
def test_a_body_that_is_no_object(api: ApiClient, body: bytes) -> None:
    must_be_problem(api.post("/bookings", data=body, content_type="application/json"), 422, "invalid", "body")


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "text/json", None])
def test_a_body_that_is_not_json(api: ApiClient, content_type: str | None) -> None:
    response = api.post("/bookings", data=b'{"hub": "coppenbruegge"}', content_type=content_type)
    must_be_problem(response, 415, "unsupported-media-type")


def test_a_title_of_a_megabyte(api: ApiClient) -> None:
    must_be_problem(api.post("/bookings", GOOD | {"title": "x" * 2**20}), 413, "too-large")
    _nothing_is_written(api)


def test_a_night_with_the_clock_change_books_real_hours(api: ApiClient, monday: Any) -> None:
    """25.10.2026: the clock shows 2:30 twice, and both are different moments."""
    monday.move_to(datetime.fromisoformat("2026-10-20T08:00:00+00:00"))
    with api.app.app_context():
        places.a_hub("night", desks=1, opening_hours="24/7")
        db.session.commit()
    wanted = {"hub": "night", "kind": "desk"}
    before = wanted | {"starts_at": "2026-10-25T02:00:00+02:00", "ends_at": "2026-10-25T02:00:00+01:00"}
    after = wanted | {"starts_at": "2026-10-25T02:00:00+01:00", "ends_at": "2026-10-25T03:00:00+01:00"}
    first, second = api.post("/bookings", before), api.post("/bookings", after)
    assert (first.status_code, second.status_code) == (201, 201)
    assert (first.json["starts_at"], first.json["ends_at"]) == ("2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z")
    assert (second.json["starts_at"], second.json["ends_at"]) == ("2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z")
    must_be_problem(api.post("/bookings", before), 409, "slot-taken")


def test_what_the_clock_skips_is_no_time_in_between(api: ApiClient, monday: Any) -> None:
    """29.03.2026, 2:00 to 3:00 does not exist: 1:30+01:00 to 3:30+02:00 is one hour."""
    monday.move_to(datetime.fromisoformat("2026-03-20T08:00:00+00:00"))
    with api.app.app_context():
        places.a_hub("night", desks=1, opening_hours="24/7")
        db.session.commit()
    wanted = {"hub": "night", "kind": "desk", "starts_at": "2026-03-29T01:30:00+01:00"}
    booking = api.post("/bookings", wanted | {"ends_at": "2026-03-29T03:30:00+02:00"}).json
    assert (booking["starts_at"], booking["ends_at"]) == ("2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z")
    assert booking["price_cents"] == 200


def test_a_booking_comes_with_its_occupancy_its_history_and_its_mail(api: ApiClient, booked: dict[str, Any]) -> None:
    with api.app.app_context():
        counts = [db.session.scalar(select(func.count()).select_from(t)) for t in (Booking, Occupancy, BookingEvent)]
        assert counts == [1, 1, 1]
        assert db.session.scalars(select(OutboxMail.template)).all() == ["booking-confirmed"]


def _set_rules(api: ApiClient, **rules: int) -> None:
    with api.app.app_context():
        row = db.session.scalars(select(BookingRules).join(Hub, Hub.id == BookingRules.hub_id)).one()
        for name, value in rules.items():
            setattr(row, name, value)
        db.session.commit()


def _nothing_is_written(api: ApiClient) -> None:
    with api.app.app_context():
        for table in (Booking, Occupancy, BookingEvent, OutboxMail):
            assert db.session.scalar(select(func.count()).select_from(table)) == 0, table


def test_what_is_written_back_can_be_sent_again(api: ApiClient, booked: dict[str, Any]) -> None:
    """Times and ids of an answer are good as input."""
    api.post(f"/bookings/{booked['id']}/cancellation")
    again = {name: booked[name] for name in ("space", "starts_at", "ends_at", "title")}
    response = api.post("/bookings", again)
    assert response.status_code == 201
    assert (response.json["starts_at"], response.json["ends_at"]) == (z(9), z(11))
