"""What people type, before it is stored."""

import unicodedata


def one_line(text: str | None) -> str:
    """The text on one line, without control signs (line breaks, NUL, which PostgreSQL refuses) and outer blanks."""
    shown = "".join(" " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign for sign in text or "")
    return " ".join(shown.split())
