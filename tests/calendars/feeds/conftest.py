"""A hub whose calendars are asked for without log-in."""

from tests.support.feed_hub import home, host, program

__all__ = ["home", "host", "program"]
