"""`python -m tests.bench`: see the package."""

import argparse
import json
import logging
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.bench import against, asked, counts, history, phases, table, who
from tests.bench.asked import Request
from tests.bench.data import Databases, Size
from tests.bench.server import ROOT, SECRET
from tests.bench.targets import Options, Target, running
from tests.support import site
from tests.support.databases import wanted_kinds

QUICK = Options(Size(bookings=20_000, days=37, few_past=10_000, many_past=100_000), 0.4, 1.2, quick=True, rounds=4)


def main(arguments: list[str]) -> int:
    asked_for = _arguments(arguments)
    base = QUICK if asked_for.quick else Options()
    seconds = asked_for.seconds or base.seconds
    options = replace(base, seconds=seconds, workers=asked_for.workers, only=asked_for.only)
    logging.getLogger("request").setLevel(logging.WARNING)
    if asked_for.against:
        report = against.run(options, asked_for.against, say)
        print(table.compared(report))
        _write(report, ROOT / "instance" / "bench-against.json")
    else:
        report = run(options)
        print(table.drawn(report))
        _write(report, ROOT / "instance" / "bench.json")
    return 1 if table.errors(report) else 0


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="under 90 s: less data, shorter, without 1 client")
    parser.add_argument("--against", metavar="COMMIT", type=against.commit_of, help="measure both in turn")
    parser.add_argument("--seconds", type=float, help="how long each is measured after its warm-up")
    parser.add_argument("--workers", type=int, default=2, help="processes of the site on PostgreSQL")
    parser.add_argument("--only", metavar="TEXT", default="", help="the pieces of work whose name holds this text")
    found = parser.parse_args(arguments)
    if not phases.phases(found.quick, found.only):
        parser.error(f"no piece of work is called {found.only}")
    return found


def run(options: Options) -> dict[str, Any]:
    """Everything, on new databases; the report as it is written to instance/bench.json."""
    kinds = sorted(wanted_kinds())  # PostgreSQL stands first
    report: dict[str, Any] = {"options": options.as_json(), "counts": {}, "memory_mb": {}, "history": {}}
    with Databases(kinds, options.durable) as databases:
        say(f"filling {' and '.join(kinds)}: {options.size.spaces} spaces, {options.size.bookings} bookings …")
        with running(databases, databases.fill(options.size), options) as targets:
            report["phases"] = [_phase(phase, targets, options) for phase in phases.phases(options.quick, options.only)]
            report["memory_mb"] = {kind: target.memory() for kind, target in targets.items()}
            hosts = {kind: target.host_cookie() for kind, target in targets.items()}
        for kind, target in targets.items():
            report["counts"][kind] = _counts(target, hosts[kind])
            say(f"{kind}: {options.size.many_past} past bookings …")
            report["history"][kind] = history.measure(target.filled, options.size)
    return report


def _phase(phase: phases.Phase, targets: dict[str, Target], options: Options) -> dict[str, Any]:
    """On one database right after the other, so that what else the machine does hits both alike."""
    results = {}
    for kind, target in targets.items():
        asking = phase.prepare(target)
        results[kind] = found = phases.run(phase, target, asking, options.warm_up, options.seconds)
        say(f"{phase.name}, {kind}: {found['per_second']}/s, p99 {found['p99_ms']} ms")
    aims = {"aim": phase.aim, "aim_p99_ms": phase.aim_p99_ms, "peers": phase.peers}
    return {"name": phase.name, "clients": phase.clients} | aims | {"results": results}


def _counts(target: Target, host: str) -> dict[str, dict[str, int]]:
    """In this process, with the same kind of requests as were measured. `host`: a host's session cookie."""
    app = site.make_app(target.filled.url, secret_key=SECRET, env="production", base_url="https://bench.example.org")
    member = {"Cookie": f"{who.SESSION}{target.filled.cookies[0]}", "Accept-Language": "de"}
    token = {"Authorization": f"Bearer {target.filled.tokens[0]}"}
    page = asked.booking_pages(target.free)[0]
    price = who.hidden(app.test_client(use_cookies=False).get(page[1], headers=member).text, "price")
    wanted: dict[str, tuple[dict[str, str], Request]] = {
        "day plan page": (member, asked.day_plans()[0]),
        "availability of a day (API)": (token, asked.availability()[0]),
        "search page, all hubs": (member, asked.searches()[0]),
        "availability of all hubs (API)": (token, asked.all_hubs()[0]),
        "hub page": (member, asked.hub_page()[0]),
        "page to book on": (member, page),
        "hosts' today page": (member | {"Cookie": f"{who.SESSION}{host}"}, asked.hosts_today()[0]),
        "feed of 1,000 bookings": ({}, asked.feeds(target.filled)[0]),
        "POST /bookings (page)": (member, next(asked.booking_forms(target.free, price))),
        "POST /api/v1/bookings": (token, next(asked.bookings(target.free))),
    }
    found = {name: vars(counts.count(app, request, headers)) for name, (headers, request) in wanted.items()}
    site.close(app)
    return found


def _write(report: dict[str, Any], file: Path) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(report, indent=2))
    print(f"\nWritten to {file.relative_to(ROOT)}")


def say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
