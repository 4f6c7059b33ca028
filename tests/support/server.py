"""The real site as a process of its own: gunicorn on a free port, as it is run in production."""

import os
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.processes import Process, begin
from tests.support.programs import free_port
from tests.support.site import SECRET, VAULT

WORKER = "core.worker.Worker"
NO_LIMITS = {"BOOKINGS_IN_TEN_MINUTES": "0", "BOOKINGS_A_DAY": "0"}
"""Settings for who books without a pause."""


@dataclass
class Server:
    """Answers at `url` after `start`. On PostgreSQL `workers` processes; on SQLite one, with as many threads in all,
    unless `sqlite_processes` asks for several (slower, but just as right)."""

    database_url: str
    folder: Path
    workers: int = 2
    threads: int = 4
    settings: dict[str, str] = field(default_factory=dict)
    sqlite_processes: int = 1
    port: int = field(default_factory=free_port)
    _process: Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        file = self.folder / f"server-{self.port}.log"
        return file.read_text(errors="replace") if file.exists() else ""

    @property
    def environment(self) -> dict[str, str]:
        own = {
            "DATABASE_URL": self.database_url,
            "SECRET_KEY": SECRET,
            "VAULT_KEY": VAULT,
            "BASE_URL": self.url,
            "PORT": str(self.port),
            "SCHEDULER": "off",
            "ENV": "demo",
            "INSTANCE_DIR": str(self.folder),
            "PYTHONWARNINGS": "default",
        }
        kept = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "TZ", "TMPDIR")}
        return kept | own | self.settings

    def start(self) -> "Server":
        """Return when /healthz answers; a RuntimeError with the log when it does not within 120 s."""
        on_sqlite = self.database_url.startswith("sqlite:")
        processes = self.sqlite_processes if on_sqlite else self.workers
        threads = self.threads * self.workers // processes
        command = ["--bind", f"127.0.0.1:{self.port}", "--worker-class", WORKER, "--preload"]
        command += ["--workers", str(processes), "--threads", str(threads), "--keep-alive", "30"]
        command += ["--graceful-timeout", "2", "--no-control-socket", "app:create_app()"]
        log = self.folder / f"server-{self.port}.log"
        self._process = begin("gunicorn", *command, environment=self.environment, log=log)
        self._wait(120)
        return self

    def stop(self) -> None:
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """`kill -9` of the master and all workers at the same moment."""
        self._signal(signal.SIGKILL)

    def flask(self, *arguments: str) -> str:
        """Run `flask --app app …` with this server's settings; its output, or a RuntimeError."""
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            out, log = Path(folder) / "out", Path(folder) / "log"
            process = begin("flask", "--app", "app", *arguments, environment=self.environment, log=log, out=out)
            if process.wait():
                raise RuntimeError(f"flask {' '.join(arguments)} failed:\n{out.read_text()}{log.read_text()}")
            return out.read_text()

    def _wait(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self._process and self._process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.url}/healthz", timeout=5).close()
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.05)
            else:
                return
        self.kill()
        raise RuntimeError(f"the server did not start within {seconds} s:\n{self.log}")

    def _signal(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        try:
            os.killpg(self._process.pid, number)
            self._process.wait(15)
        except ProcessLookupError:
            pass
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None
