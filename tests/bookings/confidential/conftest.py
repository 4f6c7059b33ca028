"""The hub of the consultation room, with a host, on Tuesday, 24.11.2026."""

from typing import Any

import pytest
from flask import Flask

from tests.support.confidential import practice
from tests.support.hosts import make_host
from tests.support.house import House


@pytest.fixture
def home(app: Flask, tuesday: Any, anna: int, bert: int) -> House:
    found = practice(app)
    make_host(app)
    return found
