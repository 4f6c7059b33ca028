"""gunicorn's threaded worker, but the one with the fewest connections takes a new one, and /healthz never queues."""

import socket
import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from gunicorn.workers.gthread import _DEFER, ThreadWorker

PAUSE_SECONDS = 0.0002
LONGEST_PAUSE = 5
HEALTH = (b"GET /healthz", b"HEAD /healthz")


class Worker(ThreadWorker):  # type: ignore[misc]
    """A new connection wakes all workers that wait, and each would take it: of eight browsers that come at once all may
    end up with one process, and stay there while the others idle. Who has more waits a moment longer.

    Whether the process is alive is asked by what restarts it when it is not: that has a thread of its own, which is
    free when all others wait for the database.
    """

    def init_process(self) -> None:
        self.spare = ThreadPoolExecutor(1, "health")
        super().init_process()

    def accept(self, listener: Any) -> None:
        time.sleep(PAUSE_SECONDS * min(self.nr_conns, LONGEST_PAUSE))
        super().accept(listener)

    def enqueue_req(self, conn: Any) -> None:
        """What has not said anything yet waits without a thread until it does."""
        begun = _begun(conn.sock)
        if begun is None and not conn.initialized:
            silent: Future[Any] = Future()
            silent.set_result(_DEFER)
            self.finish_request(conn, silent)
        elif begun is not None and begun.startswith(HEALTH):
            done = self.spare.submit(self.handle, conn)
            done.add_done_callback(lambda done: self.method_queue.defer(self.finish_request, conn, done))
        else:
            super().enqueue_req(conn)


def _begun(sock: Any) -> bytes | None:
    """The first bytes of what is to be read, which stay there; None when nothing has come yet."""
    try:
        found: bytes = sock.recv(len(HEALTH[1]), socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return None
    except OSError:  # whoever handles it finds out
        return b""
    return found
