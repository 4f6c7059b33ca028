"""The waiting list as plain dicts for JSON; `web.api.waiting_schemas` describes them."""

from typing import Any

from bookings.waiting.queries import WaitingView
from core.api import rfc3339


def entry(view: WaitingView) -> dict[str, Any]:
    """An entry of the caller's list."""
    row, position = view.entry, view.position
    proposal = view.booking if view.state == "proposed" else None
    return {
        "id": str(row.id),
        "position": position.number if position else None,
        "of": position.of if position else None,
        "status": view.state,
        "hub": view.hub.slug,
        "kind": row.kind,
        "space": str(row.space_id) if row.space_id is not None else None,
        "starts_at": rfc3339(row.starts_at),
        "ends_at": rfc3339(row.ends_at),
        "take": row.takes_at_once,
        "booking": str(proposal.id) if proposal else None,
        "expires_at": rfc3339(proposal.expires_at) if proposal and proposal.expires_at else None,
    }
