"""What closing, blocking, new hours and put-away spaces do to the bookings that are there already."""
