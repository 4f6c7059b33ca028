"""E-invoices keep the official rules for every VAT treatment, and their cents are the invoice's."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest

from payments.invoices.checks import WrongInvoice
from payments.invoices.documents import InvoiceDocument, Line
from payments.invoices.zugferd import agrees, xml_of
from tests.support import invoices
from tests.support.hostile import PAYLOADS
from tests.support.invoices import EXEMPT, LINES, OPERATOR, OUTSIDE, REDUCED, STANDARD, invoice

pytestmark = pytest.mark.one_database

Judge = Callable[[bytes], set[str]]


@pytest.mark.parametrize("document", invoices.cases().values(), ids=invoices.cases())
def test_e_invoice_of_each_case_keeps_the_official_rules(document: InvoiceDocument, broken_rules: Judge) -> None:
    assert broken_rules(xml_of(document)) == set()


@pytest.mark.parametrize("vats", [(STANDARD, REDUCED, EXEMPT), (OUTSIDE,)], ids=["taxed and exempt", "outside"])
def test_random_e_invoices_keep_the_official_rules(vats: tuple[invoices.Vat, ...], broken_rules: Judge) -> None:
    random = Random(2026)
    for _ in range(20):
        document = invoice(lines=(Line("a", 1, 2_400_000, vats[0]), *invoices.random_lines(random, vats=vats)))
        assert broken_rules(xml_of(document)) == set()


@pytest.mark.parametrize(
    ("case", "find", "put", "rules"),
    [
        ("19 %", "<ram:GrandTotalAmount>27.00<", "<ram:GrandTotalAmount>28.00<", {"BR-CO-15", "BR-CO-16"}),
        ("19 %", "<ram:CalculatedAmount>4.31<", "<ram:CalculatedAmount>5.31<", {"BR-CO-14", "BR-S-09"}),
        ("19 %", "<ram:LineTotalAmount>12.61<", "<ram:LineTotalAmount>13.61<", {"BR-CO-10"}),
        ("§ 19 without VAT id", "<ram:ID>22/203/04567</ram:ID>", "", {"BR-CO-26"}),
        ("exempt", "ExemptionReason>", "Gone>", {"BR-E-10"}),
        ("19 %", "<ram:Name>Weserbergland Maschinenbau GmbH</ram:Name>", "", {"BR-07"}),
    ],
    ids=["total", "tax", "line", "nobody known", "reason", "buyer"],
)
def test_wrong_e_invoice_breaks_the_rule_by_name(
    case: str, find: str, put: str, rules: set[str], broken_rules: Judge
) -> None:
    xml = xml_of(invoices.cases()[case]).decode()
    assert find in xml
    assert rules <= broken_rules(xml.replace(find, put).encode())


def test_seller_without_tax_number_breaks_the_rule_by_name(broken_rules: Judge) -> None:
    xml = xml_of(invoices.of_vat(STANDARD)).decode()
    for number in ("22/203/04567", "DE123456788"):
        scheme = "FC" if "/" in number else "VA"
        registration = f'<ram:ID schemeID="{scheme}">{number}</ram:ID>'
        assert registration in xml
        xml = xml.replace(registration, '<ram:ID schemeID="XX">0</ram:ID>')
    assert "BR-S-02" in broken_rules(xml.encode())


def test_vat_off_by_half_a_euro_passes_the_official_rules_and_fails_ours(broken_rules: Judge) -> None:
    document = invoices.of_vat(STANDARD)
    xml = xml_of(document).decode()
    for right, wrong in (("22.69", "22.19"), ("4.31", "4.81"), ("12.61", "12.11")):
        assert right in xml
        xml = xml.replace(f">{right}<", f">{wrong}<")
    assert broken_rules(xml.encode()) == set()
    with pytest.raises(WrongInvoice, match="e-invoice: "):
        agrees(xml.encode(), document)


@pytest.mark.parametrize(
    "name",
    ["LineTotalAmount", "BasisAmount", "CalculatedAmount", "TaxTotalAmount", "GrandTotalAmount", "DuePayableAmount"],
)
def test_amount_that_differs_by_a_cent_is_found(name: str) -> None:
    document = invoice(payment=invoices.DUE)
    before, amount, after = _around(xml_of(document).decode(), name)
    changed = f"{before}{float(amount) + 0.01:.2f}{after}"
    with pytest.raises(WrongInvoice, match=name):
        agrees(changed.encode(), document)


def _around(xml: str, name: str) -> tuple[str, str, str]:
    """Before, inside and after the last element of this name."""
    start = xml.index(">", xml.rindex(f"<ram:{name}")) + 1
    end = xml.index("<", start)
    return xml[:start], xml[start:end], xml[end:]


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"buyer": None, "kind": "small", "lines": LINES[:1]}, "buyer"),
        ({"seller": replace(OPERATOR, address=())}, "address"),
        ({"lines": (*LINES, Line("a", 1, 100, OUTSIDE))}, "outside-alone"),
        ({"lines": (Line("a", 1, 100, invoices.Vat("exempt", 0)),)}, "vat-reason"),
    ],
)
def test_e_invoice_that_cannot_be_is_refused(changed: dict[str, object], rule: str) -> None:
    with pytest.raises(WrongInvoice) as wrong:
        xml_of(invoice(**changed))
    assert wrong.value.rule == rule


def test_what_is_outside_vat_has_no_rate_at_all_and_no_vat_id() -> None:
    xml = xml_of(invoices.of_vat(OUTSIDE)).decode()
    assert "RateApplicablePercent" not in xml
    assert 'schemeID="VA"' not in xml


def test_cancellation_is_a_corrected_invoice_that_names_the_first() -> None:
    xml = xml_of(invoices.cases()["cancellation"]).decode()
    assert "<ram:TypeCode>384</ram:TypeCode>" in xml
    assert "<ram:IssuerAssignedID>CB-2026-0017</ram:IssuerAssignedID>" in xml
    assert '<ram:BilledQuantity unitCode="HUR">-3</ram:BilledQuantity>' in xml


def test_collective_e_invoice_has_cost_centres_and_only_the_month() -> None:
    xml = xml_of(invoices.collective()).decode()
    assert xml.count("ReceivableSpecifiedTradeAccountingAccount>") == 2 * 23
    assert "Bestellung 4711" in xml
    assert {"20261101", "20261130", "20261124", "20261214"} == {
        part[:8] for part in xml.split('format="102">')[1:]
    }  # period, date of the invoice, due date


@pytest.mark.parametrize("payload", [*PAYLOADS, "&amp; <ram:Name>", "]]>", "<!DOCTYPE x>", "A\uffffB"])
def test_hostile_names_stay_names(payload: str, broken_rules: Judge) -> None:
    name = payload or "x"
    party = replace(OPERATOR, name=f"A{name}", address=(name, "31863 Coppenbrügge"), email="a@example.org")
    document = invoice(seller=party, buyer=replace(party, vat_id="", iban=""), lines=(Line(name, 1, 100, STANDARD),))
    xml = xml_of(replace(document, note=name, buyer_reference=name))
    assert xml.count(b"<ram:IncludedSupplyChainTradeLineItem>") == 1
    assert broken_rules(xml) <= {"PEPPOL-EN16931-R008"}


def test_same_invoice_has_the_same_xml() -> None:
    assert xml_of(invoice()) == xml_of(invoice())
