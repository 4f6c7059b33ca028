OCCUPYING = frozenset({"requested", "held", "confirmed", "checked_in"})
