"""What people type, before it is stored."""

import unicodedata

TURNS_TEXT_ROUND = {*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"}
"""Signs that would make what follows them read backwards, on whatever page it stands."""
LOOK_LIKE_BLANKS = {*"\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"}
"""Letters and signs by their name of which nothing is to be seen: fillers, and the Braille sign without dots."""


def one_line(text: str | None) -> str:
    """The text on one line, without control signs (line breaks, NUL, which PostgreSQL refuses) and outer blanks.
    Empty when nothing of it can be seen."""
    shown = "".join(" " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign for sign in _upright(text))
    return trimmed(" ".join(shown.split()))


def lines(text: str | None) -> str:
    """The text with its line breaks (as \\n) and without other control signs and outer blanks; empty when nothing of
    it can be seen."""
    plain = _upright(text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return trimmed("".join(sign for sign in plain if sign == "\n" or unicodedata.category(sign) not in {"Cc", "Cs"}))


def trimmed(text: str) -> str:
    """Without outer blanks, those of no width among them; letters with marks in the one form that all systems show
    alike (NFC)."""
    if text.isascii():
        return text.strip()
    if is_blank(text):
        return ""
    first, end = 0, len(text)
    while _is_space(text[first]):
        first += 1
    while _is_space(text[end - 1]):
        end -= 1
    return unicodedata.normalize("NFC", text[first:end])


def is_blank(text: str) -> bool:
    """Whether nothing is to be seen of it: blanks, also those of no width, and marks that stand on nothing."""
    return not any(unicodedata.category(sign)[0] in "LNPS" and sign not in LOOK_LIKE_BLANKS for sign in text)


def alike(text: str) -> str:
    """The same for names that people cannot tell apart, or should not have to: without regard to capital letters,
    blanks, signs that cannot be seen, and the ways in which one letter can be written."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join("".join(" " if _is_space(sign) else sign for sign in plain if not _is_unseen(sign)).split())


def without_unseen(text: str) -> str:
    """Without the signs that take no room: blanks of no width, direction marks, soft hyphens. For what is no prose."""
    return text if text.isascii() else "".join(sign for sign in text if not _is_unseen(sign))


def _is_space(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign) == "Cc" or _is_unseen(sign)


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign) == "Cf" or sign in LOOK_LIKE_BLANKS


def _upright(text: str | None) -> str:
    return "".join(sign for sign in text or "" if sign not in TURNS_TEXT_ROUND)
