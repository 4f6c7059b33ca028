"""Labels are printed on the day of the door's tests."""

from tests.support.door_hub import anna, nine

__all__ = ["anna", "nine"]
