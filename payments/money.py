"""Cents: gross is what people see and pay (PAngV), so net is worked out of gross, and no cent is lost in parts."""

from collections.abc import Sequence


def net_of(gross_cents: int, rate: int) -> int:
    """The net cents in a gross amount at a rate in percent, halves rounded away from zero.

    VAT is what remains of gross. The other way round a sixth of all gross amounts at 19 % could not be had: 12.61 € and
    19 % of it are 15.01 €, one cent less is 14.99 €.
    """
    net = (200 * abs(gross_cents) + 100 + rate) // (2 * (100 + rate))
    return -net if gross_cents < 0 else net


def nets_of(gross_cents: Sequence[int], rate: int) -> list[int]:
    """The net cents of lines at one rate: together exactly `net_of` of their sum, each by less than a cent from its
    own exact net."""
    return _apportioned(net_of(sum(gross_cents), rate), [100 * gross for gross in gross_cents], 100 + rate)


def split(total_cents: int, weights: Sequence[int]) -> list[int]:
    """The total in parts as the weights are (none of them negative, at least one), by largest remainder: they add up to
    it exactly, and each is by less than a cent from its exact share. Raises ValueError when there are no weights."""
    if not weights or min(weights) < 0:
        raise ValueError("split needs weights, and none below zero")
    whole = sum(weights)
    if whole == 0:
        return split(total_cents, [1] * len(weights))
    return _apportioned(total_cents, [total_cents * weight for weight in weights], whole)


def _apportioned(total: int, shares: list[int], divisor: int) -> list[int]:
    """Each share/divisor rounded down, and what then lacks to the total by a cent each to the largest remainders; the
    first of equals goes first. Signs changed, the result is the same with its signs changed: so a cancellation is the
    exact mirror of its invoice."""
    if (total or next((share for share in shares if share), 0)) < 0:
        return [-part for part in _apportioned(-total, [-share for share in shares], divisor)]
    parts = [share // divisor for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda place: -(shares[place] % divisor))
    for place in by_remainder[: total - sum(parts)]:
        parts[place] += 1
    return parts
