"""What places bring into the app: commands, checks, and what is deleted of invitations."""

from flask import Flask

from hubs import cli
from hubs.people import retention


def init_app(app: Flask) -> None:
    cli.install(app)
    retention.install(app)
