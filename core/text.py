"""What people type, before it is stored."""

import unicodedata


def one_line(text: str | None) -> str:
    """The text on one line, without control signs (line breaks, NUL, which PostgreSQL refuses) and outer blanks."""
    shown = "".join(" " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign for sign in text or "")
    return " ".join(shown.split())


def lines(text: str | None) -> str:
    """The text with its line breaks (as \\n) and without other control signs and outer blanks."""
    plain = (text or "").replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(sign for sign in plain if sign == "\n" or unicodedata.category(sign) not in {"Cc", "Cs"}).strip()
