"""How often somebody may try PINs at a door sign: counted for each sign, whoever stands there."""

from core import ratelimit

PIN_TRIES = ((8, 15 * 60), (40, 24 * 3600))
"""Tries, in so many seconds. Four digits have 10,000 combinations: guessing one takes months."""


def count_pin(sign_id: int) -> None:
    """TooManyAttempts after too many. Ends the transaction that is open."""
    for tries, seconds in PIN_TRIES:
        ratelimit.hit("door-pin", str(sign_id), tries, seconds)


def pin_was_right(sign_id: int) -> None:
    """A right one does not count."""
    for _tries, seconds in PIN_TRIES:
        ratelimit.give_back("door-pin", str(sign_id), seconds)
