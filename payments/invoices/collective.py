"""The lines of an employer's monthly invoice: days by cost centre. No place, no day, no name can get in: there is no
field for them, and the text is always the same. “November 2026” suffices as period (§ 31 (4) UStDV)."""

from collections.abc import Iterable
from typing import NamedTuple

from hubs.operators.rules import Vat
from payments.invoices import words
from payments.invoices.documents import Line


class DaysUsed(NamedTuple):
    """What one person or cost centre has used: days, what they cost gross, and how that is taxed."""

    cost_centre: str
    days: int
    gross_cents: int
    vat: Vat


def collective_lines(used: Iterable[DaysUsed], locale: str = "de") -> tuple[Line, ...]:
    """One line for each cost centre and VAT, in the order of the cost centres; what has none comes first."""
    sums: dict[tuple[str, Vat], tuple[int, int]] = {}
    for use in used:
        days, gross_cents = sums.get((use.cost_centre, use.vat), (0, 0))
        sums[use.cost_centre, use.vat] = (days + use.days, gross_cents + use.gross_cents)
    text = words.words(locale).collective_line
    return tuple(
        Line(text, days, gross_cents, vat, unit="day", cost_centre=cost_centre)
        for (cost_centre, vat), (days, gross_cents) in sorted(sums.items())
        if days
    )
