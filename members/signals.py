"""What accounts tell those above them, inside the same transaction."""

from blinker import Namespace

_signals = Namespace()

mails_chosen = _signals.signal("member-mails-chosen")
"""Sent with the Member who has just chosen which mails to get: take back what waits and is not wanted any more."""

erasing = _signals.signal("member-erasing")
"""Sent with the Member whose account is about to be deleted: let go of what is theirs, or raise why it cannot be."""
