"""What the waiting list tells, inside the same transaction."""

from blinker import Namespace

_signals = Namespace()

joined = _signals.signal("waiting-list-joined")
"""Sent with `hub_id`: somebody waits there from now on, who was not seen by what became free at this moment."""
