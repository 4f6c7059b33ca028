"""For those who run a hub."""
