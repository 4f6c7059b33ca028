"""The site under gunicorn as in production, and what its processes use."""

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.processes import python
from tests.support.programs import ending_with_us, free_port
from tests.support.server import NO_LIMITS

ROOT = Path(__file__).resolve().parents[2]
TICKS = os.sysconf("SC_CLK_TCK")
SECRET = "a-secret-that-only-the-bench-uses-0123456789"


@dataclass
class Server:
    """`flask serve` with ENV=production, of the code in `root`. The scheduler is off, since in production it is a
    process of its own."""

    database_url: str
    folder: Path
    workers: int = 2
    root: Path = ROOT
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    _process: "subprocess.Popen[bytes] | None" = None

    @property
    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "TZ", "TMPDIR")}
        return (
            kept
            | NO_LIMITS
            | {
                "DATABASE_URL": self.database_url,
                "ENV": "production",
                "SECRET_KEY": SECRET,
                "BASE_URL": "https://bench.example.org",
                "PORT": str(self.port),
                "WEB_WORKERS": str(self.workers),
                "SCHEDULER": "off",
                "INSTANCE_DIR": str(self.folder),
            }
            | self.settings
        )

    def start(self) -> "Server":
        command = [*ending_with_us("TERM"), *python("-m", "flask", "--app", "tests.bench.site", "serve")]
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                command, cwd=self.root, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        self._wait(120)
        return self

    @property
    def log(self) -> Path:
        return self.folder / f"server-{self.port}.log"

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @property
    def processes(self) -> list[int]:
        return family(self._process.pid) if self._process else []

    def _wait(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self._process and self._process.poll() is None:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5).close()
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.05)
            else:
                return
        self.stop()
        raise RuntimeError(f"the server did not start within {seconds} s:\n{self.log.read_text(errors='replace')}")


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and (fields := _stat(int(entry.name))):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found


def cpu_seconds(pids: list[int]) -> float:
    """Processor time that these processes, and their children that have ended, have used so far."""
    return sum(sum(int(ticks) for ticks in fields[11:15]) for pid in pids if (fields := _stat(pid))) / TICKS


def memory_mb(pids: list[int]) -> float:
    """Proportional set size: what is shared counts once in all."""
    total = 0
    for pid in pids:
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        total += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return round(total / 1024, 1)


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat behind the program's name; empty when the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return []
