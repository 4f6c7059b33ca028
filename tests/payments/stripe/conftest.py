"""A hub where one pays online, with the fake Stripe."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.support.paying import Till, till
from tests.support.stripe import FakeStripe


@pytest.fixture
def shop(stripe_app: Flask, fake_stripe: FakeStripe) -> Iterator[Till]:
    with till(stripe_app, fake_stripe) as made:
        yield made
