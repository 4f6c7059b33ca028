"""Where no place is free for all of a time, a day at two; and hubs that are near."""

from typing import Any

import pytest
from flask import Flask

from bookings import suggesting
from bookings.subject import Subject
from bookings.suggesting import Enquiry, Proposal
from tests.support.booking import book
from tests.support.house import House, at, house
from tests.support.limits import rule

DAY = "2026-11-25"
WHOLE = at(DAY, "9:00"), at(DAY, "17:00")
TAKEN = (("Platz 1", "13:00", "17:00"), ("Platz 2", "9:00", "11:00"), ("Platz 3", "9:00", "17:00"))


@pytest.fixture
def home(app: Flask, anna: int, bert: int) -> House:
    made = house(app)
    for name, start, end in TAKEN:
        book(made, name, at(DAY, start), at(DAY, end), "bert@example.org")
    return made


def instead(home: House, name: str | None = "Platz 1", **changes: Any) -> list[Proposal]:
    with home.here() as (member, hub, setup):
        wish = Enquiry(Subject(hub, setup, "desk", home.place(setup, name) if name else None), *WHOLE, **changes)
        error = suggesting.refusal(wish, member.id)
        assert error is not None
        return suggesting.instead(wish, error, member.id)


def parts(found: list[Proposal]) -> list[tuple[str, str, str]]:
    split = [one for one in found if one.then]
    pairs = [half for one in split for half in (one, one.then) if half]
    return [(str(half.subject.sample.name), f"{half.start:%H:%M}", f"{half.end:%H:%M}") for half in pairs]


def test_day_is_split_over_two_places_as_late_as_can_be(home: House) -> None:
    assert parts(instead(home)) == [("Platz 1", "08:00", "12:00"), ("Platz 2", "12:00", "16:00")]
    assert parts(instead(home, None)) == parts(instead(home))


def test_day_is_not_split_where_one_place_is_free_all_the_time(home: House, app: Flask) -> None:
    with app.app_context():
        pass
    other = house(app, "nebenan", spaces=("A", "B"))
    book(other, "A", *WHOLE, "bert@example.org")
    assert parts(instead(other, "A")) == []


def test_each_half_is_as_long_as_a_booking_must_be(home: House) -> None:
    rule(home, min_minutes=300)
    assert parts(instead(home)) == []


def test_day_is_not_split_where_time_must_lie_between_two_bookings(home: House) -> None:
    rule(home, gap_minutes=30)
    assert parts(instead(home)) == []


def test_place_for_a_group_is_no_half_for_others(home: House) -> None:
    rule(home, "Platz 2", groups=("clubs",))
    assert parts(instead(home)) == []


def test_only_hubs_within_a_quarter_of_an_hour_are_proposed_where_there_are_any(app: Flask, home: House) -> None:
    rule(home, min_minutes=300)
    for slug, lat in (("nah", 52.15), ("weiter", 52.3), ("fern", 52.5)):
        house(app, slug, lat=lat)
    assert [one.subject.hub.slug for one in instead(home) if one.km is not None] == ["nah"]


def test_nearest_hub_is_proposed_where_none_is_so_near(app: Flask, home: House) -> None:
    rule(home, min_minutes=300)
    for slug, lat in (("fern", 52.5), ("weiter", 52.3)):
        house(app, slug, lat=lat)
    assert [one.subject.hub.slug for one in instead(home) if one.km is not None] == ["weiter"]
