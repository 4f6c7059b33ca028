"""What happens to money, told to whoever stands beside or above (invoices, figures), inside the same transaction.

Keywords only; a receiver takes `(_sender, …, **more)`.

- `paid`, with `payments`: the money of these has come (online, on the bank account, on site).
- `superseded`, with `changes`: a list of (old fee, new fee or None): what was owed is now something else, or nothing;
  the same fee twice: it was not paid after all.
- `pass_changed`, with `passes`: bought and paid, or cancelled.
"""

from blinker import Namespace

_signals = Namespace()

paid = _signals.signal("payment-paid")
superseded = _signals.signal("fee-superseded")
pass_changed = _signals.signal("pass-changed")
