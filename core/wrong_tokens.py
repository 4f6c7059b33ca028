"""Whoever tries wrong tokens again and again is told to wait. Right tokens are never refused.

Counted in this process and not in the database: a token has 256 random bits, so this is about load and not about
guessing, and a stranger's GET shall not cause writes.
"""

import time
from threading import Lock

from core.errors import TooManyAttempts

LIMIT, SECONDS = 300, 60
MOST_ADDRESSES = 10_000

_lock = Lock()
_window = 0
_counts: dict[str, int] = {}


def count(address: str) -> None:
    """Count one wrong token from this address; TooManyAttempts beyond LIMIT in SECONDS."""
    moment = time.monotonic()
    with _lock:
        _begin_window(int(moment // SECONDS))
        _counts[address] = tried = _counts.get(address, 0) + 1
    if tried > LIMIT:
        raise TooManyAttempts(retry_after=max(1, round(SECONDS - moment % SECONDS)))


def forget() -> None:
    """Begin anew (for tests)."""
    with _lock:
        _counts.clear()


def _begin_window(window: int) -> None:
    global _window
    if window != _window or len(_counts) > MOST_ADDRESSES:
        _window = window
        _counts.clear()
