"""Secret addresses are given, renewed and switched off."""

from sqlalchemy import delete

from calendars.models import Feed
from core.db import db
from core.tokens import digest, new_secret


def give_address(*, member_id: int, hub_id: int | None = None, space_id: int | None = None) -> str:
    """A new secret for the member's own bookings, or for those of a hub or of a space in it that they host.

    What they had for the same before is dead. The secret is kept nowhere: show it now.
    """
    switch_off(member_id=member_id, hub_id=hub_id, space_id=space_id)
    secret = new_secret()
    db.session.add(Feed(digest=digest(secret), member_id=member_id, hub_id=hub_id, space_id=space_id))
    db.session.flush()
    return secret


def switch_off(*, member_id: int, hub_id: int | None = None, space_id: int | None = None) -> int:
    """The address shows nothing any more; returns how many there were."""
    hub = Feed.hub_id.is_(None) if hub_id is None else Feed.hub_id == hub_id
    space = Feed.space_id.is_(None) if space_id is None else Feed.space_id == space_id
    gone = db.session.execute(delete(Feed).where(Feed.member_id == member_id, hub, space))
    return int(gone.rowcount)  # type: ignore[attr-defined]
