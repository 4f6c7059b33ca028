"""A hub with a confidential room at 10 € an hour, where one pays online, with the fake Stripe."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.support.confidential import OUTER, ROOM, with_room
from tests.support.paying import Till, till
from tests.support.stripe import FakeStripe


@pytest.fixture
def shop(stripe_app: Flask, fake_stripe: FakeStripe) -> Iterator[Till]:
    with till(stripe_app, fake_stripe, prices={"desk": 300, "room": 1000}) as made:
        with_room(made.home, ROOM, OUTER)
        yield made
