"""Invoices to try things on: an operator, a business, one of each VAT treatment, and random ones."""

import io
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

from segno import helpers

from hubs.operators.rules import Vat
from payments.invoices.documents import InvoiceDocument, Line, Party, PaymentTerms, cancellation_of, totals_of

STANDARD = Vat("standard", 19)
REDUCED = Vat("reduced", 7)
SMALL = Vat("small", 0)
EXEMPT = Vat("exempt", 0, "§ 4 Nr. 12 Buchstabe a UStG")
OUTSIDE = Vat("outside", 0, "§ 2b UStG")
VATS = (STANDARD, REDUCED, SMALL, EXEMPT, OUTSIDE)
DAY = date(2026, 11, 24)

OPERATOR = Party(
    "Flecken Coppenbrügge",
    ("Schloßstraße 2", "31863 Coppenbrügge"),
    email="rathaus@coppenbruegge.example",
    phone="05156 7819-0",
    tax_number="22/203/04567",
    vat_id="DE123456788",
    iban="DE02120300000000202051",
    bic="BYLADEM1001",
)
BUSINESS = Party(
    "Weserbergland Maschinenbau GmbH",
    ("z. Hd. Frau Öztürk-Łapiński", "Industriestraße 14a", "31785 Hameln"),
    vat_id="DE811907980",
)
LINES = (
    Line("Schreibtisch am Fenster, Dorfhub Coppenbrügge", 3, 1500, STANDARD, "hour"),
    Line("Zehnerkarte", 1, 12000, STANDARD),
    Line("Fachbuch", 2, 1200, REDUCED),
)
DUE = PaymentTerms(14700, due_on=date(2026, 12, 8), way="transfer", reference="RF62CB20260001")


def invoice(**changed: Any) -> InvoiceDocument:
    """147.00 € at 19 and 7 % to a business; the totals are those of the lines unless they are given."""
    values: dict[str, Any] = {
        "number": "CB-2026-0017",
        "kind": "invoice",
        "issued_on": DAY,
        "service_from": DAY,
        "service_to": DAY,
        "seller": OPERATOR,
        "buyer": BUSINESS,
        "lines": LINES,
    } | changed
    return InvoiceDocument(**{"totals": totals_of(values["lines"])} | values)


def of_vat(vat: Vat, **changed: Any) -> InvoiceDocument:
    """One over 15.00 € and 12.00 €, the amounts that no net with its VAT comes to."""
    return invoice(lines=(Line("Tagesticket", 1, 1500, vat), Line("Tagesticket", 2, 1200, vat)), **changed)


def cases() -> dict[str, InvoiceDocument]:
    """One for each thing that may be on an invoice."""
    without_vat_id = replace(OPERATOR, vat_id="")
    due = invoice(payment=DUE)
    return {
        "19 and 7 %, due": due,
        "19 %": of_vat(STANDARD),
        "7 %": of_vat(REDUCED),
        "§ 19 without VAT id": of_vat(SMALL, seller=without_vat_id),
        "exempt": of_vat(EXEMPT),
        "outside": of_vat(OUTSIDE),
        "outside, VAT id only": of_vat(OUTSIDE, seller=replace(OPERATOR, tax_number="")),
        "exempt for two reasons and 19 %": invoice(
            lines=(Line("a", 1, 500, EXEMPT), Line("b", 1, 700, Vat("exempt", 0, "§ 4 Nr. 22")), *LINES)
        ),
        "paid": invoice(payment=PaymentTerms(0, paid_on=DAY, way="online"), locale="en"),
        "paid by a voucher": invoice(payment=PaymentTerms(0, way="pass"), is_redemption=True),
        "partly paid": invoice(payment=replace(DUE, due_cents=2700)),
        "cancellation": cancellation_of(due, "CB-2026-0018", date(2026, 11, 30), "Den Betrag erhalten Sie zurück."),
        "cancellation of outside": cancellation_of(of_vat(OUTSIDE), "CB-2026-0019", date(2026, 11, 30)),
        "register entry": invoice(seller=replace(without_vat_id, register_entry="GnR 200123, Amtsgericht Hannover")),
        "with something taken back": invoice(lines=(*LINES, Line("Gutgeschriebener Tag", -1, -1500, STANDARD))),
        "137 lines": invoice(lines=tuple(Line(f"Tag {n}", 1, 1500 - n % 7, STANDARD) for n in range(137))),
        "collective": collective(),
    }


def collective() -> InvoiceDocument:
    """Of a month, with cost centres."""
    lines = tuple(Line("Nutzungstage", n, n * 1500, STANDARD, "day", str(4700 + n)) for n in range(1, 24))
    payment = PaymentTerms(414000, date(2026, 12, 14), reference="RF62CB20260001")
    span = {"service_from": date(2026, 11, 1), "service_to": date(2026, 11, 30)}
    return invoice(kind="collective", buyer_reference="Bestellung 4711", lines=lines, payment=payment, **span)


def small() -> InvoiceDocument:
    """The small form, by a shop that takes no VAT; nobody is named."""
    shop = Party("Dorfladen Bisperode eG", ("Marktplatz 3", "31863 Coppenbrügge"), tax_number="22/203/04568")
    return of_vat(SMALL, kind="small", buyer=None, seller=shop, payment=PaymentTerms(0, paid_on=DAY, way="on_site"))


def random_lines(random: Random, *, vats: tuple[Vat, ...] = VATS) -> tuple[Line, ...]:
    """One to twelve, of 0 to 2,000 €, some of them taken back."""
    lines = []
    for number in range(random.randint(1, 12)):
        back = -1 if random.random() < 0.1 else 1
        cents = random.choice((random.randint(0, 200), random.randint(0, 20_000), random.randint(0, 200_000)))
        quantity = random.choice((1, 1, 2, 3, 7, 10, 31))
        lines.append(Line(f"Leistung {number}", back * quantity, back * cents, random.choice(vats), "day"))
    return tuple(lines)


def girocode() -> str:
    """The picture of one (SVG), as bookings on account show it."""
    written = io.BytesIO()
    code = helpers.make_epc_qr(name=OPERATOR.name, iban=OPERATOR.iban, amount=147, reference=DUE.reference)
    code.save(written, kind="svg", xmldecl=False)
    return written.getvalue().decode()
