"""Money: what bookings and passes cost, how it is paid, given back and invoiced."""
