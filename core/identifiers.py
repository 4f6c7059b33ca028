"""Ids that are made before the row is: several tables can then be written without asking the database in between."""

import secrets
import uuid

from werkzeug.routing import IntegerConverter, Map

from core.clock import now

LARGEST_KEY = 2**31 - 1
"""No larger number is a key of ours, and no database is to be asked for one."""


class Key(IntegerConverter):
    """`<int:…>` in addresses: what can be no key of a row leads nowhere (404)."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=LARGEST_KEY)


def new_uid() -> str:
    """By which calendars know something for life. The id of a row is not fit for it: SQLite gives it again."""
    return uuid.uuid4().hex


def new_id() -> uuid.UUID:
    """A UUID version 7 (RFC 9562): milliseconds, then 74 random bits; new rows land together at the index's end."""
    return id_of(int(now().timestamp() * 1000), secrets.randbits(80))


def id_of(milliseconds: int, random_bits: int) -> uuid.UUID:
    """The id for a moment (since 1970) and 80 bits, of which the version and the variant take 6."""
    value = (milliseconds << 80) | random_bits
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return uuid.UUID(int=value)
