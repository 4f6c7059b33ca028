"""Calendar feeds: the addresses at which calendar programs read bookings."""
