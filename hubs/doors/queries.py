"""Reads of what hosts tell of doors. What comes out is the clear text: ask `rules.is_shown` before."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection, or_, select

from core import vault
from core.db import db
from hubs.doors.models import EntryNote

PURPOSE = "entry-note"


class WayIn(NamedTuple):
    """How one gets into the hub, and into the space; "" where there is nothing to know."""

    hub: str = ""
    space: str = ""


def way_in(hub_id: int, space_id: int) -> WayIn:
    """What somebody is to know who has this space. What cannot be opened is as if it were not there: `check` tells the
    operator. One query."""
    query = select(EntryNote).where(EntryNote.hub_id == hub_id)
    mine = query.where(or_(EntryNote.space_id.is_(None), EntryNote.space_id == space_id))
    texts = {note.space_id: _text(note) for note in db.session.scalars(mine)}
    return WayIn(texts.get(None, ""), texts.get(space_id, ""))


def notes_of(hub_id: int) -> Mapping[int | None, str | None]:
    """What the hub's hosts have entered, by space (None: the hub); None where it can no longer be opened."""
    rows = db.session.scalars(select(EntryNote).where(EntryNote.hub_id == hub_id))
    return {note.space_id: _text_or_none(note) for note in rows}


def whats_sealed_for_good(connection: Connection) -> list[str]:
    """A question of `check`: what no key of this site opens."""
    rows = connection.execute(select(EntryNote.sealed)).scalars()
    lost = sum(not _opens(sealed) for sealed in rows)
    if not lost:
        return []
    return [f"VAULT_KEY opens {lost} of the texts “How to get in” no more: put the former key behind the new one."]


def _text(note: EntryNote) -> str:
    return _text_or_none(note) or ""


def _text_or_none(note: EntryNote) -> str | None:
    try:
        return vault.unseal(PURPOSE, note.sealed)
    except vault.CannotOpen:
        return None


def _opens(sealed: bytes) -> bool:
    try:
        vault.unseal(PURPOSE, sealed)
    except vault.CannotOpen:
        return False
    return True
