"""What a page says after a form was saved."""

from typing import Any

from flask import flash
from flask_babel import gettext as _


def saved(text: Any, *, changed: bool) -> None:
    """Say `text`, or, when the form was sent as it was shown, that nothing has changed: people trust such a word."""
    if changed:
        flash(text, "success")
    else:
        flash(_("Nothing has changed."), "info")
