"""What an invoice must be called, how long it is kept, and whose name it needs. Pure functions of values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from payments.invoices.documents import Party, kind_for

KEPT_YEARS = 8
"""§ 14b UStG: they begin when the year of the invoice is over."""
DAYS_TO_PAY = 14
LONGEST_NAME, LONGEST_ADDRESS, LONGEST_REASON = 160, 400, 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """Who the invoice is for: `company` is empty for people; `address` in lines, the last with postcode and town;
    `reference` is what a business wants to read on it."""

    name: str = ""
    company: str = ""
    address: str = ""
    vat_id: str = ""
    reference: str = ""


def label(prefix: str, year: int, number: int) -> str:
    """CB-2026-0017: an operator's invoice in words."""
    return f"{prefix}-{year}-{number:04d}"


def keep_until(issued_on: date) -> date:
    """The last day on which it is kept."""
    return date(issued_on.year + KEPT_YEARS, 12, 31)


def missing(buyer: Mapping[str, Any], gross_cents: int, *, is_business: bool) -> tuple[str, ...]:
    """What the invoice still needs of its buyer (`Fee.buyer`): "name", "address"; nothing of a small one."""
    if kind_for(gross_cents, is_business=is_business) == "small":
        return ()
    name = buyer.get("company") or buyer.get("name")
    return tuple(what for what, there in (("name", name), ("address", buyer.get("address"))) if not there)


def party(buyer: Mapping[str, Any], *, is_business: bool, is_small: bool) -> Party | None:
    """The buyer as the invoice names them. A small one says the name alone: whoever pays for somebody else, such as an
    employer, wants to read it."""
    name, company = str(buyer.get("name") or ""), str(buyer.get("company") or "")
    if not (name or company):
        return None
    if is_small:
        return Party(company or name)
    address = lines_of(str(buyer.get("address") or ""))
    attention = (name,) if company and name and name != company else ()
    email = str(buyer.get("email") or "") if is_business else ""
    return Party(company or name, (*attention, *address), email=email, vat_id=str(buyer.get("vat_id") or ""))


def lines_of(address: str) -> tuple[str, ...]:
    """The lines of an address, without empty ones."""
    return tuple(line.strip() for line in address.splitlines() if line.strip())
