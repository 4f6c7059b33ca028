"""`make bench ARGS="--against COMMIT"`: another commit and this one, measured in turn in one run.

A machine's speed wanders, so two runs cannot be compared. Here both commits serve at once, each with its own databases,
and each piece of work is asked of one and of the other again and again, a second each: what else the machine does hits
both alike. What is compared are the milliseconds of processor time that site and database use per request.

The load, its phases and the order are this commit's. Of the other one, which lies in a folder of its own with our
packages, this is used, and must stay as it is:

- `python -m core.assets build` and its `translations/`;
- `python -m tests.bench.fill`: fills a database (schemas may differ) with the same numbers of everything;
- `flask --app tests.bench.site serve`: the site with `/floor` and `/changed` beside it;
- the pages, form fields and API calls in asked.py and who.py, which are promised to the outside anyway.

Where a commit's packages were pinned anew since, both run on those of today.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
from argparse import ArgumentTypeError
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests.bench import phases
from tests.bench.data import Databases
from tests.bench.phases import Phase
from tests.bench.server import ROOT
from tests.bench.targets import Options, Target, running
from tests.bench.who import Missing
from tests.support.databases import wanted_kinds

BEFORE, AFTER = "before", "after"
SIDES = (BEFORE, AFTER)
PARTS = ("server_cpu_ms", "database_cpu_ms")
SHARED = (".venv", "node_modules")
"""Folders of ours that the other commit uses."""


def run(options: Options, commit: str, say: Callable[[str], None]) -> dict[str, Any]:
    """The report, as it is written to instance/bench-against.json. `commit`: its full name."""
    kinds = sorted(wanted_kinds())
    with ExitStack() as stack:
        folders = {BEFORE: stack.enter_context(checked_out(commit)), AFTER: ROOT}
        say(f"filling {' and '.join(kinds)} of both …")
        databases = [stack.enter_context(Databases(kinds, options.durable, folders[side])) for side in SIDES]
        with ThreadPoolExecutor(2) as pool:  # nothing is measured yet
            filled = list(pool.map(lambda each: each.fill(options.size), databases))
        served = [running(each, rows, options) for each, rows in zip(databases, filled, strict=True)]
        targets = {side: stack.enter_context(each) for side, each in zip(SIDES, served, strict=True)}
        found = []
        for phase in phases.phases(options.quick, options.only):
            try:
                results = {
                    kind: _in_turn(phase, {side: targets[side][kind] for side in SIDES}, options) for kind in kinds
                }
            except Missing:
                say(f"{phase.name}: {commit[:12]} does not do this yet")
                continue
            say(f"{phase.name}: {', '.join(f'{kind} {_words(result)}' for kind, result in results.items())}")
            found.append({"name": phase.name, "clients": phase.clients, "results": results})
    return {"options": options.as_json(), "commit": commit, "phases": found}


def commit_of(text: str) -> str:
    """The full name of the commit that this text means. ArgumentTypeError when there is none."""
    asked = ["git", "rev-parse", "--verify", "--quiet", "--end-of-options", f"{text}^{{commit}}"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ArgumentTypeError(f"there is no commit {text}")
    return done.stdout.strip()


@contextmanager
def checked_out(commit: str) -> Iterator[Path]:
    """A folder with the commit's files and all that is built from them. Git need not know of it."""
    folder = Path(tempfile.mkdtemp(prefix="lr-against-", dir="/tmp"))
    try:
        packed = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True)
        subprocess.run(["tar", "-x", "-C", folder], input=packed.stdout, check=True)
        for name in SHARED:
            (folder / name).symlink_to(ROOT / name)
        if not (folder / "tests" / "bench" / "fill.py").exists():
            shutil.copy(Path(__file__).with_name("fill.py"), folder / "tests" / "bench")
        _do(folder, "core.assets", "build")
        _do(folder, "babel.messages.frontend", "--quiet", "compile", "-d", "translations")
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _do(folder: Path, module: str, *arguments: str) -> None:
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{module} failed in the other commit:\n{done.stdout}{done.stderr}")


def _in_turn(phase: Phase, targets: dict[str, Target], options: Options) -> dict[str, Any]:
    """Both are warmed up; then they take turns, and the one that was second is first in the next round."""
    asking = {side: phase.prepare(target) for side, target in targets.items()}
    reports: dict[str, list[dict[str, Any]]] = {side: [] for side in SIDES}
    for side in SIDES:
        phases.run(phase, targets[side], asking[side], 0, options.warm_up)
    for number in range(options.rounds):
        for side in SIDES if number % 2 == 0 else reversed(SIDES):
            reports[side].append(phases.run(phase, targets[side], asking[side], 0, options.seconds))
    return compared(reports)


def compared(reports: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Both sides' milliseconds per request, and their difference in percent: of each the median of the rounds.

    The rounds' own differences stand beside it, sorted: how far they are apart is what the machine adds by itself.
    """
    costs = {side: [sum(report[part] for part in PARTS) for report in reports[side]] for side in SIDES}
    pairs = zip(costs[BEFORE], costs[AFTER], strict=True)
    percents = sorted(round((after / before - 1) * 100, 1) for before, after in pairs if before)
    wrong = [(side, report) for side in SIDES for report in reports[side] if report["errors"]]
    return {
        **{side: {part: _median(reports[side], part) for part in PARTS} for side in SIDES},
        "percent": round(statistics.median(percents), 1) if percents else 0.0,
        "percents": percents,
        "asked": min(sum(report["asked"] for report in reports[side]) for side in SIDES),
        "errors": sum(report["errors"] for _, report in wrong),
        "statuses": [(side, report["statuses"]) for side, report in wrong],
        "sample": wrong[0][1]["sample"] if wrong else "",
    }


def _median(reports: list[dict[str, Any]], part: str) -> float:
    return round(statistics.median(report[part] for report in reports), 3)


def _words(result: dict[str, Any]) -> str:
    before, after = (sum(result[side].values()) for side in SIDES)
    return f"{before:.2f} → {after:.2f} ms ({result['percent']:+.1f} %)"
