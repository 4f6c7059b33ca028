"""What this feature brings into the app."""

from flask import Blueprint, Flask

from bookings.invitations import rendering
from core import outbox

blueprints: list[Blueprint] = []


def init_app(app: Flask) -> None:
    outbox.install_calendar_part(app, rendering.part)
