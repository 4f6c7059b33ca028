"""What accounts tell those above them, inside the same transaction."""

from blinker import Namespace

_signals = Namespace()

erasing = _signals.signal("member-erasing")
"""Sent with the Member whose account is about to be deleted: let go of what is theirs, or raise why it cannot be."""
