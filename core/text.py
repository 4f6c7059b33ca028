"""What people type, before it is stored."""

import unicodedata

TURNS_TEXT_ROUND = {*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"}
"""Signs that would make what follows them read backwards, on whatever page it stands."""


def one_line(text: str | None) -> str:
    """The text on one line, without control signs (line breaks, NUL, which PostgreSQL refuses) and outer blanks."""
    shown = "".join(" " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign for sign in _upright(text))
    return " ".join(shown.split())


def lines(text: str | None) -> str:
    """The text with its line breaks (as \\n) and without other control signs and outer blanks."""
    plain = _upright(text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(sign for sign in plain if sign == "\n" or unicodedata.category(sign) not in {"Cc", "Cs"}).strip()


def _upright(text: str | None) -> str:
    return "".join(sign for sign in text or "" if sign not in TURNS_TEXT_ROUND)
