"""Bookings that repeat: every Tuesday, every first Wednesday, each day of a week."""
