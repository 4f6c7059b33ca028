"""Passes: what operators sell, what members have, and which bookings used it."""
