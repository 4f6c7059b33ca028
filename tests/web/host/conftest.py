"""A hub of three desks with its host logged in."""

from tests.support.hosted_hub import home, host

__all__ = ["home", "host"]
