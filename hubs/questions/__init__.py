"""A hub's own questions, which members answer when they book."""
