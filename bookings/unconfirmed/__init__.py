"""Booking by name and e-mail address: the place is held until the link in the mail is followed."""
