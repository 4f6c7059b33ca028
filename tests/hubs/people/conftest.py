"""Two hubs with a host each."""

from tests.support.two_hubs import browser_of, hanna, hub, tuesday

__all__ = ["browser_of", "hanna", "hub", "tuesday"]
