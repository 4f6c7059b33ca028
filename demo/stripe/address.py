"""Where the fake is: a file that tells it, and is locked as long as it runs. A file without a lock is of one that is
gone, also after kill -9. Read by `payments.stripe.settings`."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple


class Told(NamedTuple):
    """What the site must know of the fake."""

    address: str
    webhook_secret: str


@contextmanager
def telling(file: Path, told: Told) -> Iterator[None]:
    """Meanwhile the file tells it. Waits until another fake with the same file is gone."""
    file.touch(mode=0o600)
    with file.open("r+") as kept:
        fcntl.flock(kept, fcntl.LOCK_EX)
        kept.truncate()
        kept.write(json.dumps(told._asdict()))
        kept.flush()
        try:
            yield
        finally:
            kept.seek(0)
            kept.truncate()
