"""What an operator may be, and which VAT holds on a day. Pure functions of values; check_… raise named errors."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from stdnum import bic as bics
from stdnum import iban as ibans
from stdnum.eu import vat as vat_ids
from stdnum.exceptions import ValidationError

from core.mailboxes import BadEmail, clean_email
from core.text import is_blank
from hubs.setup_errors import InvalidSetup

PRODUCTS = ("space", "pass", "offer")
"""For what an operator may have VAT rules of its own: bookings, passes, what is on."""
RATES = {"standard": 19, "reduced": 7, "small": 0, "exempt": 0, "outside": 0}
"""Percent by treatment: "small" is § 19 UStG, "exempt" § 4, "outside" what is no business at all (§ 2b)."""
WAYS = ("on_site", "transfer", "online")
PREFIX = re.compile(r"[A-Z0-9]{1,8}")
ACCOUNT = re.compile(r"acct_[A-Za-z0-9]{1,35}")
DATEV_NUMBER = re.compile(r"[0-9]{1,7}")
LONGEST_ADDRESS = 400
LONGEST_REASON = 200


class Vat(NamedTuple):
    """How something is taxed: `rate` in percent; `reason` is the law's sentence for what is exempt or outside."""

    treatment: str = "standard"
    rate: int = 19
    reason: str = ""


STANDARD = Vat()


class VatRuleFacts(NamedTuple):
    """How a product is taxed from a day on."""

    product: str
    valid_from: date
    vat: Vat


@dataclass(frozen=True, slots=True)
class OperatorFacts:
    """An operator as bookings and prices need it. `ways`: by which it takes money, if it takes any here."""

    id: int
    slug: str
    legal_name: str
    takes_money: bool = False
    ways: tuple[str, ...] = ()
    trial_day: bool = False
    delayed_methods: bool = False
    stripe_account: str | None = None
    sells_passes_district_wide: bool = False
    texts_stamp: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorValues:
    """What an operator is, apart from its VAT, prices and people."""

    legal_name: str
    address: str = ""
    email: str | None = None
    phone: str | None = None
    tax_number: str | None = None
    vat_id: str | None = None
    register_entry: str | None = None
    iban: str | None = None
    bic: str | None = None
    prefix: str = ""
    stripe_account: str | None = None
    takes_money: bool = False
    ways: tuple[str, ...] = ()
    till_hint_accepted: bool = False
    delayed_methods: bool = False
    trial_day: bool = False
    sells_passes_district_wide: bool = False
    datev_consultant: str | None = None
    datev_client: str | None = None


def vat_on(rules: Iterable[VatRuleFacts], product: str, service_day: date) -> Vat:
    """How the product is taxed when it is rendered on that day: by the latest rule until then; 19 % without any."""
    begun = [rule for rule in rules if rule.product == product and rule.valid_from <= service_day]
    return max(begun, key=lambda rule: rule.valid_from).vat if begun else STANDARD


def check_vat(product: str, vat: Vat) -> None:
    """InvalidSetup for what no VAT rule can say; who charges none says why."""
    if product not in PRODUCTS:
        raise InvalidSetup("product", "choice", choices=", ".join(PRODUCTS))
    if vat.treatment not in RATES or RATES[vat.treatment] != vat.rate:
        raise InvalidSetup("treatment", "choice", choices=", ".join(RATES))
    if len(vat.reason) > LONGEST_REASON:
        raise InvalidSetup("reason", "too-long", most=LONGEST_REASON)
    if vat.treatment in ("exempt", "outside") and is_blank(vat.reason):
        raise InvalidSetup("reason", "required")


def check_operator(values: OperatorValues) -> None:
    """InvalidSetup for the first value by which no operator can be run, with its field."""
    _check_lengths(values)
    _check_numbers(values)
    _check_money(values)


def _check_lengths(values: OperatorValues) -> None:
    if is_blank(values.legal_name):
        raise InvalidSetup("legal_name", "required")
    for field, most in _LENGTHS.items():
        if len(getattr(values, field) or "") > most:
            raise InvalidSetup(field, "too-long", most=most)
    if values.email is not None:
        try:
            clean_email(values.email)
        except BadEmail as error:
            raise InvalidSetup("email", "mail", why=error.facts["reason"]) from None


_LENGTHS = {
    "legal_name": 160,
    "address": LONGEST_ADDRESS,
    "phone": 40,
    "tax_number": 40,
    "register_entry": 120,
}


def _check_numbers(values: OperatorValues) -> None:
    for field, is_right in _NUMBERS.items():
        value = getattr(values, field)
        if value is not None and not is_right(value):
            raise InvalidSetup(field, field)
    if not PREFIX.fullmatch(values.prefix):
        raise InvalidSetup("prefix", "prefix")


def _is_vat_id(text: str) -> bool:
    try:
        return bool(vat_ids.compact(text) == text and vat_ids.validate(text))
    except ValidationError:
        return False


def _is_iban(text: str) -> bool:
    return ibans.is_valid(text) and ibans.compact(text) == text


def _is_bic(text: str) -> bool:
    return bics.is_valid(text) and bics.compact(text) == text


def _is_account(text: str) -> bool:
    return ACCOUNT.fullmatch(text) is not None


def _is_datev_number(text: str) -> bool:
    return DATEV_NUMBER.fullmatch(text) is not None


_NUMBERS: dict[str, Callable[[str], bool]] = {
    "iban": _is_iban,
    "bic": _is_bic,
    "vat_id": _is_vat_id,
    "stripe_account": _is_account,
    "datev_consultant": _is_datev_number,
    "datev_client": _is_datev_number,
}


def _check_money(values: OperatorValues) -> None:
    for way in values.ways:
        if way not in WAYS:
            raise InvalidSetup("ways", "choice", choices=", ".join(WAYS))
    if "on_site" in values.ways and not values.till_hint_accepted:
        raise InvalidSetup("till_hint_accepted", "till-hint")
    if "transfer" in values.ways and not values.iban:
        raise InvalidSetup("iban", "iban-for-transfer")
    if values.takes_money and not (values.tax_number or values.vat_id):
        raise InvalidSetup("tax_number", "tax-number")
    if values.takes_money and is_blank(values.address):
        raise InvalidSetup("address", "required")
    if values.takes_money and not values.ways:
        raise InvalidSetup("ways", "no-way")
