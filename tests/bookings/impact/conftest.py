"""A hub of three desks."""

from tests.support.hosted_hub import home

__all__ = ["home"]
