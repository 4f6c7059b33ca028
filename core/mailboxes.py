"""Mail addresses as people type, paste and send them: read out of what stands around them, in one form.

That form is the key wherever an address is one (accounts, limits, invitations), so that no other way of writing an
address is another mailbox.
"""

import re
import unicodedata
from typing import Any
from urllib.parse import unquote

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _l

from core.errors import DomainError
from core.text import without_unseen

LABEL = re.compile(r"(?:mailto|e-?mail)\s?:[\s/]*", re.IGNORECASE)
IN_BRACKETS = re.compile(r"[<\[(]([^<>\[\]()@]*@[^<>\[\]()@]*)[>\])]")
REMARK = re.compile(r"\([^()@]*\)$")
AT_IN_WORDS = re.compile(r"\s*[\[({]\s*at\s*[\])}]\s*", re.IGNORECASE)
BLANKS_AT_SIGN = re.compile(r"\s*@\s*")
AROUND = " \t\r\n,;:./<>()[]{}'\"`´‘’‚‛“”„«»‹›"
LONGEST = 1000
"""Signs that are looked at: an address has at most 254, with a name around it somewhat more."""


class BadEmail(DomainError):
    """Not an e-mail address that mail could reach. `reason` is a key of REASONS, whose sentence says what is wrong."""

    code, status, field = "bad-email", 422, "email"
    meaning = _l("This is not a complete email address. It looks like this: name@example.org.")

    def __init__(self, reason: str = "form", **facts: Any) -> None:
        super().__init__(reason=reason, **facts)

    def message(self) -> Any:
        return REASONS[self.facts["reason"]]


REASONS = {
    "form": BadEmail.meaning,
    "several": _l("Please enter one email address only."),
    "blank": _l("There is a space in the email address. Please remove it."),
    "letters": _l(
        "Letters such as ä, ö, ü or ß are not possible before the @: our emails do not reach such "
        "addresses. After the @ they are fine."
    ),
}


def clean_email(text: str) -> str:
    """The address in the one form in which it is stored and counted: lower case, its domain as mail servers know it.

    Read out of `mailto:…`, `Name <…>`, quotation marks, and whatever takes no room; wide letters are plain ones.
    Whether mail arrives, the mailed link shows. Raises BadEmail.
    """
    typed = _read_out(text)
    local, _at, domain = typed.partition("@")
    if "@" in domain:
        raise BadEmail("several" if all(typed.split("@")) else "form")
    if domain and any(sign.isspace() for sign in typed):
        raise BadEmail("blank")
    if domain and not local.isascii():
        raise BadEmail("letters")
    try:
        found = validate_email(typed, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise BadEmail from None
    return (found.ascii_email or found.normalized).lower()


def mailbox_key(text: str) -> str:
    """What an address is counted by, also one that cannot be read: then the text itself without regard to its form."""
    try:
        return clean_email(text)
    except BadEmail:
        return "".join(_plain(text).split()).casefold()[:254]


def _read_out(text: str) -> str:
    plain = AT_IN_WORDS.sub("@", _plain(text))
    inside = {_bare(found) for found in IN_BRACKETS.findall(plain)}
    return inside.pop() if len(inside) == 1 else _bare(plain)


def _bare(text: str) -> str:
    bare = REMARK.sub("", text.strip(" \t\r\n,;")).strip(AROUND)
    if label := LABEL.match(bare):
        bare = unquote(bare[label.end() :].partition("?")[0]).strip(AROUND)
    return BLANKS_AT_SIGN.sub("@", bare)


def _plain(text: str) -> str:
    return without_unseen(unicodedata.normalize("NFKC", text[:LONGEST])).replace("。", ".")
