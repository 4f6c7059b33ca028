"""What may be set up: each value has its limits, and the error names its field."""

from typing import Any

import pytest

from hubs import setup_rules
from hubs.hours import InvalidOpeningHours
from hubs.setup_errors import REASONS, InvalidSetup
from hubs.setup_rules import RuleValues
from hubs.tariffs import TariffValues
from tests.support import samples


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("slug", "Groß Berkel", "slug"),
        ("slug", "a--b", "slug"),
        ("slug", "../etc", "slug"),
        ("slug", "", "required"),
        ("slug", "a" * 61, "too-long"),
        ("name", "   ", "required"),
        ("name", "x" * 121, "too-long"),
        ("village", "", "required"),
        ("lat", 90.1, "position"),
        ("lon", -181.0, "position"),
        ("lat", float("nan"), "position"),
        ("time_zone", "Mars/Base", "unknown"),
        ("time_zone", "../../etc/passwd", "unknown"),
        ("holiday_state", "XX", "unknown"),
        ("holiday_state", "Augsburg", "unknown"),
        ("phone", "0" * 41, "too-long"),
        ("email", "nobody", "mail"),
        ("description_de", "x" * 4001, "too-long"),
    ],
)
def test_hub_with_a_wrong_value_is_refused_at_its_field(field: str, value: Any, reason: str) -> None:
    with pytest.raises(InvalidSetup) as refused:
        setup_rules.check_hub(samples.values(**{field: value}))
    assert (refused.value.field, refused.value.reason) == (field, reason)


def test_hub_with_hours_that_cannot_be_read_is_refused_at_its_field() -> None:
    with pytest.raises(InvalidOpeningHours) as refused:
        setup_rules.check_hub(samples.values(opening_hours="werktags 08:00-18:00"))
    assert refused.value.field == "opening_hours"


def test_hours_longer_than_the_column_are_refused() -> None:
    text = "; ".join(["Mo-Fr 08:00-18:00"] * 28)
    with pytest.raises(InvalidSetup) as refused:
        setup_rules.check_opening_hours(text)
    assert refused.value.field == "opening_hours"


def test_hub_with_hostile_but_possible_text_is_accepted() -> None:
    setup_rules.check_hub(samples.values(name="<script>alert(1)</script>", address="=cmd|' /C calc'!A0"))


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("name", {"name": ""}),
        ("name", {"name": "x" * 81}),
        ("kind", {"kind": "sofa"}),
        ("capacity", {"capacity": 0}),
        ("turnaround_minutes", {"turnaround_minutes": -1}),
        ("turnaround_minutes", {"turnaround_minutes": 1441}),
        ("features", {"features": ("wifi", "jacuzzi")}),
        ("room", {"kind": "locker", "room_id": 1}),
        ("is_outside", {"is_outside": True}),
    ],
)
def test_space_with_a_wrong_value_is_refused_at_its_field(field: str, change: dict[str, Any]) -> None:
    with pytest.raises(InvalidSetup) as refused:
        setup_rules.check_space(samples.desk(**change))
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("grid_minutes", RuleValues(grid_minutes=7)),
        ("min_minutes", RuleValues(min_minutes=0)),
        ("min_minutes", RuleValues(min_minutes=720)),
        ("max_minutes", RuleValues(max_minutes=30)),
        ("min_minutes", RuleValues(min_minutes=45)),
        ("grid_minutes", RuleValues(grid_minutes=20)),
        ("notice_minutes", RuleValues(notice_minutes=-1)),
        ("horizon_days", RuleValues(horizon_days=0)),
        ("horizon_days", RuleValues(horizon_days=731)),
        ("series_days", RuleValues(series_days=367)),
        ("max_active", RuleValues(max_active=-1)),
        ("gap_minutes", RuleValues(gap_minutes=-1)),
        ("gap_minutes", RuleValues(gap_minutes=10081)),
        ("groups", RuleValues(groups=("friends",))),
        ("cancel_deadline_minutes", RuleValues(cancel_deadline_minutes=-1)),
    ],
)
def test_rules_with_a_wrong_value_are_refused_at_its_field(field: str, values: RuleValues) -> None:
    above = RuleValues(min_minutes=90) if values.grid_minutes == 20 else None
    with pytest.raises(InvalidSetup) as refused:
        setup_rules.check_rules(values, above)
    assert refused.value.field == field


def test_exceptions_of_a_space_are_checked_together_with_the_hubs_rules() -> None:
    setup_rules.check_rules(RuleValues(max_minutes=30), RuleValues(min_minutes=30))
    with pytest.raises(InvalidSetup):
        setup_rules.check_rules(RuleValues(max_minutes=30), RuleValues(min_minutes=60))


def test_no_limit_of_active_bookings_is_accepted() -> None:
    setup_rules.check_rules(RuleValues(max_active=0))


@pytest.mark.parametrize(
    ("field", "tariff"),
    [
        ("hour_cents", TariffValues(-1, None, None)),
        ("half_day_cents", TariffValues(None, 10_000_000, None)),
        ("day_cents", TariffValues(None, None, -5)),
    ],
)
def test_tariff_with_a_wrong_price_is_refused_at_its_field(field: str, tariff: TariffValues) -> None:
    with pytest.raises(InvalidSetup) as refused:
        setup_rules.check_tariff("desk", tariff)
    assert refused.value.field == field


def test_tariff_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(InvalidSetup):
        setup_rules.check_tariff("sofa", TariffValues(100))


@pytest.mark.one_database
@pytest.mark.parametrize("reason", REASONS)
def test_each_reason_has_a_sentence(app: Any, reason: str) -> None:
    facts = {"most": 1, "least": 0, "value": "x", "choices": "a, b", "grid": 30}
    facts |= {"town": "Aerzen", "km": 60, "lat": 52.1, "lon": 9.5, "why": "form"}
    with app.test_request_context("/"):
        assert str(InvalidSetup("field", reason, **facts).message()).endswith((".", "?"))
