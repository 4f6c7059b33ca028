"""A hub whose hosts keep calendars elsewhere, and the server on which these are."""

from collections.abc import Iterator

import pytest
from flask import Flask

from calendars.outside.looking import GATE
from tests.support import calendar_server
from tests.support.calendar_server import Server
from tests.support.hosted_hub import home, host

__all__ = ["home", "host", "outside"]


@pytest.fixture
def outside(app: Flask) -> Iterator[Server]:
    """The app reaches this server, whatever the name, and no other."""
    usual = app.extensions[GATE]
    with calendar_server.serving() as known:
        app.extensions[GATE] = known.gate(seconds=2.0)
        yield known
    app.extensions[GATE] = usual
