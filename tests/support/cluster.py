"""A throw-away PostgreSQL cluster from the installed server programs, gone with the process that began it."""

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psycopg

from tests.support.programs import POSTGRESQL_HINT, ending_with_us, free_port, postgresql_bin

FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
COMMON = ("listen_addresses=127.0.0.1", "max_connections=200", "shared_buffers=128MB", "log_statement=none")


class Cluster:
    """One server on a free port of 127.0.0.1. `durable` keeps fsync on: for kill -9 tests and the bench."""

    def __init__(self, *, durable: bool = False, settings: tuple[str, ...] = ()) -> None:
        programs = postgresql_bin()
        if programs is None:
            raise RuntimeError(POSTGRESQL_HINT)
        self._programs = programs
        self._settings = (*COMMON, *(() if durable else FAST), *settings)
        self._process: subprocess.Popen[bytes] | None = None
        # Not below TMPDIR: the user postgres must be able to enter, and a socket's path must be short.
        self.folder = Path(tempfile.mkdtemp(prefix="lr-pg-", dir="/tmp"))
        self.port = free_port()

    def start(self) -> "Cluster":
        """Begin to start; `wait` returns when it answers."""
        atexit.register(self.stop)
        self._own_folder()
        data = self.folder / "data"
        self._run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        options = [part for setting in self._settings for part in ("-c", setting)]
        command = [self._programs / "postgres", "-D", data, "-p", str(self.port), "-k", self.folder, *options]
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [*_as_server_user(), *ending_with_us("INT"), *command],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                cwd=self.folder,
            )
        return self

    def wait(self, seconds: float = 30) -> "Cluster":
        wait_for(self.url("postgres"), seconds)
        return self

    def url(self, database: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    @property
    def pid(self) -> int:
        """The server's first process; the others descend from it."""
        assert self._process is not None
        return self._process.pid

    def stop(self) -> None:
        atexit.unregister(self.stop)
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(10)
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _own_folder(self) -> None:
        user = _server_user()
        if user:
            os.chown(self.folder, user.pw_uid, user.pw_gid)

    def _run(self, program: str, *arguments: object) -> None:
        command = [*_as_server_user(), str(self._programs / program), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, cwd=self.folder, check=False)
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{done.stdout}{done.stderr}")


def wait_for(url: str, seconds: float = 30) -> None:
    """Return when the server answers; a RuntimeError with its last word after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start within {seconds} s: {error}") from error
            time.sleep(0.05)
        else:
            return


def execute(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def _server_user() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: then it runs as postgres, or as nobody where there is none."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise RuntimeError("neither a user postgres nor a user nobody to run PostgreSQL as")


def _as_server_user() -> list[str]:
    """What stands before a command so that it runs as another user when we are root."""
    user = _server_user()
    if not user:
        return []
    setpriv = shutil.which("setpriv")
    if not setpriv:
        raise RuntimeError("setpriv (util-linux) is needed to run PostgreSQL as another user than root")
    return [setpriv, f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
