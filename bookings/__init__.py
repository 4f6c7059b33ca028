"""Time: occupancy, bookings, availability, search."""
