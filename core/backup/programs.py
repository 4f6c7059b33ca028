"""PostgreSQL's own programs, run with the password in their environment, since others can read a command line."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO

from psycopg import pq
from psycopg.conninfo import conninfo_to_dict

from core.backup.errors import BackupError


def run(command: list[str], url: str) -> None:
    """A BackupError with its complaint when it fails."""
    done = subprocess.run(_line(command), env=_environment(url), capture_output=True, check=False)
    if done.returncode:
        raise BackupError(f"{command[0]} failed: {done.stderr.decode(errors='replace').strip()[:1000]}")


@contextmanager
def reads_from(command: list[str], url: str) -> Iterator[IO[bytes]]:
    """A running program that reads what is written; it has ended afterwards, well or with a BackupError.

    An error in the block ends it at once.
    """
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(_line(command), env=_environment(url), stdin=subprocess.PIPE, stderr=complaints)
        with process:
            assert process.stdin is not None
            try:
                with suppress(BrokenPipeError):  # it has given up, and says why
                    yield process.stdin
                    process.stdin.flush()
            except BaseException:
                process.kill()
                raise
            finally:
                with suppress(BrokenPipeError):
                    process.stdin.close()
        _check(process, complaints, command[0])


@contextmanager
def writes_to(command: list[str], url: str) -> Iterator[IO[bytes]]:
    """A running program whose output is read; it has ended afterwards, well or with a BackupError."""
    with tempfile.TemporaryFile() as complaints:
        with subprocess.Popen(
            _line(command), env=_environment(url), stdout=subprocess.PIPE, stderr=complaints
        ) as process:
            assert process.stdout is not None
            yield process.stdout
        _check(process, complaints, command[0])


def check_version(program: str, server_version: int) -> None:
    """Those of an older PostgreSQL do not understand a newer server."""
    done = subprocess.run(_line([program, "--version"]), capture_output=True, text=True, check=False)
    found = re.search(r"\) (\d+)", done.stdout)
    if found is None or int(found[1]) < server_version:
        have = found[1] if found else "unknown"
        needed = f"install postgresql-client-{server_version}"
        raise BackupError(f"{program} is of version {have}, the server of {server_version}: {needed}.")


def _line(command: list[str]) -> list[str]:
    path = shutil.which(command[0])
    if path is None:
        raise BackupError(f"{command[0]} is missing: install PostgreSQL's programs (Debian: postgresql-client).")
    return [path, *command[1:]]


def _environment(url: str) -> dict[str, str]:
    given = conninfo_to_dict(url)
    names = {o.keyword.decode(): o.envvar.decode() for o in pq.Conninfo.get_defaults() if o.envvar}
    return os.environ | {names[key]: str(value) for key, value in given.items() if key in names and value is not None}


def _check(process: "subprocess.Popen[bytes]", complaints: IO[bytes], name: str) -> None:
    if process.returncode:
        complaints.seek(0)
        said = complaints.read().decode(errors="replace").strip()[-1000:]
        raise BackupError(f"{name} failed. Nothing was changed.\n{said}")
