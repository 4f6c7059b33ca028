"""Where the guided path leads: each step's page, told by `?next=` where to go on when it is saved."""

from dataclasses import dataclass, replace
from typing import Any

from flask import request, url_for

from core.security import safe_next
from hubs import setup_steps

PAGES = {
    "hub": "hub",
    "spaces": "spaces",
    "hours": "hours",
    "rules": "rules",
    "prices": "prices",
    "labels": "labels",
    "open": "setup",
}
"""Behind /host/<slug>/. Hours and labels are pages of their own packages, so they are known by their address only."""


@dataclass(frozen=True, slots=True)
class PathLine:
    """What a page on the path says of it. `before` and `onward` go to the steps beside this one."""

    number: int
    total: int
    title: Any
    onward: str
    before: str | None = None
    title_before: Any = ""


def page(slug: str, key: str) -> str:
    return f"{url_for('host.index')}/{slug}/{PAGES[key]}"


def step(slug: str, key: str) -> str:
    """The step's page, which goes on to the step after it."""
    if setup_steps.following(key) is None:
        return page(slug, key)
    return f"{page(slug, key)}?next={onward(slug, key)}"


def onward(slug: str, key: str) -> str:
    """An address that goes on to the step after this one. It stands in a query as it is: a slug needs no escapes."""
    return f"{url_for('host.next_step', slug=slug)}?after={key}"


def line(slug: str, key: str, target: str | None) -> PathLine | None:
    """For the page of a step when one has come there on the path."""
    if target != onward(slug, key):
        return None
    number = setup_steps.KEYS.index(key)
    here = PathLine(number + 1, len(setup_steps.KEYS), setup_steps.TITLES[key], target)
    if not number:
        return here
    last = setup_steps.KEYS[number - 1]
    return replace(here, before=step(slug, last), title_before=setup_steps.TITLES[last])


def asked() -> str:
    """Where the address, or the form, says that one goes on; nothing when it names no page of this site."""
    return safe_next(request.form.get("next") or request.args.get("next")) or ""
