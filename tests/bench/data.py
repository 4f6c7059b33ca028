"""What is in the databases: the demo district beside one hub of 200 spaces with 100,000 bookings, and members."""

import json
import os
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.bench.server import ROOT, SECRET
from tests.support.cluster import Cluster, execute
from tests.support.databases import POSTGRESQL
from tests.support.processes import python
from tests.support.programs import ending_with_us

HUB = "bulk-1"
HOST = ("host-of-bench@example.org", "only-the-bench-knows-this-0123")
"""Email and password of the one who hosts it."""
CLIENTS = 50
FEEDS, FEED = 8, 1000


@dataclass(frozen=True)
class Size:
    """`bookings` of one hour, half of them past, over ± `days`, in a hub of `spaces`."""

    spaces: int = 200
    bookings: int = 100_000
    days: int = 182
    few_past: int = 10_000
    many_past: int = 1_000_000


@dataclass(frozen=True)
class Filled:
    """A database that is ready, and what the clients need: headers that make each a distinct member.

    `feeds`: the addresses of other members' calendars, each with ids of bookings in it.
    """

    kind: str
    url: str
    tokens: list[str]
    cookies: list[str]
    hub_id: int
    space_ids: list[int]
    blocking_id: int
    feeds: dict[str, list[str]]


class Databases:
    """New databases for the code in the folder `root`, gone at the end. `durable`: on disk, with fsync; else as quick
    as can be."""

    def __init__(self, kinds: list[str], durable: bool, root: Path = ROOT) -> None:
        self.kinds, self.root = kinds, root
        memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else "/tmp"
        self.folder = Path(tempfile.mkdtemp(prefix="lr-bench-", dir="/tmp" if durable else memory))
        self.cluster = Cluster(durable=durable) if POSTGRESQL in kinds else None

    def __enter__(self) -> "Databases":
        if self.cluster:
            self.cluster.start().wait()
            execute(self.cluster.url("postgres"), "CREATE DATABASE bench")
        return self

    def __exit__(self, *_: object) -> None:
        if self.cluster:
            self.cluster.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, kind: str) -> str:
        if kind == POSTGRESQL and self.cluster:
            return self.cluster.url("bench")
        return f"sqlite:///{self.folder / 'bench.db'}"

    def fill(self, size: Size) -> dict[str, Filled]:
        """All at once, each in a process of its own: nothing is measured yet."""
        with ThreadPoolExecutor(len(self.kinds)) as pool:
            return dict(zip(self.kinds, pool.map(lambda kind: self._fill(kind, size), self.kinds), strict=True))

    def _fill(self, kind: str, size: Size) -> Filled:
        """By `tests.bench.fill` of `root`. Of its answer only what is known here is read."""
        shape = {"spaces": size.spaces, "bookings": size.bookings, "days": size.days}
        job = {"kind": kind, "url": self.url(kind), "folder": str(self.folder), "size": shape, "host": HOST}
        done = subprocess.run(
            [*ending_with_us("TERM"), *python("-m", "tests.bench.fill")],
            input=json.dumps(job),
            capture_output=True,
            text=True,
            cwd=self.root,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"filling {kind} failed:\n{done.stderr}")
        found = json.loads(done.stdout)
        return Filled(**{field.name: found[field.name] for field in fields(Filled)})


def fill(kind: str, url: str, folder: Path, size: Size) -> Filled:
    from tests.support import site

    app = site.make_app(url, instance_dir=folder, secret_key=SECRET)
    site.migrate(app)
    site.load_demo(app)
    numbers = {"--hubs": 1, "--desks": size.spaces, "--bookings": size.bookings, "--days": size.days}
    bulk = [text for option, number in numbers.items() for text in (option, str(number))]
    loaded = app.test_cli_runner().invoke(args=["demo", "load", *bulk])
    if loaded.exit_code:
        raise RuntimeError(f"loading failed: {loaded.output}") from loaded.exception
    with app.app_context():
        filled = _with_members(app, kind, url)
    if kind == POSTGRESQL:
        execute(url, "VACUUM ANALYZE")  # as autovacuum would by itself soon after
    site.close(app)
    return filled


def _with_members(app: Any, kind: str, url: str) -> Filled:
    """A token and a log-in session for each client, and a blocking that the bare rows of the floor belong to."""
    from bookings.models import Blocking
    from core.clock import now
    from core.db import db
    from core.transactions import transaction
    from hubs.queries import hub_by_slug
    from hubs.setup import setup_of
    from members import actions, queries

    with transaction():
        hub = hub_by_slug(HUB)
        assert hub is not None
        places = setup_of(hub).places
        blocking = Blocking(hub_id=hub.id, space_id=places[0].id, starts_at=now(), ends_at=now() + timedelta(1))
        db.session.add(blocking)
        db.session.flush()
        members = [queries.member_by_email(f"bulk-{n}@example.org") for n in range(1, CLIENTS + 1)]
        tokens = [actions.make_token(member_id=member.id, name="Bench") for member in members if member]
        secrets = [actions.open_session(member, "Bench") for member in members if member]
        serializer: Any = app.session_interface.get_signing_serializer(app)
        cookies = [serializer.dumps({"_user_id": secret, "_permanent": True}) for secret in secrets]
        space_ids = [place.id for place in places]
        return Filled(kind, url, tokens, cookies, hub.id, space_ids, blocking.id, _feeds(hub.id))


def _feeds(hub_id: int) -> dict[str, list[str]]:
    """Eight members who have FEED bookings each (they get those of others), and their calendars."""
    from sqlalchemy import select, update

    from bookings.models import Booking
    from calendars.feeds import actions
    from core.clock import now
    from core.db import db
    from members import queries

    recent = select(Booking.id).where(Booking.hub_id == hub_id, Booking.starts_at > now() - timedelta(days=80))
    ids = list(db.session.scalars(recent.order_by(Booking.id).limit(FEEDS * FEED)))
    size = len(ids) // FEEDS
    feeds = {}
    for number in range(FEEDS):
        own = ids[number * size : (number + 1) * size]
        member = queries.member_by_email(f"bulk-{400 + number}@example.org")
        assert member is not None
        db.session.execute(update(Booking).where(Booking.id.in_(own)).values(member_id=member.id))
        feeds[f"/feeds/{actions.give_address(member_id=member.id)}.ics"] = [key.hex for key in own[:40]]
    return feeds
