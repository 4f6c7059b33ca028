"""Ids that are made before the row is: several tables can then be written without asking the database in between."""

import secrets
import time
import uuid


def new_id() -> uuid.UUID:
    """A UUID version 7 (RFC 9562): milliseconds, then 74 random bits; new rows land together at the index's end."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80) | secrets.randbits(80)
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return uuid.UUID(int=value)
