"""What a pass may be, how long it holds, how it is taxed, and what a visit is worth. Pure functions of values."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.text import is_blank
from hubs.operators.rules import Vat, VatRuleFacts, vat_on
from hubs.rules import KINDS
from hubs.setup_errors import InvalidSetup
from hubs.tariffs import GROUPS
from payments.money import split
from payments.passes.errors import PassBeginsOutside

PASS_KINDS = ("day", "visits", "month")
SCOPES = ("hub", "operator", "district")
LONGEST_NAME = 80
MOST_VISITS, MOST_DAYS, MOST_CENTS = 100, 1100, 1_000_000
AHEAD_DAYS = 60
"""So far ahead the first day of a pass may lie when it is bought."""
AT_USE = Vat("outside", 0, "Mehrzweckgutschein (§ 3 Abs. 15 UStG): Die Umsatzsteuer entsteht erst bei der Einlösung.")
"""How the sale of a multi-purpose voucher is taxed: not at all. The text stands on the invoice."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductValues:
    """What an operator sells. `size`: visits, None for a month pass; `valid_days` from its first day on, with it."""

    name_de: str
    name_en: str = ""
    kind: str
    size: int | None
    price_cents: int
    valid_days: int
    scope: str = "operator"
    hub_id: int | None = None
    kinds: tuple[str, ...] = ("desk",)
    group: str | None = None


def check_product(values: ProductValues, hub_ids: Iterable[int], *, may_be_district: bool) -> None:
    """InvalidSetup for the first value by which nothing can be sold, with its field. `hub_ids`: the operator's."""
    _check_names(values)
    _check_numbers(values)
    _check_choice("scope", values.scope, SCOPES if may_be_district else SCOPES[:2])
    if values.scope == "hub" and values.hub_id not in set(hub_ids):
        raise InvalidSetup("hub_id", "required")
    if not values.kinds:
        raise InvalidSetup("kinds", "required")
    for kind in values.kinds:
        _check_choice("kinds", kind, KINDS)
    if values.group is not None:
        _check_choice("group", values.group, GROUPS)


def _check_names(values: ProductValues) -> None:
    if is_blank(values.name_de):
        raise InvalidSetup("name_de", "required")
    for field in ("name_de", "name_en"):
        if len(getattr(values, field)) > LONGEST_NAME:
            raise InvalidSetup(field, "too-long", most=LONGEST_NAME)


def _check_numbers(values: ProductValues) -> None:
    _check_choice("kind", values.kind, PASS_KINDS)
    if values.kind == "month" and values.size is not None:
        raise InvalidSetup("size", "choice", choices="-")
    if values.kind != "month":
        _check_range("size", values.size, MOST_VISITS)
    if not 1 <= values.price_cents <= MOST_CENTS:
        raise InvalidSetup("price_cents", "range", least="0,01 €", most=f"{MOST_CENTS // 100} €")
    _check_range("valid_days", values.valid_days, MOST_DAYS)


def _check_choice(field: str, value: str, choices: Sequence[str]) -> None:
    if value not in choices:
        raise InvalidSetup(field, "choice", choices=", ".join(choices))


def _check_range(field: str, value: int | None, most: int) -> None:
    if value is None or not 1 <= value <= most:
        raise InvalidSetup(field, "range", least=1, most=most)


def check_first_day(first: date, today: date) -> None:
    """PassBeginsOutside unless one can buy a pass today that begins then."""
    if not today <= first <= today + AHEAD_DAYS * DAY:
        raise PassBeginsOutside(most=AHEAD_DAYS)


def last_day(first: date, valid_days: int) -> date:
    """The last day on which it holds; a pass of one day ends on the day on which it begins."""
    return first + (valid_days - 1) * DAY


def use_value_cents(price_cents: int, size: int | None, valid_days: int) -> int:
    """What one visit is worth: a share of the price, or a day's share of a month pass; rounded down."""
    return price_cents // (size or valid_days)


def visit_value_cents(price_cents: int, parts: int, number: int) -> int:
    """What the visit of this number (1 is the first) is worth, of as many as there are parts: together they are the
    price to the cent, whichever are used. Beyond the last part, as on a month pass, nothing is left."""
    worth = [price_cents * min(count, parts) // parts for count in (number - 1, number)]
    return worth[1] - worth[0]


def visit_shares(price_cents: int, parts: int, settled: Sequence[int], hosts: Sequence[int]) -> list[int]:
    """What each visit of a month with a month pass is worth, in their order; `hosts`: the operators visited, one for
    each visit; `settled`: what earlier visits were worth when they were settled.

    A visit is one of as many parts as the pass has days. With more visits than parts what is left of the price is
    split by use: by largest remainder, so that all visits are never worth more than was paid, and exactly so much
    where nothing is left unused. Another visit never makes its operator's share smaller.
    """
    if not hosts:
        return []
    left_cents, left_parts = max(0, price_cents - sum(settled)), max(0, parts - len(settled))
    counts = Counter(hosts)
    places = sorted(counts)
    unused = max(0, left_parts - len(hosts))
    shares = split(left_cents, [*(counts[place] for place in places), unused])
    values = {place: iter(split(share, [1] * counts[place])) for place, share in zip(places, shares, strict=False)}
    return [next(values[host]) for host in hosts]


def value_known_on(size: int | None, used_on: date) -> date:
    """From which day on nothing changes any more in what a visit is worth: the day after it, and with a month pass when
    its month has been settled."""
    return used_on + DAY if size else month_after(used_on.replace(day=1)) + 4 * DAY


def vat_of_pass(rules: Sequence[VatRuleFacts], day: date) -> Vat:
    """How a pass that is sold on that day is taxed: like what it is for, unless the operator has a rule for passes."""
    has_own = any(rule.product == "pass" and rule.valid_from <= day for rule in rules)
    return vat_on(rules, "pass" if has_own else "space", day)


def voucher(rules: Sequence[VatRuleFacts], scope: str, sold_on: date, until: date) -> str:
    """ "single" when it is known at the sale who renders the service, and one VAT rate holds until the pass ends: VAT
    is due at the sale. "multi" else: VAT is due at each visit (§ 3 Abs. 14, 15 UStG)."""
    days = {sold_on, *(rule.valid_from for rule in rules if sold_on < rule.valid_from <= until)}
    taxed = {vat[:2] for day in days for vat in (vat_of_pass(rules, day), vat_on(rules, "space", day))}
    return "single" if scope != "district" and len(taxed) == 1 else "multi"


def vat_of_sale(rules: Sequence[VatRuleFacts], kind_of_voucher: str, sold_on: date) -> Vat:
    """The VAT that stands on the invoice of the sale."""
    return vat_of_pass(rules, sold_on) if kind_of_voucher == "single" else AT_USE


def used_cents(price_cents: int, size: int | None, used: int, span: tuple[date, date], today: date) -> int:
    """What of a pass that is taken back was used, so that it is not given back: its visits, or the days of a month
    pass until today, today included."""
    first, last = span
    parts = size or (last - first).days + 1
    gone = used if size else max(0, (min(today, last) - first).days + 1) if used else 0
    return min(price_cents, price_cents * gone // parts)


def settled_months(today: date, months: int = 3, grace_days: int = 3) -> list[date]:
    """The first days of the months that are over since at least `grace_days` full days, the earliest first."""
    first = (today - grace_days * DAY).replace(day=1)
    found = []
    for _ in range(months):
        first = (first - DAY).replace(day=1)
        found.append(first)
    return found[::-1]


def month_after(first: date) -> date:
    """The first day of the next month."""
    return (first + 31 * DAY).replace(day=1)
