"""The part of a form that says what is to become of each hit booking, and the way on when it is done."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_login import current_user
from werkzeug import Response
from werkzeug.datastructures import MultiDict

from bookings.impact import actions
from bookings.impact.changes import Change
from bookings.impact.errors import Undecided
from bookings.impact.rules import DELAY, Decisions, Hit
from core import journal
from core.clock import now
from core.errors import DomainError
from core.idempotent_form import submit_once
from core.text import one_line
from core.tokens import new_secret, sign
from hubs.models import Hub
from hubs.setup import setup_of
from web.host.frame import offer_undo

PURPOSE = "undo-impact"
MAX_AGE = int(DELAY.total_seconds()) + 60
_OURS = ("way-", "all", "hit", "csrf_token", "form_key", "looked", "without")


def decisions_of(values: MultiDict[str, str]) -> Decisions:
    by_id = {name.removeprefix("way-"): way for name, way in values.items() if name.startswith("way-") and way}
    return Decisions(values.get("all", ""), by_id, frozenset(values.getlist("hit")))


def carry_out(hub: Hub, change: Change, done: str, back: str) -> Response:
    """Do it once, and lead to what has become of the bookings, or `back` with the word `done`. Undecided, and what
    the actions raise."""

    def work() -> str:
        result = actions.carry_out(host=current_user, hub=hub, change=change, decisions=decisions_of(request.form))
        if not result.touched:
            return back
        receipt = receipt_url(hub, result.operation, result.undo, back, change.cause)
        offer_undo(hub.slug, receipt, now() + DELAY, result.undo.get("closure"))
        return receipt

    wish = {name: request.form.getlist(name) for name in sorted(request.form) if name != "csrf_token"}
    path = submit_once(request.form.get("form_key", "")[:100], wish | {"to": request.path}, work)
    flash(done, "success")
    return redirect(path, 303)


def receipt_url(hub: Hub, operation: str, undo: dict[str, Any], back: str, cause: str) -> str:
    """The page that says what has become of the bookings and offers to undo it; `undo` as `setup_actions.make` gave
    it ({"series": operation} for blockings of that series, {} for nothing), `back` is where undoing leads, `cause` to
    which of the hosts' pages it belongs."""
    token = sign(PURPOSE, {"operation": operation, "back": back} | undo)
    return url_for("impact.receipt", slug=hub.slug, of=operation, undo=token, about=cause)


def hits_context(hub: Hub, change: Change) -> dict[str, Any]:
    """What the template of hits wants; looking at them is noted in the journal."""
    hits, decisions = change.hits(hub, setup_of(hub)), decisions_of(request.form)
    if hits:
        journal.note(actor_id=current_user.id, hub_slug=hub.slug, what="hits")
    return {
        "hits": hits,
        "decisions": decisions,
        "ways_for_all": [way for way in ("move", "cancel", "keep") if any(way in hit.ways for hit in hits)],
        "is_new": lambda hit: bool(decisions.seen) and hit.key not in decisions.seen,
        "is_open": lambda hit: _is_open(hit, decisions),
        "form_key": new_secret(),
        "kept": kept(),
    }


def _is_open(hit: Hit, decisions: Decisions) -> bool:
    return bool(decisions.seen) and not decisions.way_of(hit)


def kept() -> list[tuple[str, str]]:
    """What was typed before, carried along."""
    return [(name, one_line(value)) for name, value in request.form.items() if not name.startswith(_OURS)]


def shown(error: DomainError) -> tuple[DomainError | None, int]:
    """The error to show above the hits, and the page's status. That nothing is decided before anybody has seen what is
    hit (or left out) is no error: the page asks for the first time."""
    seen = request.form.getlist("hit") or request.form.get("looked")
    return (None, 200) if isinstance(error, Undecided) and not seen else (error, error.status)
