"""How often wrong codes may be typed: counted for each hub, and for each network whatever the hub.

A code is one of 10⁶. At a hub with thirty live codes a guess is right once in 33,000 times, and a hub takes 30 wrong
ones a day: it would take a stranger some three years of every day to find any of them, and they live for a week.
"""

from bookings.handover.errors import TooManyCodes
from core import ratelimit
from core.errors import TooManyAttempts

QUARTER, DAY = 15 * 60, 24 * 3600
WRONG_AT_HUB = ((5, QUARTER), (30, DAY))
"""Tries, in so many seconds."""
WRONG_FROM_NETWORK = ((5, QUARTER), (30, DAY))


def count(hub_id: int, network: str) -> None:
    """TooManyCodes after too many. Ends the transaction that is open."""
    try:
        for scope, key, limits in _counted(hub_id, network):
            for tries, seconds in limits:
                ratelimit.hit(scope, key, tries, seconds)
    except TooManyAttempts as error:
        raise TooManyCodes(**error.facts) from error


def was_right(hub_id: int, network: str) -> None:
    """A right one does not count."""
    for scope, key, limits in _counted(hub_id, network):
        for _tries, seconds in limits:
            ratelimit.give_back(scope, key, seconds)


def _counted(hub_id: int, network: str) -> tuple[tuple[str, str, tuple[tuple[int, int], ...]], ...]:
    return (
        ("handover-network", network, WRONG_FROM_NETWORK),
        ("handover-hub", str(hub_id), WRONG_AT_HUB),
    )
