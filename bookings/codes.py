"""Pick-up codes: short enough to be said on the phone. They name a booking within one hub and open nothing.

Who has called is given one, and so is everybody who books a confidential place: there it stands for the name.
"""

import secrets
from datetime import datetime

from bookings import queries

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 5
SOME = 5
"""So many more than are needed: some are new, however many are in use."""


def new_codes(hub_id: int, number: int, moment: datetime) -> list[str]:
    """So many different ones that no running or coming booking of the hub has. One query."""
    drawn = dict.fromkeys(some_codes(number + SOME))
    in_use = queries.codes_in_use(hub_id, drawn, moment)
    return [code for code in drawn if code not in in_use][:number]


def some_codes(number: int) -> list[str]:
    return ["".join(secrets.choice(SIGNS) for _ in range(LENGTH)) for _ in range(number)]
