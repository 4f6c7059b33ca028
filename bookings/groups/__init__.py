"""Several places at one time, booked together: all or none of them, one price, one mail."""
