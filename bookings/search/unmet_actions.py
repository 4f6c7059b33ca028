"""Searches that were not met: noted one by one after their answer, summed up at night."""

from sqlalchemy import delete, func, select

from bookings.search.models import Unmet, UnmetNote, UnmetSearch
from core import journal
from core.db import db, insert_into

COLUMNS = (UnmetNote.place, UnmetNote.day, UnmetNote.kind, UnmetNote.outcome)


def note(*, unmet: Unmet) -> None:
    """This request's search was not met; written after the answer."""
    journal.note_row(UnmetNote, **unmet._asdict())


def sum_up() -> int:
    """Add the notes to their sums and drop them; how many notes. What is noted meanwhile waits for the next time."""
    last = db.session.scalar(select(func.max(UnmetNote.id)))
    if last is None:
        return 0
    count = func.count()
    rows = db.session.execute(select(*COLUMNS, count.label("searches")).where(UnmetNote.id <= last).group_by(*COLUMNS))
    noted = 0
    for row in rows.mappings().all():
        added = insert_into(UnmetSearch).values(dict(row))
        total = UnmetSearch.searches + added.excluded.searches
        unique = [column.key for column in COLUMNS]
        db.session.execute(added.on_conflict_do_update(index_elements=unique, set_={"searches": total}))
        noted += int(row["searches"])
    db.session.execute(delete(UnmetNote).where(UnmetNote.id <= last))
    return noted
