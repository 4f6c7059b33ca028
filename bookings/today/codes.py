"""Pick-up codes: short enough to be said on the phone. They name a booking within one hub and open nothing."""

import secrets

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 5
SOME = 5


def some_codes() -> list[str]:
    """A few at a time: one of them is new, however many are in use."""
    return ["".join(secrets.choice(SIGNS) for _ in range(LENGTH)) for _ in range(SOME)]
