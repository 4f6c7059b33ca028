"""A hub with signs at its door."""

from tests.support.door_hub import anna, bert, home, member, nine, put_up

__all__ = ["anna", "bert", "home", "member", "nine", "put_up"]
