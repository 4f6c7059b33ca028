"""The address of the page on which one books several places, or for somebody else (`/groups/new?…`)."""

from collections.abc import Iterable
from typing import Any

from flask import url_for
from werkzeug.datastructures import MultiDict

from core.text import one_line
from web.site import pay_choices
from web.site.group_forms import ticked

IN_THE_ADDRESS = (
    *("space", "hub", "kind", "date", "from", "to", "title", "number"),
    *pay_choices.IN_THE_ADDRESS,
)


def address_of(values: MultiDict[str, str], spaces: Iterable[int] | None = None, **more: Any) -> str:
    """`groups.new` for these values, with these places chosen instead of those."""
    given: dict[str, Any] = {name: one_line(values.get(name))[:120] or None for name in IN_THE_ADDRESS}
    given["spaces"] = list(ticked(values) if spaces is None else spaces)
    return url_for("groups.new", **given, **more)
