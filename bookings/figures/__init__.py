"""The small figures of a hub, for its hosts."""
