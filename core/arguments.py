"""What an address or a form names: a row by its number or its UUID, a page of a long list. Each is read here only.

What comes in is hostile: other digits than ours, signs, blanks, thousands of figures. It is answered like what does not
exist, and no database is asked for it.
"""

import uuid

from flask import abort

from core.identifiers import LARGEST_KEY

MOST_PAGES = 10_000
"""Nobody turns over more of them, and no database is to count so far."""
_MOST_FIGURES = len(str(LARGEST_KEY))


def read_id(text: str | None) -> int | None:
    """The number by which a row is named, written as we write it: figures without a sign, and no 0 in front."""
    if not text or not (text.isascii() and text.isdecimal()) or text.startswith("0") or len(text) > _MOST_FIGURES:
        return None
    return number if (number := int(text)) <= LARGEST_KEY else None


def read_uuid(text: str) -> uuid.UUID | None:
    """The UUID by which a row is named, in any way of writing that Python's `uuid` knows."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def read_page(text: str | None) -> int:
    """The page of a list, counted from 1; the first one where none is named. Anything else is no page of it (404)."""
    page = 1 if text is None else read_id(text)
    return page if page is not None and page <= MOST_PAGES else abort(404)
