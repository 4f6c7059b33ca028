"""What places tell those above them, inside the same transaction."""

from blinker import Namespace

_signals = Namespace()
put_in_room = _signals.signal("desk-put-in-room")
"""Sent with a Space that from now on counts as a part of its room: what takes the room takes it too."""
