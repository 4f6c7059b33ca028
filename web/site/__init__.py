"""For visitors and members."""
