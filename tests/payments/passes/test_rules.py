"""What a pass may be, how it is taxed, and what a visit is worth."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubs.operators.rules import Vat, VatRuleFacts
from hubs.setup_errors import InvalidSetup
from payments.passes import rules
from payments.passes.rules import ProductValues
from tests.support.passes import TEN

TODAY = date(2026, 11, 24)
UNTIL = date(2027, 11, 23)
SMALL, REDUCED = Vat("small", 0), Vat("reduced", 7)


def rule(product: str, day: date, vat: Vat) -> VatRuleFacts:
    return VatRuleFacts(product, day, vat)


@pytest.mark.parametrize(
    ("facts", "scope", "kind"),
    [
        ([], "operator", "single"),
        ([], "hub", "single"),
        ([], "district", "multi"),
        ([rule("space", date(2026, 1, 1), REDUCED)], "operator", "single"),
        ([rule("space", date(2027, 1, 1), REDUCED)], "operator", "multi"),
        ([rule("space", date(2028, 1, 1), REDUCED)], "operator", "single"),
        ([rule("space", date(2026, 1, 1), REDUCED), rule("pass", date(2026, 1, 1), SMALL)], "operator", "multi"),
        ([rule("space", UNTIL, SMALL)], "operator", "multi"),
        ([rule("offer", date(2027, 1, 1), REDUCED)], "operator", "single"),
    ],
)
def test_voucher_is_single_only_while_one_rate_holds_until_the_end(
    facts: list[VatRuleFacts], scope: str, kind: str
) -> None:
    assert rules.voucher(facts, scope, TODAY, UNTIL) == kind


def test_sale_of_a_multi_purpose_voucher_has_no_vat_and_says_why() -> None:
    assert rules.vat_of_sale([], "multi", TODAY).treatment == "outside"
    assert "Mehrzweckgutschein" in rules.vat_of_sale([], "multi", TODAY).reason
    assert rules.vat_of_sale([], "single", TODAY) == Vat("standard", 19)


def test_pass_is_taxed_like_the_place_unless_there_is_a_rule_for_passes() -> None:
    facts = [rule("space", date(2026, 1, 1), SMALL)]
    assert rules.vat_of_pass(facts, TODAY) == SMALL
    assert rules.vat_of_pass([*facts, rule("pass", date(2026, 2, 1), REDUCED)], TODAY) == REDUCED


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("name_de", {"name_de": " "}),
        ("name_de", {"name_de": "x" * 81}),
        ("size", {"size": None}),
        ("size", {"size": 0}),
        ("size", {"size": 101}),
        ("size", {"kind": "month"}),
        ("kind", {"kind": "year"}),
        ("price_cents", {"price_cents": 0}),
        ("valid_days", {"valid_days": 0}),
        ("scope", {"scope": "district"}),
        ("hub_id", {"scope": "hub", "hub_id": 7}),
        ("kinds", {"kinds": ()}),
        ("kinds", {"kinds": ("sauna",)}),
        ("group", {"group": "friends"}),
    ],
)
def test_what_cannot_be_sold_is_refused_at_its_field(field: str, values: dict[str, Any]) -> None:
    with pytest.raises(InvalidSetup) as refused:
        rules.check_product(ProductValues(**{**TEN, **values}), [1, 2], may_be_district=False)
    assert refused.value.field == field


def test_district_pass_is_allowed_only_where_it_was_switched_on() -> None:
    rules.check_product(ProductValues(**{**TEN, "scope": "district"}), [], may_be_district=True)


@given(price=st.integers(1, 1_000_000), size=st.none() | st.integers(1, 100), days=st.integers(1, 1100))
def test_all_visits_together_are_never_worth_more_than_was_paid(price: int, size: int | None, days: int) -> None:
    value = rules.use_value_cents(price, size, days)
    assert 0 <= value * (size or days) <= price


@given(
    price=st.integers(1, 1_000_000),
    size=st.none() | st.integers(1, 100),
    used=st.integers(0, 100),
    days=st.integers(1, 1100),
    gone=st.integers(-10, 1200),
)
def test_what_was_used_is_between_nothing_and_all(
    price: int, size: int | None, used: int, days: int, gone: int
) -> None:
    span = (TODAY, rules.last_day(TODAY, days))
    kept = rules.used_cents(price, size, used, span, TODAY + timedelta(days=gone))
    assert 0 <= kept <= price
    if used == 0:
        assert kept == 0


def test_month_is_settled_three_days_after_it_is_over() -> None:
    assert rules.settled_months(date(2026, 12, 3))[-1] == date(2026, 10, 1)
    assert rules.settled_months(date(2026, 12, 4)) == [date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)]
