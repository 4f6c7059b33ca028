"""What the news of the week ask those above for. Receivers answer; nothing is imported back up."""

from blinker import Namespace

_signals = Namespace()
failing_calendars = _signals.signal("digest-failing-calendars")
"""Sent with the id of a hub; a receiver answers with the names of the hub's calendars that cannot be read."""
