"""The people with bookings in a hub, as its hosts see them, and what those people see of it."""
