"""`python -m tests.bench.fill` in the folder of a commit: a database, filled by that commit's code.

Reads `{"kind", "url", "folder", "size": {"spaces", "bookings", "days"}, "host": [email, password]}` as JSON from
standard input, and writes what the clients need (`tests.bench.data.Filled`) as JSON to standard output. Another
commit's `--against` calls this, or a copy of it in a commit that has none: see tests/bench/against.py. So it rests on
little: `tests.bench.data.fill` and a command that is promised to the outside.
"""

import json
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from tests.bench.data import HUB, Size, fill
from tests.bench.server import SECRET
from tests.support import site


def main() -> None:
    job = json.load(sys.stdin)
    with redirect_stdout(sys.stderr):
        filled = fill(job["kind"], job["url"], Path(job["folder"]), Size(**job["size"]))
        _add_host(job)
    json.dump(vars(filled), sys.stdout)


def _add_host(job: dict[str, Any]) -> None:
    """Of the big hub, by the command that stays."""
    app = site.make_app(job["url"], instance_dir=Path(job["folder"]), secret_key=SECRET)
    email, password = job["host"]
    roles = ["--role", f"host:{HUB}", "--password", password]
    added = app.test_cli_runner().invoke(args=["members", "add", email, *roles])
    if added.exit_code:
        raise RuntimeError(f"no host was added: {added.output}") from added.exception
    site.close(app)


if __name__ == "__main__":
    main()
