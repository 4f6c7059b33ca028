"""Money: empty for now; bookings are paid on the spot or free."""
