"""Calendars that are kept elsewhere: fetched or uploaded, and their busy times block a place."""
