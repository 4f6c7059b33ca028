"""`flask --app app members …`"""

from flask import Flask
from flask.cli import AppGroup

group = AppGroup("members", help="Accounts and API tokens.")


def install(app: Flask) -> None:
    app.cli.add_command(group)
