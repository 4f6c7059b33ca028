"""The scheduler of one process: APScheduler ticks, and each due job runs in a thread of its own, so that a long one
(a backup) holds up no other (the mail)."""

import logging
import time
from threading import Lock, Thread

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from core.jobs import running
from core.jobs.rules import Job

TICK_SECONDS = 2


class Scheduler:
    """Ticks from `start` until `stop`, or until the process ends: the lease of what it was doing then runs out."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._lock = Lock()
        self._threads: dict[str, Thread] = {}
        self._ticking = BackgroundScheduler(timezone="UTC", daemon=True)

    def start(self) -> "Scheduler":
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        how = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
        self._ticking.add_job(self.tick, "interval", seconds=TICK_SECONDS, **how)
        self._ticking.start()
        return self

    def tick(self) -> None:
        """Begin what is due and does not run here already."""
        for job in running.due(self._app):
            self._begin(job)

    def stop(self, wait_seconds: float) -> list[str]:
        """Take nothing new and wait for what runs; the names of jobs that still ran after that time."""
        self._ticking.shutdown(wait=True)
        deadline = time.monotonic() + wait_seconds
        for thread in list(self._threads.values()):
            thread.join(max(0.0, deadline - time.monotonic()))
        return [name for name, thread in self._threads.items() if thread.is_alive()]

    def _begin(self, job: Job) -> None:
        with self._lock:
            before = self._threads.get(job.name)
            if before is None or not before.is_alive():
                name = f"job {job.name}"
                self._threads[job.name] = Thread(
                    target=running.run_if_free, args=(self._app, job), name=name, daemon=True
                )
                self._threads[job.name].start()


def start(app: Flask) -> Scheduler:
    """Tick in threads of this process."""
    return Scheduler(app).start()
