"""An invoice as JSON and back: what the database keeps of it, and what its files can be made from again."""

from dataclasses import asdict
from datetime import date
from typing import Any

from hubs.operators.rules import Vat
from payments.invoices.documents import InvoiceDocument, InvoiceTotals, Line, Party, PaymentTerms, RateTotal


def to_json(document: InvoiceDocument) -> dict[str, Any]:
    """Values that JSON knows: dates as 2026-11-24, VAT as {treatment, rate, reason}, money in cents."""
    plain = asdict(document)
    made: dict[str, Any] = _plain(plain)
    return made


def from_json(kept: dict[str, Any]) -> InvoiceDocument:
    """The same invoice again, totals as they were kept. Raises KeyError, TypeError or ValueError when it is none."""
    payment = kept["payment"]
    return InvoiceDocument(
        **{
            **kept,
            **{name: _day(kept[name]) for name in ("issued_on", "service_from", "service_to", "cancels_on")},
            "seller": _party(kept["seller"]),
            "buyer": _party(kept["buyer"]),
            "lines": tuple(Line(**{**line, "vat": Vat(**line["vat"])}) for line in kept["lines"]),
            "totals": _totals(kept["totals"]),
            "payment": payment
            and PaymentTerms(**{**payment, "due_on": _day(payment["due_on"]), "paid_on": _day(payment["paid_on"])}),
        }
    )


def _totals(kept: dict[str, Any]) -> InvoiceTotals:
    rates = tuple(RateTotal(**{**rate, "vat": Vat(**rate["vat"])}) for rate in kept["rates"])
    return InvoiceTotals(**{**kept, "rates": rates, "line_nets": tuple(kept["line_nets"])})


def _party(kept: dict[str, Any] | None) -> Party | None:
    return Party(**{**kept, "address": tuple(kept["address"])}) if kept else None


def _day(kept: str | None) -> date | None:
    return date.fromisoformat(kept) if kept else None


def _plain(value: Any) -> Any:
    if isinstance(value, Vat):
        return value._asdict()
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value
