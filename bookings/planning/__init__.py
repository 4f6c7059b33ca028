"""Booking on the floor plan: which places are free at a time, drawn where they stand."""
