"""Availability and bookings, for programs."""

from flask_smorest import Blueprint

blueprint = Blueprint("bookings_api", __name__, description="Availability and bookings")
