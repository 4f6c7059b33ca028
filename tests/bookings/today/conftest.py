"""A hub with its host, who is logged in."""

from tests.support.today_hub import hanna, home

__all__ = ["hanna", "home"]
