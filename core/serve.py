"""`flask --app app serve`: the site under gunicorn, on a developer's machine as in production.

On SQLite it is one process whose writers queue fairly (see core.sqlite); on PostgreSQL WEB_WORKERS processes.
"""

import gc
import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from typing import Any

import click
from flask import Flask, current_app
from flask_migrate import upgrade
from gunicorn.app.base import BaseApplication

from core import jobs
from core.cli import what_to_correct, what_will_fail, whats_wrong
from core.db import db
from core.settings import Settings
from core.worker import Worker

THREADS = 64
"""Of each process, begun when they are needed. A few of them work at once, the others wait for servers outside or for
their place (`core.concurrency`)."""

Prepare = Callable[[], None]
Beside = Callable[[Flask, str], AbstractContextManager[None]]
"""Given the app and the address on which it listens; entered before the server begins, left when it ends."""


class Server(BaseApplication):  # type: ignore[misc]
    def __init__(self, app: Flask, options: dict[str, Any]) -> None:
        self.app, self.options = app, options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.app


def install(app: Flask, first_start: Prepare, beside: Sequence[Beside] = ()) -> None:
    """Add the command. `first_start` fills an empty demo database; what is `beside` runs as long as the server."""

    @app.cli.command("serve")
    @click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
    def serve(host: str) -> None:
        """Run the site. With ENV=demo it migrates and fills its database first."""
        settings: Settings = app.extensions["settings"]
        if settings.is_demo:
            upgrade()
            first_start()
        _refuse_what_is_unsafe()
        for line in [*what_will_fail(), *what_to_correct(settings)]:
            click.echo(f"Note: {line}", err=True)
        db.session.remove()
        db.engine.dispose()  # the workers open their own connections
        _announce(settings, host)
        _spare_the_collector()
        with ExitStack() as stack:
            for each in beside:
                stack.enter_context(each(app, host))
            Server(_app(), _options(settings, host)).run()


def _refuse_what_is_unsafe() -> None:
    problems = whats_wrong()
    db.session.remove()
    if problems:
        raise click.ClickException("The site does not start:\n" + "\n".join(f"- {p}" for p in problems))


def _spare_the_collector() -> None:
    """What is loaded by now lives as long as the server: looking through it for garbage again and again held up all
    requests for 90 ms each time. It also keeps the memory shared between the workers."""
    gc.collect()
    gc.freeze()


def _options(settings: Settings, host: str) -> dict[str, Any]:
    return {
        "bind": f"{host}:{settings.port}",
        "workers": 1 if settings.is_sqlite else settings.web_workers,
        "threads": THREADS,
        "worker_class": Worker,
        "keepalive": 75,
        "timeout": 60,
        "graceful_timeout": 20,
        "max_requests": 0,
        "loglevel": "warning",
        "proc_name": "lebens-raum",
        "limit_request_line": 8190,
        "forwarded_allow_ips": "127.0.0.1",
        "preload_app": True,
        "umask": 0o077,  # as in create_app; gunicorn would open it again
        "control_socket_disable": True,
        "post_worker_init": _start_scheduler,
    }


def _start_scheduler(worker: Any) -> None:
    """After the fork: threads do not survive it. Every worker ticks; the leases decide which one works."""
    app: Flask = worker.app.app
    settings: Settings = app.extensions["settings"]
    if settings.scheduler == "web":
        jobs.start(app)


def _announce(settings: Settings, host: str) -> None:
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    click.echo(f"\n{settings.site_name} runs on http://{host}:{settings.port} (Ctrl-C stops it)")
    if settings.is_demo:
        click.echo("Demo log-ins, password “demo”: member@example.org · host@example.org · district@example.org · ")
        click.echo("admin@example.org. All hubs are invented. Emails: /demo/outbox\n")


def _app() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined, no-any-return]
