"""All processes that may do the work of jobs: a site whose web workers tick, and schedulers of their own."""

import os
import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.support.processes import Process, begin
from tests.support.programs import free_port
from tests.support.site import SECRET

WEB_WORKERS, SCHEDULERS = 4, 2


@dataclass
class Schedulers:
    """`flask serve` with 4 web workers (on SQLite one, as in production) and twice `flask jobs run`.

    `settings` are environment variables (SMTP_URL …). What dies is begun anew: web workers by gunicorn, the rest by
    `revive`. `kills` counts processes that were killed.
    """

    database_url: str
    folder: Path
    settings: dict[str, str]
    kills: int = 0
    port: int = field(default_factory=free_port)
    _web: Process | None = None
    _runs: list[Process] = field(default_factory=list)

    def start(self) -> "Schedulers":
        self._web = self._begin("serve")
        self.revive()
        return self

    def revive(self) -> None:
        self._runs = [each for each in self._runs if each.poll() is None]
        self._runs += [self._begin("jobs", "run") for _ in range(SCHEDULERS - len(self._runs))]

    @property
    def processes(self) -> list[int]:
        """The ids of those that may be working now."""
        return self._workers() + [each.pid for each in self._runs if each.poll() is None]

    def kill_some(self, random: Random) -> Sequence[int]:
        """kill -9 of one or more at the same moment, and what is missing is begun anew."""
        alive = self.processes
        chosen = random.sample(alive, random.randint(1, len(alive)))
        for pid in chosen:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                self.kills += 1
        for each in self._runs:
            if each.pid in chosen:
                each.wait()
        self.revive()
        return chosen

    def stop(self) -> None:
        for each in (*self._runs, *filter(None, [self._web])):
            with suppress(ProcessLookupError):
                os.killpg(each.pid, signal.SIGKILL)
            each.wait()

    @property
    def log(self) -> str:
        return (self.folder / "schedulers.log").read_text(errors="replace")

    def _workers(self) -> list[int]:
        """Children of gunicorn, which is a child of `setpriv` or what we started itself."""
        assert self._web is not None
        try:
            children = Path(f"/proc/{self._web.pid}/task/{self._web.pid}/children").read_text()
        except FileNotFoundError:
            return []
        return [int(pid) for pid in children.split()]

    def _begin(self, *command: str) -> Process:
        own = {
            "DATABASE_URL": self.database_url,
            "SECRET_KEY": SECRET,
            "BASE_URL": "https://hubs.example.org",
            "PORT": str(self.port),
            "SCHEDULER": "web",
            "WEB_WORKERS": str(WEB_WORKERS),
            "ENV": "production",
            "INSTANCE_DIR": str(self.folder),
        }
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TZ", "TMPDIR")}
        environment = kept | own | self.settings
        log = self.folder / "schedulers.log"
        return begin("flask", "--app", "app", *command, environment=environment, log=log, end_by="KILL")


def until(condition: object, seconds: float) -> bool:
    """Whether the condition came true in time; it is asked every 20 ms."""
    assert callable(condition)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return bool(condition())
