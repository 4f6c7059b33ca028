"""QR codes of ours: which squares are dark, and the same as SVG. Error correction M: up to 15 % may be worn off."""

import segno
from flask import current_app, url_for
from markupsafe import Markup

QUIET = 4
"""Squares of white around a code that readers need (ISO/IEC 18004)."""


def address_of(code: str) -> str:
    """What the label of a space says: the whole address."""
    return public(url_for("door.scan", code=code))


def public(path: str) -> str:
    """A path of this site as an address for other devices (BASE_URL)."""
    public_url: str = current_app.extensions["settings"].public_url
    return public_url + path


def matrix(text: str) -> list[list[bool]]:
    """The rows of squares, True is dark, without the quiet zone."""
    made = segno.make(text, error="m", micro=False, boost_error=False)
    return [[bool(square) for square in row] for row in made.matrix]


def svg(text: str, title: str) -> Markup:
    """Dark on white in any colour scheme, since readers want it so; `title` is for those who cannot see it."""
    rows = matrix(text)
    side = len(rows) + 2 * QUIET
    path = "".join(f"M{x + QUIET} {y + QUIET}h{length}v1h-{length}z" for x, y, length in runs(rows))
    return Markup(
        '<svg class="lr-qr" role="img" aria-label="{title}" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        '<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/><path fill="#000" d="{path}"/></svg>'
    ).format(title=title, side=side, path=path)


def runs(rows: list[list[bool]]) -> list[tuple[int, int, int]]:
    """The dark squares that lie side by side, as (x, y, length)."""
    found: list[tuple[int, int, int]] = []
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if not dark:
                continue
            if found and found[-1][1] == y and found[-1][0] + found[-1][2] == x:
                found[-1] = (found[-1][0], y, found[-1][2] + 1)
            else:
                found.append((x, y, 1))
    return found
