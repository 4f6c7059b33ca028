"""What places bring into the app: commands, checks, and what is deleted of invitations."""

from flask import Flask

from hubs import cli
from hubs.people import retention
from hubs.places import cli as places_cli


def init_app(app: Flask) -> None:
    cli.install(app)
    places_cli.install(app)
    retention.install(app)
