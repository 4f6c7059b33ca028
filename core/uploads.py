"""Forms with a file, which may be larger than any other request.

A view of such a form is exempt from the general check of its token (`security.csrf.exempt`), since that reads the form
before the view can say how large it may be. So the view calls `allow`, and catches RequestEntityTooLarge.
"""

from flask import current_app, request

from core.security import csrf

FORM_AROUND = 20_000
MOST_HEARD, PART = 100_000_000, 64 * 1024


def allow(most_bytes: int) -> None:
    """This request may hold a file of so many bytes; its token is checked now."""
    request.max_content_length = most_bytes + FORM_AROUND
    if current_app.config["WTF_CSRF_ENABLED"]:
        csrf.protect()


def hear_out() -> None:
    """Read on and forget: a browser shows an answer only when it could send all of what it was asked to send."""
    stream, left = request.environ["wsgi.input"], MOST_HEARD
    while left > 0 and (part := stream.read(PART)):
        left -= len(part)
