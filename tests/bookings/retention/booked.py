"""A booking with all the words that one can have."""

from tests.support.house import at

START, END = at("2026-11-24", "9:00"), at("2026-11-24", "12:00")
WORDS = {"title": "Kaffeefahrtplanung", "note": "Kommt mit Hund Waldi", "pickup_code": "4711", "guest_name": ""}
