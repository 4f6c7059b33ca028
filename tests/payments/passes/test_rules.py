"""What a pass may be, how it is taxed, and what a visit is worth."""

from datetime import date, timedelta
from fractions import Fraction
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


@given(price=st.integers(1, 1_000_000), parts=st.integers(1, 1100), beyond=st.integers(1, 5))
def test_numbered_visits_are_the_price_to_the_cent_and_those_beyond_the_last_are_worth_nothing(
    price: int, parts: int, beyond: int
) -> None:
    values = [rules.visit_value_cents(price, parts, number) for number in range(1, parts + 1)]
    assert (sum(values), min(values), max(values) - min(values) <= 1) == (price, price // parts, True)
    assert rules.visit_value_cents(price, parts, parts + beyond) == 0


HOSTS = st.lists(st.integers(1, 4), max_size=40)
"""The operators visited in a month, one for each visit."""


@given(price=st.integers(1, 20_000), parts=st.integers(1, 100), months=st.lists(HOSTS, max_size=4))
def test_shares_of_a_month_pass_are_at_most_its_price_and_exactly_that_when_nothing_is_left_unused(
    price: int, parts: int, months: list[list[int]]
) -> None:
    settled: list[int] = []
    for hosts in months:
        values = rules.visit_shares(price, parts, settled, hosts)
        assert len(values) == len(hosts)
        assert min(values, default=0) >= 0
        settled += values
        assert sum(settled) <= price
    if len(settled) >= parts:
        assert sum(settled) == price


@given(price=st.integers(1, 20_000), parts=st.integers(1, 100), hosts=HOSTS)
def test_shares_of_a_month_are_split_by_use_to_less_than_a_cent(price: int, parts: int, hosts: list[int]) -> None:
    values = rules.visit_shares(price, parts, [], hosts)
    for host in set(hosts):
        exact = Fraction(price * hosts.count(host), max(parts, len(hosts)))
        assert abs(_of(host, hosts, values) - exact) < 1


@given(
    price=st.integers(1, 20_000),
    parts=st.integers(1, 100),
    settled=st.lists(st.integers(0, 300), max_size=20),
    hosts=HOSTS,
    one_more=st.integers(1, 4),
)
def test_another_visit_never_makes_the_share_of_its_operator_smaller(
    price: int, parts: int, settled: list[int], hosts: list[int], one_more: int
) -> None:
    before = rules.visit_shares(price, parts, settled, hosts)
    more = [*hosts, one_more]
    after = rules.visit_shares(price, parts, settled, more)
    assert _of(one_more, more, after) >= _of(one_more, hosts, before)


def _of(host: int, hosts: list[int], values: list[int]) -> int:
    return sum(value for place, value in zip(hosts, values, strict=True) if place == host)


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
