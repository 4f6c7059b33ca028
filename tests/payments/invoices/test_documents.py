"""What stands on an invoice fits together to the cent, always, and what does not is found."""

import json
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubs.operators.rules import Vat
from payments.invoices.checks import WrongInvoice, check
from payments.invoices.collective import DaysUsed, collective_lines
from payments.invoices.documents import (
    InvoiceDocument,
    Line,
    PaymentTerms,
    cancellation_of,
    kind_for,
    separately,
    totals_of,
)
from payments.invoices.snapshots import from_json, to_json
from tests.support import invoices
from tests.support.invoices import DUE, EXEMPT, LINES, OPERATOR, OUTSIDE, REDUCED, SMALL, STANDARD, invoice

IN_ONE_EXAMPLE = 200
"""With 100 examples: 20,000 random invoices."""


@given(st.integers(0, 2**32))
def test_cents_of_random_invoices_hold(seed: int) -> None:
    random = Random(seed)
    for _ in range(IN_ONE_EXAMPLE):
        lines = invoices.random_lines(random)
        totals = totals_of(lines)
        assert sum(totals.line_nets) == totals.net_cents
        assert totals.net_cents + totals.vat_cents == totals.gross_cents == sum(line.gross_cents for line in lines)
        for rate in totals.rates:
            assert rate.net_cents + rate.vat_cents == rate.gross_cents
            assert abs(100 * rate.vat_cents - rate.net_cents * rate.vat.rate) <= 100


@given(st.integers(0, 2**32))
def test_check_passes_random_invoices_and_their_mirrors(seed: int) -> None:
    document = invoice(lines=(Line("Grundbetrag", 1, 2_400_000, STANDARD), *invoices.random_lines(Random(seed))))
    check(document)
    cancelled = cancellation_of(document, "2", date(2026, 12, 1))
    check(cancelled)
    assert [-net for net in cancelled.totals.line_nets] == list(document.totals.line_nets)


@pytest.mark.parametrize("document", invoices.cases().values(), ids=invoices.cases())
def test_invoice_of_each_case_holds_and_comes_back_from_json(document: InvoiceDocument) -> None:
    check(document)
    assert from_json(json.loads(json.dumps(to_json(document)))) == document


def test_small_invoice_without_a_buyer_holds_and_comes_back_from_json() -> None:
    check(invoices.small())
    assert from_json(json.loads(json.dumps(to_json(invoices.small())))) == invoices.small()


def test_vat_off_by_half_a_euro_is_found_though_net_and_vat_are_gross() -> None:
    """The official rules let this pass: they tolerate up to 99 cents."""
    assert rule_of(with_vat_off(50)) == "vat"


@pytest.mark.parametrize("cents", [1, -1, 2, 99])
def test_vat_off_by_any_cent_is_found(cents: int) -> None:
    assert rule_of(with_vat_off(cents)) == "vat"


def with_vat_off(cents: int) -> InvoiceDocument:
    """Consistently: net less, VAT more, also in the sums and in the first line."""
    document = invoice()
    totals, (first, *others) = document.totals, document.totals.rates
    wrong = replace(first, net_cents=first.net_cents - cents, vat_cents=first.vat_cents + cents)
    nets = (totals.line_nets[0] - cents, *totals.line_nets[1:])
    net, vat = totals.net_cents - cents, totals.vat_cents + cents
    return replace(
        document, totals=replace(totals, rates=(wrong, *others), line_nets=nets, net_cents=net, vat_cents=vat)
    )


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"net_cents": 1}, "net"),
        ({"vat_cents": 1}, "vat"),
        ({"gross_cents": 14701}, "gross"),
        ({"line_nets": (1261, 10084)}, "lines-net"),
        ({"line_nets": (1262, 10083, 1121)}, "line-net"),
        ({"line_nets": (1261, 10084, 1121, 0)}, "line-net"),
        ({"rates": ()}, "net"),
    ],
)
def test_changed_totals_are_found(change: dict[str, Any], rule: str) -> None:
    assert rule_of(replace(invoice(), totals=replace(invoice().totals, **change))) == rule


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"kind": "receipt"}, "kind"),
        ({"number": ""}, "empty"),
        ({"lines": ()}, "empty"),
        ({"service_from": date(2026, 12, 1)}, "period"),
        ({"buyer": None}, "buyer"),
        ({"seller": replace(OPERATOR, tax_number="", vat_id="")}, "tax-number"),
        ({"cancels": "CB-2026-0001"}, "cancels"),
        ({"kind": "cancellation"}, "cancels"),
        ({"kind": "cancellation", "cancels": "CB-2026-0001"}, "direction"),
        ({"lines": (Line("a", -1, -1, STANDARD),)}, "direction"),
        ({"lines": (Line("a", 1, 25001, STANDARD),), "kind": "small"}, "small-limit"),
        ({"lines": (Line("a", 1, -1, STANDARD), *LINES)}, "sign"),
        ({"lines": (Line("a", 0, 0, STANDARD),)}, "sign"),
        ({"lines": (Line("a", 1, 100, STANDARD, "furlong"),)}, "unit"),
        ({"lines": (Line("a", 1, 100, Vat("standard", 16)),)}, "vat-rate"),
        ({"lines": (Line("a", 1, 100, Vat("small", 19)),)}, "vat-rate"),
        ({"lines": (Line("a", 1, 100, Vat("free", 0)),)}, "vat-rate"),
        ({"lines": (Line("a", 1, 100, Vat("exempt", 0)),)}, "vat-reason"),
        ({"lines": (Line("a", 1, 100, Vat("outside", 0)),)}, "vat-reason"),
        ({"payment": PaymentTerms(14701)}, "due"),
        ({"payment": PaymentTerms(-1)}, "due"),
    ],
)
def test_invoice_that_must_not_be_is_found(change: dict[str, Any], rule: str) -> None:
    assert rule_of(invoice(**change)) == rule


def test_line_changed_after_issuing_is_found() -> None:
    changed = (replace(LINES[0], gross_cents=1), *LINES[1:])
    assert rule_of(replace(invoice(), lines=changed)) == "lines-gross"


def rule_of(document: InvoiceDocument) -> str:
    with pytest.raises(WrongInvoice) as wrong:
        check(document)
    return wrong.value.rule


def test_cancellation_takes_back_all_and_says_what() -> None:
    cancelled = cancellation_of(invoice(payment=DUE), "CB-2026-0018", date(2026, 11, 30), "Storniert")
    assert (cancelled.cancels, cancelled.cancels_on) == ("CB-2026-0017", invoices.DAY)
    assert cancelled.totals.gross_cents == -14700
    assert (cancelled.note, cancelled.payment) == ("Storniert", None)
    with pytest.raises(ValueError, match="cancelled"):
        cancellation_of(cancelled, "CB-2026-0019", date(2026, 11, 30))


def test_small_form_is_for_people_up_to_250_euros() -> None:
    assert kind_for(25_000, is_business=False) == "small"
    assert kind_for(25_001, is_business=False) == kind_for(100, is_business=True) == "invoice"


def test_what_is_outside_vat_gets_an_invoice_of_its_own() -> None:
    taxed, free, outside = (Line("a", 1, 100, vat) for vat in (STANDARD, EXEMPT, OUTSIDE))
    assert separately([taxed, outside, free]) == [(taxed, free), (outside,)]
    assert separately([taxed]) == [(taxed,)]


def test_collective_lines_are_days_by_cost_centre_and_nothing_else() -> None:
    used = [
        DaysUsed("4712", 1, 1500, STANDARD),
        DaysUsed("", 1, 700, STANDARD),
        DaysUsed("4712", 2, 3000, STANDARD),
        DaysUsed("4712", 1, 500, REDUCED),
        DaysUsed("4711", 0, 0, SMALL),
    ]
    lines = collective_lines(used)
    assert [(line.cost_centre, line.quantity, line.gross_cents, line.vat) for line in lines] == [
        ("", 1, 700, STANDARD),
        ("4712", 1, 500, REDUCED),
        ("4712", 3, 4500, STANDARD),
    ]
    assert {(line.text, line.unit) for line in lines} == {("Nutzungstage an Arbeitsplätzen und in Räumen", "day")}
