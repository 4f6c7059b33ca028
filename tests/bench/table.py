"""The reports as tables for people."""

from typing import Any

KINDS = ("postgresql", "sqlite")
NAMES, WIDTH = 34, 45
LINE = "─" * (NAMES + 2 * (WIDTH + 1) + 32)


def drawn(report: dict[str, Any]) -> str:
    parts = [_head(report), *_phases(report), *_counts(report), *_memory(report), *_history(report), *_errors(report)]
    return "\n".join(parts)


def compared(report: dict[str, Any]) -> str:
    """Of `--against`: milliseconds per request of both commits, and how much more or less the second one takes."""
    options = report["options"]
    kinds = [kind for kind in KINDS if kind in report["phases"][0]["results"]]
    shown = "".join(f"│{kind:^{WIDTH}}" for kind in kinds)
    columns = "│        before          after    diff   rounds" * len(kinds)
    lines = [
        "",
        "Milliseconds of processor time per request: of the site, and of PostgreSQL's processes where it is used.",
        f"before: {report['commit'][:12]}; after: this folder. They took turns of {options['seconds']} s.",
        f"diff: median of {options['rounds']} rounds; rounds: the least and the largest. The floor differs by chance.",
        *(LINE, f"{'':{NAMES}}{shown}│", f"{'':{NAMES}}{columns}│", LINE),
    ]
    for phase in report["phases"]:
        cells = "".join(f"│{_difference(phase['results'][kind], kind)}" for kind in kinds)
        lines.append(f"{phase['name']:{NAMES}}{cells}│")
    return "\n".join([*lines, LINE, *_errors(report)])


def _difference(result: dict[str, Any], kind: str) -> str:
    before, after = (_costs(result[side], kind) for side in ("before", "after"))
    rounds = f"{result['percents'][0]:+.0f}…{result['percents'][-1]:+.0f}" if result["percents"] else "–"
    return f"{before:>14} {after:>14} {result['percent']:+6.1f}% {rounds:>7}"


def _costs(parts: dict[str, float], kind: str) -> str:
    database = "" if kind == "sqlite" else f" +{parts['database_cpu_ms']:6.2f}"
    return f"{parts['server_cpu_ms']:.2f}{database}"


def errors(report: dict[str, Any]) -> list[str]:
    """Answers that were not what was expected, one line per phase."""
    return [
        f"{phase['name']}, {kind}: {result['errors']} wrong answers {result['statuses']} {result['sample'][:200]!r}"
        for phase in report["phases"]
        for kind, result in phase["results"].items()
        if result["errors"]
    ]


def _head(report: dict[str, Any]) -> str:
    options = report["options"]
    size = options["size"]
    return f"""
One hub of {size["spaces"]} spaces with {size["bookings"]} bookings over ±{size["days"]} days, beside the demo district.
gunicorn gthread, ENV=production, SCHEDULER=off (mails are queued; sending them is another process), fsync on:
PostgreSQL {options["workers"]} processes × 4 at work, SQLite 1 × 4. Keep-alive connections of distinct members,
{options["warm_up"]} s warm-up, {options["seconds"]} s measured. site, db: milliseconds of processor time per request,
of the site's processes and of PostgreSQL's (SQLite works inside the site's); load: the clients' share of one of the
processors that all share.
{LINE}"""


def _phases(report: dict[str, Any]) -> list[str]:
    kinds = [kind for kind in KINDS if kind in report["phases"][0]["results"]]
    shown = "".join(f"│{kind:^{WIDTH}}" for kind in kinds)
    columns = f"│{'':28}CPU ms{'':11}" * len(kinds)
    units = "│ a second    p50     p99     site     db  load" * len(kinds)
    lines = [
        f"{'':{NAMES}}{shown}│ aim (PostgreSQL; SQLite half)",
        f"{'':{NAMES}}{columns}│",
        f"{'':{NAMES}}{units}│",
        LINE,
    ]
    for phase in report["phases"]:
        cells = "".join(f"│{_cell(phase['results'][kind], kind)}" for kind in kinds)
        lines.append(f"{phase['name']:{NAMES}}{cells}│ {_aim(phase, kinds)}")
    return [*lines, LINE]


def _cell(result: dict[str, Any], kind: str) -> str:
    database = "–" if kind == "sqlite" else f"{result['database_cpu_ms']:.2f}"
    return (
        f"{result['per_second']:9.1f} {result['p50_ms']:6.1f} {result['p99_ms']:7.1f} "
        f"{result['server_cpu_ms']:8.2f} {database:>6} {result['load_cpu_share']:5.0%}"
    )


def _aim(phase: dict[str, Any], kinds: list[str]) -> str:
    if not phase["aim"]:
        return ""
    met = [_is_met(phase, kind) for kind in kinds]
    slow = f", p99 ≤ {phase['aim_p99_ms']} ms" if phase["aim_p99_ms"] else ""
    peers = f"; peers: {phase['peers']}" if phase["peers"] else ""
    return f"≥ {phase['aim']}{slow}: {' / '.join('met' if yes else 'NOT met' for yes in met)}{peers}"


def _is_met(phase: dict[str, Any], kind: str) -> bool:
    result, share = phase["results"][kind], 1 if kind == "postgresql" else 0.5
    quick_enough = not phase["aim_p99_ms"] or result["p99_ms"] <= phase["aim_p99_ms"] / share
    return bool(result["per_second"] >= phase["aim"] * share and quick_enough)


def _counts(report: dict[str, Any]) -> list[str]:
    lines = [
        f"{'Per request':{NAMES}}  statements (PostgreSQL, SQLite)  transactions      bytes raw      gzip    brotli"
    ]
    for name, first in next(iter(report["counts"].values())).items():
        each = [found[name] for found in report["counts"].values()]
        statements, begun = (", ".join(str(c[key]) for c in each) for key in ("statements", "transactions"))
        gzip, br = (first[coding] or "" for coding in ("gzip", "br"))
        lines.append(f"{name:{NAMES}}  {statements:{NAMES}} {begun:14} {first['raw']:12} {gzip:>9} {br:>9}")
    return [*lines, LINE]


def _memory(report: dict[str, Any]) -> list[str]:
    lines = []
    for kind, found in report["memory_mb"].items():
        database = f", PostgreSQL's processes {found['database']} MB" if found["database"] else ""
        lines.append(f"Memory (PSS), {kind}: {found['processes']} processes of the site {found['site']} MB{database}")
    return [*lines, LINE]


def _history(report: dict[str, Any]) -> list[str]:
    lines = ["Availability of one day, in one process, with few and with many past bookings in the hub"]
    for kind, reports in report["history"].items():
        for found in reports:
            read = ", ".join(f"{name.replace('_', ' ')} {found[name]}" for name in _READ if name in found)
            lines.append(
                f"{kind:11} {found['past_bookings']:>9} past bookings: {found['ms']:6.2f} ms an answer, {read}"
            )
    return [*lines, LINE]


_READ = ("rows_read", "pages_read", "machine_steps")


def _errors(report: dict[str, Any]) -> list[str]:
    return errors(report) or ["Every answer had the expected status."]
