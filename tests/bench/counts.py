"""What does not depend on the machine: statements per request, and what an answer weighs."""

import gzip
from dataclasses import dataclass
from typing import Any

import brotli
from flask import Flask
from sqlalchemy import event

from core.db import db
from tests.bench.asked import Request
from tests.bench.load import content_type


@dataclass(frozen=True)
class Counted:
    """`statements` without BEGIN and COMMIT; `transactions` begun; `raw`, `br` and `gzip` in bytes."""

    status: int
    statements: int
    transactions: int
    raw: int
    br: int
    gzip: int


def count(app: Flask, request: Request, headers: dict[str, str]) -> Counted:
    """Ask twice, since the first time fills what is kept in memory; a booking only once."""
    method, path, body = request
    client = app.test_client(use_cookies=False)
    if method == "GET":
        client.get(path, headers=headers)
    with Watch(app) as watch:
        answer = client.open(path, method=method, headers=headers, data=body, content_type=content_type(body))
    weights = [_weight(client, path, headers, coding) if method == "GET" else 0 for coding in ("br", "gzip")]
    return Counted(answer.status_code, watch.statements, watch.transactions, len(answer.data), *weights)


class Watch:
    """Counts what the app sends to its database."""

    def __init__(self, app: Flask) -> None:
        with app.app_context():
            self.engine = db.engine
        self.statements = self.transactions = 0

    def __enter__(self) -> "Watch":
        event.listen(self.engine, "before_cursor_execute", self._statement)
        event.listen(self.engine, "begin", self._begin)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self.engine, "before_cursor_execute", self._statement)
        event.remove(self.engine, "begin", self._begin)

    def _statement(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        self.statements += not statement.startswith("BEGIN")

    def _begin(self, _connection: Any) -> None:
        self.transactions += 1


def _weight(client: Any, path: str, headers: dict[str, str], coding: str) -> int:
    answer = client.get(path, headers=headers | {"Accept-Encoding": coding})
    opened = {"br": brotli.decompress, "gzip": gzip.decompress}
    if answer.headers.get("Content-Encoding") == coding:
        opened[coding](answer.data)  # it can be read
    return len(answer.data)
