"""What doors bring into the app: no locks until a provider is installed, and a question of `check`."""

from flask import Flask

from core.cli import upkeep
from hubs.doors import cli, locks, queries


def init_app(app: Flask) -> None:
    locks.install(app, locks.NoLocks())
    upkeep(app).append(queries.whats_sealed_for_good)
    cli.install(app)
