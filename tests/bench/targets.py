"""Running sites that can be asked: a server of a commit on each kind of database, filled by the commit's own code."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from tests.bench import asked, who
from tests.bench.asked import Request, Slot
from tests.bench.data import HOST, Databases, Filled, Size
from tests.bench.server import Server, cpu_seconds, family, memory_mb
from tests.bench.stripe import Stripe
from tests.bench.stripe import running as running_stripe
from tests.support.databases import POSTGRESQL


@dataclass(frozen=True)
class Options:
    """How much is measured. The smoke test makes it tiny. `rounds`: how often two
    commits take turns; `only`: which phases."""

    size: Size = field(default_factory=Size)
    warm_up: float = 1.5
    seconds: float = 6.0
    workers: int = 2
    quick: bool = False
    durable: bool = True
    rounds: int = 6
    only: str = ""

    def as_json(self) -> dict[str, object]:
        return vars(self) | {"size": vars(self.size)}


@dataclass(frozen=True)
class Target:
    """A running server and the database below it. `free`, `free_for_series` and `floor_rows` go on, so that none comes
    twice."""

    server: Server
    filled: Filled
    database_processes: Callable[[], list[int]]
    free: Iterator[Slot]
    free_for_series: Iterator[Slot]
    floor_rows: Iterator[Request]
    stripe: Stripe
    taken: set[str] = field(default_factory=set)

    @property
    def port(self) -> int:
        return self.server.port

    def take(self, step: str) -> None:
        """Post to this address, unless that has been done before."""
        if step not in self.taken:
            who.post(self.port, step)
            self.taken.add(step)

    def host_cookie(self) -> str:
        """A new log-in of the big hub's host."""
        return who.log_in(self.port, *HOST)

    def cpu(self) -> dict[str, float]:
        """Processor time in seconds that site and database have used so far. SQLite is part of the site."""
        return {
            "server": cpu_seconds(self.server.processes),
            "database": cpu_seconds(self.database_processes()),
        }

    def memory(self) -> dict[str, float]:
        site_mb, database_mb = memory_mb(self.server.processes), memory_mb(self.database_processes())
        return {"processes": len(self.server.processes), "site": site_mb, "database": database_mb}


@contextmanager
def running(databases: Databases, filled: dict[str, Filled], options: Options) -> Iterator[dict[str, Target]]:
    """Serve each of the databases, which are filled, until the end, by the code in `databases.root`."""
    with ExitStack() as stack:
        stripe = stack.enter_context(running_stripe())
        yield {kind: _target(stack, filled[kind], databases, options.workers, stripe) for kind in databases.kinds}


def _target(stack: ExitStack, filled: Filled, databases: Databases, workers: int, stripe: Stripe) -> Target:
    server = Server(filled.url, databases.folder, workers, databases.root, stripe.settings)
    stack.callback(server.stop)
    server.start()
    cluster = databases.cluster if filled.kind == POSTGRESQL else None
    below = (lambda: family(cluster.pid)) if cluster else list
    return Target(server, filled, below, *asked.free_slots(server.port), asked.floor_rows(filled), stripe)
