"""What people bring into the app: commands, and what is deleted of accounts that nobody uses."""

from flask import Flask

from core import retention
from members import cli, idle


def init_app(app: Flask) -> None:
    cli.install(app)
    retention.register(app, *idle.rules(app))
