"""`python -m tests.bench`: see the package."""

import argparse
import json
import logging
import sys
import time
from dataclasses import dataclass, field
from typing import Any

from tests.bench import counts, history, phases, table
from tests.bench.data import HUB, Databases, Filled, Size
from tests.bench.phases import Target
from tests.bench.server import ROOT, SECRET, Server, family, memory_mb
from tests.support import site
from tests.support.databases import POSTGRESQL, wanted_kinds


@dataclass(frozen=True)
class Options:
    """How much is measured. The smoke test makes it tiny."""

    size: Size = field(default_factory=Size)
    warm_up: float = 1.5
    seconds: float = 6.0
    workers: int = 2
    quick: bool = False
    durable: bool = True


QUICK = Options(Size(bookings=20_000, days=37, few_past=10_000, many_past=100_000), 0.5, 1.5, quick=True)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="under 90 s: less data, shorter, without 1 client")
    parser.add_argument("--seconds", type=float, help="how long each is measured after its warm-up")
    parser.add_argument("--workers", type=int, default=2, help="processes of the site on PostgreSQL")
    asked = parser.parse_args(arguments)
    base = QUICK if asked.quick else Options()
    options = Options(base.size, base.warm_up, asked.seconds or base.seconds, asked.workers, base.quick)
    logging.getLogger("request").setLevel(logging.WARNING)
    report = run(options)
    print(table.drawn(report))
    file = ROOT / "instance" / "bench.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(report, indent=2))
    print(f"\nWritten to {file.relative_to(ROOT)}")
    return 1 if table.errors(report) else 0


def run(options: Options) -> dict[str, Any]:
    """Everything, on new databases; the report as it is written to instance/bench.json."""
    kinds = sorted(wanted_kinds())  # PostgreSQL stands first
    with Databases(kinds, options.durable) as databases:
        say(f"filling {' and '.join(kinds)}: {options.size.spaces} spaces, {options.size.bookings} bookings …")
        filled = databases.fill(options.size)
        report: dict[str, Any] = {"options": _as_json(options), "counts": {}, "memory_mb": {}, "history": {}}
        targets = {kind: _target(filled[kind], databases, options) for kind in kinds}
        try:
            report["phases"] = _phases(options, targets)
            for kind, target in targets.items():
                report["memory_mb"][kind] = _memory(target)
        finally:
            for target in targets.values():
                target.server.stop()
        for kind in kinds:
            report["counts"][kind] = _counts(targets[kind])
            say(f"{kind}: {options.size.many_past} past bookings …")
            report["history"][kind] = history.measure(filled[kind], options.size)
    return report


def _target(filled: Filled, databases: Databases, options: Options) -> Target:
    server = Server(filled.url, databases.folder, options.workers).start()
    cluster = databases.cluster if filled.kind == POSTGRESQL else None
    below = (lambda: family(cluster.pid)) if cluster else list
    return Target(server, filled, below, phases.free_slots(server), phases.rows_of_floor(filled))


def _phases(options: Options, targets: dict[str, Target]) -> list[dict[str, Any]]:
    """Each phase on one database right after the other, so that what else the machine does hits both alike."""
    done = []
    for phase in phases.phases(options.quick):
        results = {}
        for kind, target in targets.items():
            results[kind] = phases.run(phase, target, options.warm_up, options.seconds)
            say(f"{phase.name}, {kind}: {results[kind]['per_second']}/s, p99 {results[kind]['p99_ms']} ms")
        aims = {"aim": phase.aim, "aim_p99_ms": phase.aim_p99_ms, "peers": phase.peers}
        done.append({"name": phase.name, "clients": phase.clients} | aims | {"results": results})
    return done


def _memory(target: Target) -> dict[str, float]:
    site_mb, database_mb = memory_mb(target.server.processes), memory_mb(target.database_processes())
    return {"processes": len(target.server.processes), "site": site_mb, "database": database_mb}


def _counts(target: Target) -> dict[str, dict[str, int]]:
    """In this process, with the same kind of requests as were measured."""
    app = site.make_app(target.filled.url, secret_key=SECRET, env="production", base_url="https://bench.example.org")
    cookie = {"Cookie": f"__Host-session={target.filled.cookies[0]}", "Accept-Language": "de"}
    token = {"Authorization": f"Bearer {target.filled.tokens[0]}"}
    asked = {
        "day plan page": (cookie, phases.day_plans(target)[0]),
        "availability of a day (API)": (token, phases.availability(target)[0]),
        "search page, all hubs": (cookie, phases.searches(target)[0]),
        "availability of all hubs (API)": (token, phases.all_hubs(target)[0]),
        "hub page": (cookie, ("GET", f"/hubs/{HUB}", "")),
        "feed of 1,000 bookings": ({}, phases.feeds(target)[0]),
        "POST /api/v1/bookings": (token, target.free[0]),
    }
    found = {}
    for name, (headers, (method, path, body)) in asked.items():
        found[name] = vars(counts.count(app, method, path, headers, json.loads(body) if body else None))
    site.close(app)
    return found


def _as_json(options: Options) -> dict[str, Any]:
    return vars(options) | {"size": vars(options.size)}


def say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
