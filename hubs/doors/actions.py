"""Hosts tell how one gets in. Flushes and never commits."""

from sqlalchemy import delete, select

from core import vault
from core.db import db
from core.text import is_blank
from hubs.doors import rules
from hubs.doors.models import EntryNote
from hubs.doors.queries import PURPOSE
from hubs.models import Hub, Space
from hubs.setup_errors import InvalidSetup


def tell(*, hub: Hub, space: Space | None, text: str) -> None:
    """How one gets into the hub, or into a space of it; nothing takes it away. InvalidSetup when it is too long,
    VaultClosed where the site has no key."""
    if len(text) > rules.LONGEST:
        raise InvalidSetup("text", "too-long", most=rules.LONGEST)
    which = EntryNote.space_id == space.id if space else EntryNote.space_id.is_(None)
    if is_blank(text):
        db.session.execute(delete(EntryNote).where(EntryNote.hub_id == hub.id, which))
        return
    sealed = vault.seal(PURPOSE, text)
    known = db.session.scalars(select(EntryNote).where(EntryNote.hub_id == hub.id, which)).one_or_none()
    note = known or EntryNote(hub_id=hub.id, space_id=space.id if space else None)
    note.sealed = sealed
    db.session.add(note)
    db.session.flush()


def seal_anew() -> int:
    """All that can be opened is under the first key from now on; returns how many. What cannot stays as it is."""
    done = 0
    for note in db.session.scalars(select(EntryNote).order_by(EntryNote.id)):
        try:
            note.sealed = vault.seal_anew(PURPOSE, note.sealed)
        except vault.CannotOpen:
            continue
        done += 1
    db.session.flush()
    return done
