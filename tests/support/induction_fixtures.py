"""A workshop whose printers need an induction. It is Tuesday, 9:07 there."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests.support.inductions import Workshop, clocked, workshop


@pytest.fixture
def clock() -> Iterator[Any]:
    with clocked() as traveller:
        yield traveller


@pytest.fixture
def made(app: Flask, clock: Any) -> Workshop:
    return workshop(app, clock)
