"""What all hosts' pages share: the hub of the address, and the frame around the page."""

from datetime import datetime
from typing import Any

from flask import abort, render_template, request, session

from core.clock import now
from hubs import queries
from hubs.models import Hub
from web.host.menu import DAY, SETUP
from web.menu import current


def hosted_hub(slug: str) -> Hub:
    """The hub of a host's page, also while it is being set up; 404 without. The access rule stands before it."""
    return queries.any_hub(slug) or abort(404)


def offer_undo(slug: str, path: str, until: datetime, closure_id: int | None) -> None:
    """Until then all hosts' pages in this browser offer the page on which the last change can be undone."""
    session["undo"] = {"slug": slug, "path": path, "until": until.isoformat(), "closure": closure_id}


def undo_offer(slug: str) -> dict[str, Any] | None:
    """What `offer_undo` has kept for this hub, while there is time."""
    offer: dict[str, Any] | None = session.get("undo")
    if offer is None or offer["slug"] != slug or now() >= datetime.fromisoformat(offer["until"]):
        return None
    return offer


def forget_undo() -> None:
    session.pop("undo", None)


def host_page(template: str, hub: Hub, **context: Any) -> str:
    """Render a template that extends host/base.html; `belongs_to` among the context is the endpoint of the menu's
    entry where the page's own does not tell."""
    return render_template(
        template,
        hub=hub,
        day_menu=DAY,
        setup_menu=SETUP,
        current_entry=current((*DAY, *SETUP), context.get("belongs_to") or request.endpoint or ""),
        undo_offer=undo_offer(hub.slug),
        **context,
    )
