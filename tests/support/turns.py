"""In which order the tests come, so that all workers have something to do to the end."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def in_turn(long: Sequence[T], short: Sequence[T], serial: Sequence[T], workers: int) -> list[T]:
    """What takes long is first in the part of each worker, what is `serial` last of all.

    xdist (`--dist worksteal`) gives the first worker the first part of the list, the second the second, as many to
    each; who is through with them takes half of what is left at another's end. If all that takes long came first in the
    list, one worker would have it all, and the other would come to the serial tests, and wait for it, much too early.
    """
    total = len(long) + len(short) + len(serial)
    rest, found = list(short), list[T]()
    for worker in range(workers):
        part = long[worker::workers]
        until = max(0, (total - len(found)) // (workers - worker) - len(part))
        found += [*part, *rest[:until]]
        del rest[:until]
    return [*found, *rest, *serial]
