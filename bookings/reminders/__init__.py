"""Reminders before a booking, and the links in them that do something at once."""
