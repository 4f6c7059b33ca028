"""How events reach the site: posted at once by a thread that tries again, or as a test wants it: late, twice, shuffled,
or before the request that caused them is answered."""

import heapq
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, NamedTuple
from urllib.parse import urlsplit

PAUSES = (1.0, 5.0, 20.0, 60.0, 300.0)
"""Seconds after which one that was not taken (an answer of 2xx) is posted again. Stripe tries for three days."""
SECONDS = 20.0


class Letter(NamedTuple):
    """An event on its way to an endpoint, by their ids."""

    event: str
    endpoint: str


@dataclass(order=True)
class _Due:
    at: float
    number: int
    letter: Letter = field(compare=False)
    tries: int = field(compare=False, default=0)


class Deliveries:
    """`mode`: "send" (at once), "hold" (until `release`), or "first" (before the causing request is answered).
    `copies` of each are posted, `delay` seconds late. `post` returns the status of the answer, 0 for none."""

    def __init__(self, post: Callable[[Letter], int]) -> None:
        self.mode, self.copies, self.delay = "send", 1, 0.0
        self.held: list[Letter] = []
        self.log: list[dict[str, Any]] = []
        self._post, self._due, self._count = post, list[_Due](), 0
        self._news, self._is_over = threading.Condition(), False
        self._thread = threading.Thread(target=self._work, name="deliveries", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        with self._news:
            self._is_over = True
            self._news.notify()
        self._thread.join()

    def put(self, letter: Letter) -> None:
        """One event for one endpoint, as the mode says."""
        letters = [letter] * self.copies
        if self.mode == "send":
            for each in letters:
                self._later(each, self.delay)
        else:
            self.held += letters

    def before_the_answer(self) -> None:
        """What must arrive before the request is answered that caused it."""
        if self.mode == "first":
            self.release()

    def release(self, shuffle: int | None = None) -> list[int]:
        """Post what is held and wait for the answers: their statuses. `shuffle` is the seed of an order."""
        letters, self.held = self.held, []
        if shuffle is not None:
            random.Random(shuffle).shuffle(letters)  # noqa: S311
        return [self._sent(letter) for letter in letters]

    def _later(self, letter: Letter, seconds: float, tries: int = 0) -> None:
        with self._news:
            self._count += 1
            heapq.heappush(self._due, _Due(time.monotonic() + seconds, self._count, letter, tries))
            self._news.notify()

    def _work(self) -> None:
        while (due := self._next()) is not None:
            if not 200 <= self._sent(due.letter) < 300 and due.tries < len(PAUSES):
                self._later(due.letter, PAUSES[due.tries], due.tries + 1)

    def _next(self) -> _Due | None:
        with self._news:
            while not self._is_over:
                wait = self._due[0].at - time.monotonic() if self._due else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(self._due)
                self._news.wait(wait)
        return None

    def _sent(self, letter: Letter) -> int:
        status = self._post(letter)
        self.log.append({"event": letter.event, "endpoint": letter.endpoint, "status": status})
        del self.log[:-1000]
        return status


def post(url: str, body: bytes, signature: str) -> int:
    """The status of the answer, 0 when there is none."""
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=SECONDS)
    headers = {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": signature}
    try:
        connection.request("POST", parts.path or "/", body, headers | {"User-Agent": "Stripe/1.0 (a fake)"})
        return connection.getresponse().status
    except (OSError, HTTPException):
        return 0
    finally:
        connection.close()
