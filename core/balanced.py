"""gunicorn's threaded worker, but the one with the fewest connections takes a new one."""

import time
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

PAUSE_SECONDS = 0.0002
LONGEST_PAUSE = 5


class BalancedWorker(ThreadWorker):  # type: ignore[misc]
    """A new connection wakes all workers that wait, and each would take it: of eight browsers that come at once all may
    end up with one process, and stay there while the others idle. Who has more waits a moment longer."""

    def accept(self, listener: Any) -> None:
        time.sleep(PAUSE_SECONDS * min(self.nr_conns, LONGEST_PAUSE))
        super().accept(listener)
