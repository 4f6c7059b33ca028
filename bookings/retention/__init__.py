"""What of bookings is kept no longer than it is needed."""
