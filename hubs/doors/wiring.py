"""What doors bring into the app: no locks until a provider is installed, and a question of `check`."""

from flask import Flask

from core import cli
from hubs.doors import commands, locks, queries


def init_app(app: Flask) -> None:
    locks.install(app, locks.NoLocks())
    cli.upkeep(app).append(queries.whats_sealed_for_good)
    commands.install(app)
