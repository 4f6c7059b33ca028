"""In which order the tests come, so that all workers have something to do to the end, and who has the machine alone."""

import fcntl
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def in_turn(
    long: Sequence[T], short: Sequence[T], serial: Sequence[T], workers: int, with_long: int | None = None
) -> list[T]:
    """What takes long is first in the part of each worker (of the first `with_long` of them: more at once would only
    wait for each other), what is `serial` last of all.

    xdist (`--dist worksteal`) gives the first worker the first part of the list, the second the second, as many to
    each; who is through with them takes half of what is left at another's end. If all that takes long came first in the
    list, one worker would have it all, and the other would come to the serial tests, and wait for it, much too early.
    """
    total, sharing = len(long) + len(short) + len(serial), min(workers, with_long or workers)
    rest, found = list(short), list[T]()
    for worker in range(workers):
        part = long[worker::sharing] if worker < sharing else ()
        until = max(0, (total - len(found)) // (workers - worker) - len(part))
        found += [*part, *rest[:until]]
        del rest[:until]
    return [*found, *rest, *serial]


class Machine:
    """The processors that all workers share: tests run beside each other, one marked `serial` alone.

    Whoever wants it alone is next: the others begin no test meanwhile, and so it waits for those that run, not for a
    moment in which none happens to.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held = ExitStack()
        self._is_alone = False

    def take(self, *, alone: bool) -> None:
        """Wait for it. Nothing new for who has it alone already."""
        if self._is_alone:
            return
        queue = self._lock("queue", fcntl.LOCK_EX)
        self._held.enter_context(self._lock("machine", fcntl.LOCK_EX if alone else fcntl.LOCK_SH))
        self._is_alone = alone
        if alone:
            self._held.enter_context(queue)
        else:
            queue.close()

    def give(self, *, alone_again: bool = False) -> None:
        """The test is over. Who wants it alone again keeps it: between the two, others would begin long ones."""
        if not (self._is_alone and alone_again):
            self._held.close()
            self._is_alone = False

    def _lock(self, name: str, how: int) -> ExitStack:
        stack = ExitStack()
        fcntl.flock(stack.enter_context((self._folder / name).open("w")), how)
        return stack
