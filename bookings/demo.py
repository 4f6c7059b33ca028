"""`flask --app app demo load`: the invented demo district, or bulk data for load tests."""

from flask import Flask
from flask.cli import AppGroup

group = AppGroup("demo", help="Demo and bulk data.")


def install(app: Flask) -> None:
    app.cli.add_command(group)


def load_if_empty() -> None:
    """Load the demo district into a database that has no hub yet."""
