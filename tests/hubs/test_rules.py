from dataclasses import fields, replace

import pytest

from hubs.rules import DEFAULTS, NO_LIMIT, TRAVEL, Rules, effective, haversine_km, travel_minutes, ways

NOTHING = dict.fromkeys(field.name for field in fields(Rules))


class Row:
    """A stored row of overrides: None wherever nothing is set."""

    def __init__(self, **values: int) -> None:
        self.__dict__.update(NOTHING | values)


def test_defaults_hold_without_overrides() -> None:
    assert effective() == effective(Row(), Row()) == DEFAULTS == Rules(30, 60, 600, 0, 60, 20, 60)


def test_each_rule_comes_from_the_space_else_the_hub_else_the_defaults() -> None:
    rules = effective(Row(grid_minutes=15, min_minutes=120), Row(min_minutes=30, notice_minutes=0))
    assert rules == replace(DEFAULTS, grid_minutes=15, min_minutes=30)


def test_a_zero_overrides_and_is_not_taken_for_nothing() -> None:
    assert effective(Row(cancel_deadline_minutes=90), Row(cancel_deadline_minutes=0)).cancel_deadline_minutes == 0


def test_no_limit_lifts_the_limit_of_active_bookings() -> None:
    assert effective(Row(max_active=NO_LIMIT)).max_active is None
    assert effective(Row(max_active=NO_LIMIT), Row(max_active=3)).max_active == 3


def test_fifteen_minutes_reach_as_far_as_the_design_says() -> None:
    for mode, km in zip(TRAVEL, (0.92, 2.9, 3.9, 7.2), strict=True):
        assert travel_minutes(km, mode) == 15
    assert travel_minutes(0, "foot") == 1
    assert travel_minutes(0, "car") == 2


@pytest.mark.parametrize(("km", "modes"), [(3.7, ["foot", "bicycle", "car"]), (3.8, ["bicycle", "car"])])
def test_way_on_foot_is_left_out_where_it_takes_more_than_an_hour(km: float, modes: list[str]) -> None:
    assert [mode for mode, _ in ways(km)] == modes


def test_haversine_agrees_with_known_distances() -> None:
    assert haversine_km(52, 9, 53, 9) == pytest.approx(111.195, abs=0.001)  # a degree of a great circle
    assert haversine_km(0, 179.5, 0, -179.5) == pytest.approx(111.195, abs=0.001)
    assert haversine_km(52.1185, 9.5487, 52.1185, 9.5487) == 0
    hameln, hannover = (52.1040, 9.3562), (52.3759, 9.7320)
    assert haversine_km(*hameln, *hannover) == pytest.approx(39.6, abs=0.3)
    assert haversine_km(90, 0, -90, 0) == pytest.approx(20015.1, abs=0.1)
