"""Places: hubs, spaces, opening hours, closures, booking rules, tariffs."""
