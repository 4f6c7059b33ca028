"""What an operator's taxes are. Pure functions of values."""

from typing import NamedTuple

RATES = {"standard": 19, "reduced": 7, "small": 0, "exempt": 0, "outside": 0}
"""Percent by treatment: "small" is § 19 UStG, "exempt" § 4, "outside" what is no business at all (§ 2b)."""


class Vat(NamedTuple):
    """How something is taxed: `rate` in percent; `reason` is the law's sentence for what is exempt or outside."""

    treatment: str = "standard"
    rate: int = 19
    reason: str = ""
