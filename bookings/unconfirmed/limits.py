"""How often somebody may book without an account; how many mails a mailbox gets is limited for all forms together
(`members.limits.MAIL_PER_EMAIL`)."""

from members.limits import AttemptLimit

HOLDS_PER_ADDRESS = AttemptLimit("first-booking-address", 12, 3600)
"""From one network: each holds a place for half an hour, so that nobody blocks more than some."""
