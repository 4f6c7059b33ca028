"""Structured logs: one JSON object a line, with the route's pattern instead of the address, so that no secret in a
path or query is ever written down, and without names, mail addresses or network addresses of people."""

import json
import logging
import re
import sys
import time
import uuid
from datetime import UTC, datetime

from flask import Flask, Response, g, request

STANDARD = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
ADDRESS = re.compile(r"[^\s<>()\[\]{}'\"@:,;\\]+@[^\s<>()\[\]{}'\"@:,;\\]+")
ROW = re.compile(r"^DETAIL: .*$", re.MULTILINE)
"""PostgreSQL tells with an error which values it minds: they may be a person's."""


class JsonLines(logging.Formatter):
    """Mail addresses are left out wherever they come from: a mail server's refusal repeats them."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **{k: v for k, v in vars(record).items() if k not in STANDARD},
        }
        if record.exc_info:
            line["exception"] = ROW.sub("DETAIL: left out", self.formatException(record.exc_info))
        return ADDRESS.sub("(address)", json.dumps(line, default=str, ensure_ascii=False))


def without_people(text: str) -> str:
    """An error's text without what a database or a mail server told along: values of rows, mail addresses."""
    return ADDRESS.sub("(address)", re.sub(r"DETAIL: .*?(?=\\n|\n|$)", "DETAIL: left out", text))


def install(app: Flask) -> None:
    """Our loggers write JSON lines to standard error; every answered request is one line."""
    root = logging.getLogger()
    if not any(isinstance(h.formatter, JsonLines) for h in root.handlers):
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLines())
        root.addHandler(handler)
        root.setLevel(logging.INFO)
        logging.getLogger("alembic").setLevel(logging.WARNING)
        logging.getLogger("urllib3.connection").setLevel(logging.ERROR)  # its warnings tell whole addresses
    app.before_request(_start)
    app.after_request(_log_request)


def _start() -> None:
    g.started = time.perf_counter()
    g.request_id = uuid.uuid4().hex[:16]


def _log_request(response: Response) -> Response:
    request_id = g.get("request_id", "-")
    response.headers["X-Request-Id"] = request_id
    if request.endpoint not in {"health.healthz", "health.readyz"}:
        logging.getLogger("request").info(
            "request",
            extra={
                "request_id": request_id,
                "method": request.method,
                "route": request.url_rule.rule if request.url_rule else None,
                "status": response.status_code,
                "ms": round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
            },
        )
    return response
