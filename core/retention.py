"""Nothing about people is kept longer than it is needed: features register rules, one job and one command apply them.

Each batch is a transaction of its own, and what is done is no longer due: a run that was killed is simply gone on with.
"""

import logging
from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import ColumnElement, Delete, Update, delete, func, inspect, select, tuple_, update

from core.clock import now
from core.db import Base, db
from core.transactions import reading, transaction

log = logging.getLogger(__name__)

BATCH = 200
"""Rows of a transaction: others can book in between, also on SQLite."""

Condition = Callable[[datetime], ColumnElement[bool]]


@dataclass(frozen=True)
class RetentionRule:
    """One rule of the house about what is no longer needed.

    `describe` says in words what goes when. `count` reads how many rows are due at a moment; `apply` does at most a
    batch of them in the caller's transaction, and returns how many: 0 when none is left. Without `apply` the rows are
    only reported, and a person decides. `hourly`: waiting for the night would be too long. `last`: it takes rows along
    that are due by others, so they come first, and each does as many as were due.
    """

    name: str
    describe: Callable[[], str]
    count: Callable[[datetime], int]
    apply: Callable[[datetime], int] | None = None
    hourly: bool = False
    last: bool = False


class RetentionFailed(RuntimeError):
    """Some rules could not be applied; the log says why. All others were."""


def register(app: Flask, *rules: RetentionRule) -> None:
    known = registry(app)
    known.update({rule.name: rule for rule in rules})
    for rule in [rule for rule in known.values() if rule.last]:
        known[rule.name] = known.pop(rule.name)


def registry(app: Flask) -> dict[str, RetentionRule]:
    """The rules by name, in the order in which they are applied."""
    rules: dict[str, RetentionRule] = app.extensions.setdefault("retention", {})
    return rules


def run(rules: Iterable[RetentionRule], moment: datetime | None = None) -> dict[str, int]:
    """Apply the rules, as of now or of a moment; how many rows each one did.

    One that fails does not stop the others: RetentionFailed after all.
    Commits by itself, and what was committed before a failure stays done.
    """
    done, failed, moment = {}, list[str](), moment or now()
    for rule in rules:
        try:
            done[rule.name] = _run_one(rule, moment)
        except Exception:
            log.exception("retention rule failed", extra={"rule": rule.name})
            failed.append(rule.name)
    if failed:
        raise RetentionFailed(", ".join(failed))
    return done


def run_all(app: Flask, *, hourly_only: bool = False) -> int:
    """For jobs: how many rows were done altogether."""
    return sum(run([rule for rule in registry(app).values() if rule.hourly or not hourly_only]).values())


def due(rules: Iterable[RetentionRule], moment: datetime | None = None) -> dict[str, int]:
    """How many rows each rule would do now, or at a moment. Writes nothing."""
    moment = moment or now()
    with reading():
        return {rule.name: rule.count(moment) for rule in rules}


def _run_one(rule: RetentionRule, moment: datetime) -> int:
    total = 0
    while rule.apply:
        with transaction():
            done = rule.apply(moment)
        if not done:
            break
        total += done
    return total


def deleting(
    name: str, describe: Callable[[], str], model: type[Base], is_due: Condition, *, hourly: bool = False
) -> RetentionRule:
    """A rule that deletes the rows that meet a condition."""
    return _changing(name, describe, model, is_due, delete(model), hourly)


def emptying(
    name: str,
    describe: Callable[[], str],
    model: type[Base],
    is_due: Condition,
    values: dict[str, Any],
    *,
    hourly: bool = False,
) -> RetentionRule:
    """A rule that writes `values` into the rows that meet a condition, after which they must not meet it any more."""
    return _changing(name, describe, model, is_due, update(model).values(**values), hourly)


def _changing(
    name: str,
    describe: Callable[[], str],
    model: type[Base],
    is_due: Condition,
    change: Delete | Update,
    hourly: bool,
) -> RetentionRule:
    columns = inspect(model).primary_key
    key: Any = columns[0] if len(columns) == 1 else tuple_(*columns)

    def count(moment: datetime) -> int:
        return int(db.session.scalar(select(func.count()).select_from(model).where(is_due(moment))) or 0)

    def apply(moment: datetime) -> int:
        batch = select(*columns).where(is_due(moment)).limit(BATCH)
        statement = change.where(key.in_(batch)).execution_options(synchronize_session=False)
        return int(db.session.execute(statement).rowcount)  # type: ignore[attr-defined]

    return RetentionRule(name, describe, count, apply, hourly)


def months_before(moment: datetime, months: int) -> datetime:
    """The same day so many months earlier, or the last one of that month where it is shorter."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))
