"""Processes of the site as they run in production, but forked from one that has imported everything already: what is
killed a hundred times need not read a thousand modules each time. Only the imports are shared: the application is made
in each process, from its own environment; and the clock is the one of the test."""

import ctypes
import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Mapping, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path

from tests.support import days

ROOT = Path(__file__).resolve().parents[2]
PR_SET_PDEATHSIG = 1  # prctl(2)
MANY = 4096

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["tests.support.preloaded"])


class Process:
    """A process group of its own with `poll`, `wait` and `pid` as subprocess.Popen has them."""

    def __init__(self, process: BaseProcess) -> None:
        assert process.pid is not None
        self._process, self.pid = process, process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        return self._process.exitcode

    def terminate(self) -> None:
        self._process.terminate()


def begin(
    module: str,
    *arguments: str,
    environment: Mapping[str, str],
    log: Path,
    out: Path | None = None,
    end_by: str = "TERM",
) -> Process:
    """`python -m module arguments…` in the project's folder; what it writes goes to the end of `log`, or what it
    prints of `out`. It gets the signal `end_by` when we end, however."""
    number = int(signal.Signals[f"SIG{end_by}"])
    how = (dict(environment), (str(out or log), str(log)), number, days.ahead())
    process = _forks.Process(target=_run, args=(module, arguments, *how))
    process.start()
    return Process(process)


def python(*arguments: str) -> list[str]:
    """The command `python arguments…` (with `-m` or `-c`), for the folder ROOT; it has the clock of this process."""
    ahead = days.ahead()
    following = ["-m", "tests.support.following", str(ahead)] if ahead is not None else []
    return [sys.executable, *following, *arguments]


def _run(
    module: str,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    written: tuple[str, str],
    end_by: int,
    ahead: float | None,
) -> None:
    os.setsid()
    os.closerange(3, MANY)  # among them is what tells the one we are forked from that the tests still run
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, end_by)  # our parent, from which we are forked, ends with the tests
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, file in enumerate(written, 1):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), number)
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    if "PYTHONWARNINGS" in environment:
        warnings.simplefilter(environment["PYTHONWARNINGS"])  # type: ignore[arg-type]
    sys.argv = [module, *arguments]
    days.follow(ahead)
    runpy.run_module(module, run_name="__main__", alter_sys=True)
