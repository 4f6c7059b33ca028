"""The browser in which a sign-up was begun, known again by a random marker in its signed cookie.

Whoever signs up with a stranger's address and a password of their own must gain nothing when the owner follows the
mailed link. So the link carries a digest of the marker, and any other browser is asked for the password.
"""

from flask import session

from core.tokens import digest, new_secret

MARKER = "signup"


def mark() -> str:
    """Mark this browser, unless it is marked already; returns the fingerprint that a link is bound to.

    The mark outlives the browser's window: phones close it while somebody looks for the mail.
    """
    session.setdefault(MARKER, new_secret())
    session.permanent = True
    return fingerprint()


def fingerprint() -> str:
    """Of this browser's marker; empty when no sign-up was begun here."""
    marker = session.get(MARKER)
    return digest(marker)[:32] if marker else ""
