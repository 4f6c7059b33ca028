"""`flask --app app hubs …`"""

from flask import Flask
from flask.cli import AppGroup

group = AppGroup("hubs", help="Set up hubs.")


def install(app: Flask) -> None:
    app.cli.add_command(group)
