"""Stripe: payments by card. `gateway` alone talks to it; without its settings nothing here does anything."""
