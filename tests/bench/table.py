"""The report as one table for people."""

from typing import Any

KINDS = ("postgresql", "sqlite")
LINE = "─" * 118


def drawn(report: dict[str, Any]) -> str:
    parts = [_head(report), *_phases(report), *_counts(report), *_memory(report), *_history(report), *_errors(report)]
    return "\n".join(parts)


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
PostgreSQL {options["workers"]} processes × 4 threads, SQLite 1 × 4. Keep-alive connections of distinct members,
{options["warm_up"]} s warm-up, {options["seconds"]} s measured; cpu ms: of site and database per request; load: the
clients' share of one of the processors that all share.
{LINE}"""


def _phases(report: dict[str, Any]) -> list[str]:
    kinds = [kind for kind in KINDS if kind in report["phases"][0]["results"]]
    shown = "".join(f"│{kind:^40}" for kind in kinds)
    columns = "│     a second    p50    p99  cpu ms  load " * len(kinds)
    lines = [f"{'':32}{shown}│ aim (PostgreSQL; SQLite half)", f"{'':32}{columns}│", LINE]
    for phase in report["phases"]:
        cells = "".join(f"│{_cell(phase['results'][kind])}" for kind in kinds)
        lines.append(f"{phase['name']:32}{cells}│ {_aim(phase, kinds)}")
    return [*lines, LINE]


def _cell(result: dict[str, Any]) -> str:
    cpu = result["server_cpu_ms"] + result["database_cpu_ms"]
    return (
        f"{result['per_second']:13.1f} {result['p50_ms']:6.1f} {result['p99_ms']:6.1f} {cpu:7.2f} "
        f"{result['load_cpu_share']:5.0%}"
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
    lines = [f"{'Per request':32}  statements (PostgreSQL, SQLite)  transactions      bytes raw      gzip    brotli"]
    for name, first in next(iter(report["counts"].values())).items():
        each = [found[name] for found in report["counts"].values()]
        statements, begun = (", ".join(str(c[key]) for c in each) for key in ("statements", "transactions"))
        gzip, br = (first[coding] or "" for coding in ("gzip", "br"))
        lines.append(f"{name:32}  {statements:32} {begun:14} {first['raw']:12} {gzip:>9} {br:>9}")
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
