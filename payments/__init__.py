"""Money. So far the way to Stripe; bookings are paid on the spot or free."""
