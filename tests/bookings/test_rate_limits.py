"""How often a member may book at one hub, by program, by page and at the door; and that no crowd gets past it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from bookings import rate_limits
from bookings.errors import SlotTaken, TooManyRequests
from bookings.rate_limits import BookingLimit
from bookings.slots import Slot
from core import wrong_tokens
from core.clock import now
from core.db import db
from core.timespans import Interval
from core.transactions import transaction
from tests.support import people, places, site
from tests.support.api import ApiClient, must_be_problem
from tests.support.at_once import kinds, tried_at_once
from tests.support.booking import book, book_any, cancel, move
from tests.support.door import code_of
from tests.support.house import NOW, House, at, bookings, house, taken
from tests.support.html import text

DAYS = ("2026-11-25", "2026-11-26", "2026-11-27", "2026-11-30", "2026-12-01")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def strict(make_app: Callable[..., Flask], clock: Any) -> Flask:
    """Three in ten minutes, five a day."""
    app = make_app(bookings_in_ten_minutes=3, bookings_a_day=5)
    people.add(app)
    return app


def hour(home: House, n: int, name: str = "Platz 1", **how: Any) -> Any:
    """The n-th of many hours that are free."""
    day, begin = DAYS[n // 10], 8 + n % 10
    return book(home, name, at(day, f"{begin}:00"), at(day, f"{begin + 1}:00"), **how)


def refusal(work: Callable[[], Any]) -> int:
    """In how many seconds it may be tried again."""
    with pytest.raises(TooManyRequests) as refused:
        work()
    return int(refused.value.facts["retry_after"])


def test_one_more_than_allowed_is_refused_until_the_first_is_long_enough_ago(strict: Flask, clock: Any) -> None:
    home = house(strict)
    for n in range(3):
        hour(home, n)
        clock.shift(MINUTE)
    assert refusal(lambda: hour(home, 3)) == 7 * 60
    assert len(bookings(strict)) == len(taken(strict)) == 3
    clock.shift(7 * MINUTE - timedelta(seconds=1))
    assert refusal(lambda: hour(home, 3)) == 1
    clock.shift(timedelta(seconds=1))
    hour(home, 3)
    assert refusal(lambda: hour(home, 4)) == 60, "the second of the first three is next"


def test_day_has_a_limit_of_its_own(strict: Flask, clock: Any) -> None:
    home = house(strict)
    for n in range(5):
        hour(home, n)
        clock.shift(11 * MINUTE)
    assert refusal(lambda: hour(home, 5)) == (24 * 60 - 55) * 60
    clock.shift(timedelta(hours=24) - 55 * MINUTE)
    hour(home, 5)


def test_what_was_cancelled_counts(strict: Flask) -> None:
    home = house(strict)
    for _ in range(3):
        cancel(home, hour(home, 0))
    assert refusal(lambda: hour(home, 0)) == 600


def test_what_was_refused_does_not_count(strict: Flask) -> None:
    home = house(strict)
    people.add(strict, "bert@example.org")
    hour(home, 0, who="bert@example.org")
    for _ in range(9):
        with pytest.raises(SlotTaken):
            hour(home, 0)
    for n in (1, 2, 3):
        hour(home, n)
    refusal(lambda: book_any(home))


def test_each_member_and_each_hub_by_itself(strict: Flask) -> None:
    home, other = house(strict), house(strict, "hameln")
    people.add(strict, "bert@example.org")
    for n in range(3):
        hour(home, n)
        hour(home, n, "Platz 2", who="bert@example.org")
        hour(other, n)
    for work in (lambda: hour(home, 9), lambda: hour(home, 9, who="bert@example.org"), lambda: hour(other, 9)):
        assert refusal(work) == 600


def test_moves_have_the_same_limit(strict: Flask, clock: Any) -> None:
    home = house(strict)
    booking = hour(home, 0)
    for n in (1, 2, 3):
        booking = move(home, booking, "Platz 1", at(DAYS[0], f"{8 + n}:00"), at(DAYS[0], f"{9 + n}:00"))
    there = ("Platz 2", booking.starts_at, booking.ends_at)
    assert refusal(lambda: move(home, booking, *there)) == 600
    assert taken(strict)[0][0] == home.spaces["Platz 1"]
    move(home, booking, "Platz 1", booking.starts_at, booking.ends_at)  # it is there already
    clock.shift(10 * MINUTE)
    move(home, booking, *there)


def test_no_crowd_of_one_member_gets_past_it(make_app: Callable[..., Flask]) -> None:
    app = make_app(bookings_in_ten_minutes=5)
    people.add(app)
    home = house(app, spaces=tuple(f"Platz {n}" for n in range(16)), hours="24/7", rules={"horizon_days": 730})
    start = (now() + timedelta(days=2)).replace(hour=10, minute=0, second=0, microsecond=0)
    when = (start, start + timedelta(hours=1))
    results = tried_at_once(*(lambda name=name: book(home, name, *when) for name in home.spaces))
    assert kinds(results) == ["Booking"] * 5 + ["TooManyRequests"] * 11
    assert len(bookings(app)) == len(taken(app)) == 5


def test_zero_means_no_limit(make_app: Callable[..., Flask], clock: Any) -> None:
    app = make_app(bookings_in_ten_minutes=0, bookings_a_day=0)
    people.add(app)
    home = house(app, rules={"max_active": 0})
    for n in range(35):
        hour(home, n)
    assert len(bookings(app)) == 35


def test_where_nothing_is_limited_nothing_is_counted_and_nobody_waits(make_app: Callable[..., Flask]) -> None:
    app = make_app(bookings_in_ten_minutes=0, bookings_a_day=0)
    people.add(app)
    limited, free = (house(app, slug, rules={"max_active": most}) for slug, most in (("limited", 5), ("free", 0)))
    counted = []
    for home in (limited, free):
        with site.statements_of(app) as seen:
            hour(home, 0)
        counted.append([statement for statement in seen if "FOR NO KEY UPDATE" in statement or "count(" in statement])
    assert len(counted[0]) == (1 if app.extensions["settings"].is_sqlite else 2)
    assert counted[1] == []


@pytest.mark.one_database
class TestProgram:
    """Thirty in ten minutes, as the setting says by default."""

    @pytest.fixture
    def api(self, app: Flask, clock: Any) -> ApiClient:
        wrong_tokens.forget()
        with app.app_context():
            places.a_hub(rules={"admission": "approval"})
            token = places.a_token(places.a_member())
            db.session.commit()
        return ApiClient(app, token)

    def test_asking_and_cancelling_again_and_again_ends(self, api: ApiClient, clock: Any) -> None:
        wanted = {"hub": "coppenbruegge", "kind": "desk"}
        wanted |= {"starts_at": "2026-11-25T08:00:00Z", "ends_at": "2026-11-25T09:00:00Z"}
        for _ in range(30):
            made = api.post("/bookings", wanted)
            assert (made.status_code, made.json["status"]) == (201, "requested")
            assert api.post(f"/bookings/{made.json['id']}/cancellation").status_code == 200
            clock.shift(timedelta(seconds=10))
        key = {"Idempotency-Key": "once"}
        refused = api.post("/bookings", wanted, headers=key)
        must_be_problem(refused, 429, "too-many-requests")
        assert refused.headers["Retry-After"] == "300"
        assert "5 minutes" in refused.json["detail"]
        assert api.app.test_client().get(refused.json["type"]).status_code == 200

        clock.shift(timedelta(seconds=300))
        assert api.post("/bookings", wanted, headers=key).status_code == 201, "it was not kept as the key's answer"

    def test_moves_of_a_request_end_too(self, api: ApiClient) -> None:
        start = {"starts_at": "2026-11-25T08:00:00Z", "ends_at": "2026-11-25T09:00:00Z"}
        made = api.post("/bookings", {"hub": "coppenbruegge", "kind": "desk"} | start).json
        for n in range(30):
            hours = {
                "starts_at": f"2026-11-25T{9 + n % 8:02d}:00:00Z",
                "ends_at": f"2026-11-25T{10 + n % 8:02d}:00:00Z",
            }
            assert api.patch(f"/bookings/{made['id']}", hours).status_code == 200
        must_be_problem(api.patch(f"/bookings/{made['id']}", start), 429, "too-many-requests")


@given(st.lists(st.integers(0, 3000), max_size=60), st.integers(1, 5), st.integers(1, 8))
def test_never_more_than_allowed_in_any_stretch(gaps: list[int], most: int, a_day: int) -> None:
    limits = (BookingLimit(most, 10 * MINUTE), BookingLimit(a_day, timedelta(hours=24)))
    moment, made = NOW, []
    for gap in gaps:
        moment += timedelta(seconds=gap)
        newest = [moment, *reversed(made)]
        wait = rate_limits.retry_after(
            [(limit, newest[limit.most] if limit.most < len(newest) else None) for limit in limits], moment
        )
        fits = all(sum(moment - each < limit.within for each in made) < limit.most for limit in limits)
        assert (wait == 0) == fits
        if fits:
            made.append(moment)


def test_hosts_who_book_for_callers_have_no_limit(strict: Flask) -> None:
    from bookings.today import actions as today_actions

    home = house(strict)
    with home.here() as (host, hub, setup), transaction():
        for n in range(8):
            start = at(DAYS[0], f"{8 + n}:00")
            span = Interval(start, start + timedelta(hours=1))
            slot = Slot(hub, setup, home.place(setup, "Platz 1"), span)
            today_actions.book_for_caller(host=host, slots=[slot], guest_name="Erika")
    assert len(bookings(strict)) == 8


class TestPages:
    """Two in ten minutes."""

    @pytest.fixture
    def home(self, make_app: Callable[..., Flask], clock: Any) -> House:
        app = make_app(bookings_in_ten_minutes=2)
        people.add(app)
        return house(app)

    @pytest.fixture
    def member(self, home: House) -> Any:
        client = home.app.test_client()
        people.log_in(client)
        client.set_cookie("lang", "de")
        return client

    def test_form_says_when_to_try_again_and_keeps_what_was_typed(self, home: House, member: Any) -> None:
        for n in range(2):
            hour(home, n)
        wish = {"space": home.spaces["Platz 1"], "date": DAYS[1], "from": "10:00", "to": "11:00", "title": "Chorprobe"}
        answer = member.post("/bookings", data={**wish, "price": "0"})
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "600")
        assert "Bitte versuchen Sie es in 10 Minuten noch einmal" in text(answer)
        assert 'value="Chorprobe"' in answer.text
        assert "Stattdessen können Sie haben" not in text(answer), "the time is not what is wrong with it"
        assert "Das lässt sich so nicht buchen" not in text(answer)
        assert len(bookings(home.app)) == 2

    def test_move_says_when_to_try_again(self, home: House, member: Any) -> None:
        booking = hour(home, 0)
        for n in (1, 2):
            booking = move(home, booking, "Platz 1", at(DAYS[0], f"{8 + n}:00"), at(DAYS[0], f"{9 + n}:00"))
        wish = {"space": home.spaces["Platz 2"], "date": DAYS[0], "from": "15:00", "to": "16:00", "seen": booking.stamp}
        answer = member.post(f"/bookings/{booking.id}/edit", data=wish)
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "600")

    def test_desk_at_the_door_is_taken_and_left_as_often_as_allowed(self, home: House, member: Any, clock: Any) -> None:
        clock.move_to(at(DAYS[0], "9:07"))
        code = code_of(home.app)
        for _ in range(2):
            assert member.post(f"/q/{code}/booking", data={"end": at(DAYS[0], "10:00").isoformat()}).status_code == 303
            assert member.post(f"/q/{code}/check-out").status_code == 303
            clock.shift(MINUTE)
        answer = member.post(f"/q/{code}/booking", data={"end": at(DAYS[0], "10:00").isoformat()})
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "480")
        assert "in 8 Minuten" in text(answer)
