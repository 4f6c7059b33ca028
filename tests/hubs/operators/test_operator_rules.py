"""What an operator may be, and which VAT holds on a day."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubs.operators.rules import (
    RATES,
    STANDARD,
    OperatorValues,
    Vat,
    VatRuleFacts,
    check_operator,
    check_vat,
    vat_on,
)
from hubs.setup_errors import InvalidSetup

GOOD = OperatorValues(
    legal_name="Dorfladen Musterdorf eG",
    address="Musterstraße 1\n31863 Musterdorf",
    tax_number="22/222/22222",
    iban="DE02120300000000202051",
    bic="BYLADEM1001",
    prefix="DLM",
    takes_money=True,
    ways=("on_site", "transfer"),
    till_hint_accepted=True,
)
SMALL = Vat("small", 0)
OUTSIDE = Vat("outside", 0, "Nicht steuerbar nach § 2b UStG")


def test_good_operator_is_taken() -> None:
    check_operator(GOOD)
    check_operator(OperatorValues(legal_name="Flecken Coppenbrügge", prefix="COPP"))


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("legal_name", {"legal_name": " "}),
        ("legal_name", {"legal_name": "x" * 161}),
        ("address", {"address": "x" * 401}),
        ("address", {"address": ""}),
        ("email", {"email": "nobody"}),
        ("iban", {"iban": "DE02120300000000202052"}),
        ("iban", {"iban": None}),
        ("bic", {"bic": "BYLADEM"}),
        ("vat_id", {"vat_id": "DE123456789"}),
        ("prefix", {"prefix": ""}),
        ("prefix", {"prefix": "dlm"}),
        ("prefix", {"prefix": "DLM-2026X"}),
        ("stripe_account", {"stripe_account": "sk_live_123"}),
        ("datev_client", {"datev_client": "12345678"}),
        ("ways", {"ways": ("cheque",)}),
        ("ways", {"ways": ()}),
        ("till_hint_accepted", {"till_hint_accepted": False}),
        ("tax_number", {"tax_number": None}),
    ],
)
def test_operator_with_a_wrong_value_is_refused_at_its_field(field: str, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidSetup) as refused:
        check_operator(replace(GOOD, **changes))
    assert refused.value.field == field
    assert str(refused.value.message())


def test_vat_id_does_instead_of_a_tax_number() -> None:
    check_operator(replace(GOOD, tax_number=None, vat_id="DE136695976"))


def test_without_a_rule_it_is_the_full_rate() -> None:
    assert vat_on([], "space", date(2026, 11, 24)) == STANDARD == Vat("standard", 19, "")


def test_rate_is_that_of_the_day_of_service() -> None:
    rules = [VatRuleFacts("space", date(2027, 1, 1), STANDARD), VatRuleFacts("space", date(2020, 1, 1), OUTSIDE)]
    assert vat_on(rules, "space", date(2026, 12, 31)) == OUTSIDE
    assert vat_on(rules, "space", date(2027, 1, 1)) == STANDARD
    assert vat_on(rules, "pass", date(2026, 12, 31)) == STANDARD


@pytest.mark.parametrize(
    ("field", "product", "vat"),
    [
        ("product", "coffee", STANDARD),
        ("treatment", "space", Vat("free", 0)),
        ("treatment", "space", Vat("standard", 16)),
        ("treatment", "space", Vat("small", 19)),
        ("reason", "space", Vat("outside", 0)),
        ("reason", "space", Vat("exempt", 0, " ")),
        ("reason", "space", Vat("exempt", 0, "x" * 201)),
    ],
)
def test_vat_that_cannot_be_is_refused_at_its_field(field: str, product: str, vat: Vat) -> None:
    with pytest.raises(InvalidSetup) as refused:
        check_vat(product, vat)
    assert refused.value.field == field


vats = st.sampled_from([Vat(treatment, rate, "") for treatment, rate in RATES.items()])
rules = st.builds(VatRuleFacts, st.sampled_from(["space", "pass"]), st.dates(), vats)


@given(st.lists(rules, unique_by=lambda rule: (rule.product, rule.valid_from)), st.dates())
def test_vat_is_that_of_the_last_rule_begun(given: list[VatRuleFacts], day: date) -> None:
    found = vat_on(given, "space", day)
    begun = {rule.valid_from: rule.vat for rule in given if rule.product == "space" and rule.valid_from <= day}
    assert found == (begun[max(begun)] if begun else STANDARD)
