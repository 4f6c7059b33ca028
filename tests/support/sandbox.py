"""A site with as much to do as it can do at once."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from flask import Flask

from core import sandbox_places


@contextmanager
def threads_away() -> Iterator[None]:
    """As many threads of this process wait for what is slow as may."""
    for _ in range(sandbox_places.MOST_AWAY):
        assert sandbox_places._seats.acquire(timeout=60)
    try:
        yield
    finally:
        for _ in range(sandbox_places.MOST_AWAY):
            sandbox_places._seats.release()


@contextmanager
def places_taken(app: Flask) -> Iterator[None]:
    """By others, who go on for longer than anybody waits."""
    with ExitStack() as taken:
        with app.app_context():
            for _ in range(sandbox_places.PLACES):
                taken.enter_context(sandbox_places.place())
        yield
