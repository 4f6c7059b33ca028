"""Works that all begin at one moment, each in a thread of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar

from core.db import StaleState
from core.errors import DomainError

T = TypeVar("T")
SECONDS = 60


def at_once(works: Sequence[Callable[[], T]]) -> list[T]:
    """What each returned, in the order of the works. What one raises is raised here."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], T]) -> T:
        barrier.wait(SECONDS)
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def tried_at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each returned, or the named error that it raised; StaleState is what a request would now do anew."""

    def tried(work: Callable[[], Any]) -> Any:
        try:
            return work()
        except (DomainError, StaleState) as error:
            return error

    return at_once([lambda work=work: tried(work) for work in works])


def kinds(results: list[Any]) -> list[str]:
    return sorted(type(result).__name__ for result in results)
