"""Two hubs with a host each, and people who book in one of them or in both."""

from tests.support.two_hubs import browser_of, hanna, hub, tuesday

__all__ = ["browser_of", "hanna", "hub", "tuesday"]
