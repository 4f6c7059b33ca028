"""Where this machine has the programs that the tests start: PostgreSQL's server and Chromium."""

import os
import shutil
import socket
from pathlib import Path

POSTGRESQL_HINT = "PostgreSQL's server programs are missing: scripts/ensure_test_tools.sh, or say DB=sqlite."
CHROMIUM_HINT = "Chromium is missing: scripts/ensure_test_tools.sh, or say BROWSER=off."


def postgresql_bin() -> Path | None:
    """The folder with initdb and postgres, the newest version first; None when there is none."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if debian:
        return debian[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def chromium() -> str | None:
    """The one without windows first, since it takes half as long to begin with a new person's page."""
    names = (os.environ.get("CHROMIUM", ""), "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if name and (path := shutil.which(name))), None)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def ending_with_us(signal: str) -> list[str]:
    """What stands before a command so that it gets the signal when this process ends, even by kill -9 (Linux)."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", signal] if setpriv else []
