"""A hub whose hosts keep calendars elsewhere."""

from tests.support.outside_hub import home, host, outside

__all__ = ["home", "host", "outside"]
