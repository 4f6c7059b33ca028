"""What companies bring into the app: who manages one, and what becomes of what they know of people."""

from flask import Flask

from members import managing
from payments.companies import queries, retention


def init_app(app: Flask) -> None:
    managing.install(app, queries.is_manager)
    retention.install(app)
