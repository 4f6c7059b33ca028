"""Bookings whose mails have links."""

from tests.support.reminded_hub import clock, home

__all__ = ["clock", "home"]
