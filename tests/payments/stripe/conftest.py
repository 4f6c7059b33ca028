"""A hub where one pays online, with the fake Stripe."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from tests.support.paying import Till, till
from tests.support.stripe import FakeStripe


@pytest.fixture
def shop(make_app: Callable[..., Flask], fake_stripe: FakeStripe) -> Iterator[Till]:
    with till(make_app, fake_stripe) as made:
        yield made
