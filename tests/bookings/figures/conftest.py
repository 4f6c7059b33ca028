"""A hub with its host, and another one."""

from tests.hubs.people.conftest import browser_of, hanna, hub, tuesday

__all__ = ["browser_of", "hanna", "hub", "tuesday"]
