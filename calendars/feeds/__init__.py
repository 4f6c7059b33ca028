"""The addresses at which calendar programs read bookings, and what they get there."""
