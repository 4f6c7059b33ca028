"""What happens to a booking, told to whoever stands above (payments, district), inside the same transaction.

Each is sent with the booking as sender.
"""

from blinker import Namespace

_signals = Namespace()

booked = _signals.signal("booking-booked")
moved = _signals.signal("booking-moved")
cancelled = _signals.signal("booking-cancelled")
