"""Closures and blockings have an identity for calendars that is never given again; mails about requests are gathered.

Revision: 0005, after 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# Written by hand: the same on both databases, and SQLite rebuilds no table for it.
COLUMNS = (
    "closure ADD COLUMN uid VARCHAR(40) NOT NULL DEFAULT ''",
    "blocking ADD COLUMN uid VARCHAR(40) NOT NULL DEFAULT ''",
    "outbox_mail ADD COLUMN bundle VARCHAR(80)",
)


def upgrade() -> None:
    for column in COLUMNS:
        op.execute(f"ALTER TABLE {column}")
    _keep_what_calendars_know()
    for table in ("closure", "blocking"):
        op.create_index(f"uq_{table}_uid", table, ["uid"], unique=True)
    only = {f"{kind}_where": sa.text("bundle is not null") for kind in ("postgresql", "sqlite")}
    op.create_index("ix_outbox_mail_bundle", "outbox_mail", ["bundle"], **only)
    _requests_that_wait()


def _keep_what_calendars_know() -> None:
    """Those that are there keep the identity under which programs have them; new ones get one at random."""
    second = "to_char(created_at AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISS')"
    if op.get_bind().dialect.name == "sqlite":
        second = "strftime('%Y%m%d%H%M%S', created_at)"
    op.execute("UPDATE closure SET uid = CAST(id AS VARCHAR(40))")
    op.execute(f"UPDATE blocking SET uid = CAST(id AS VARCHAR(40)) || '-' || {second}")  # noqa: S608


def _requests_that_wait() -> None:
    """Such a mail named one request, and names a list now."""
    mail = sa.table(
        "outbox_mail", sa.column("id"), sa.column("template"), sa.column("sent_at"), sa.column("context", sa.JSON)
    )
    waiting = sa.select(mail.c.id, mail.c.context).where(
        mail.c.template == "request-for-hosts", mail.c.sent_at.is_(None)
    )
    for key, context in op.get_bind().execute(waiting).all():
        head = {name: context.pop(name) for name in ("name", "hub", "hub_slug")}
        change = mail.update().where(mail.c.id == key)
        op.get_bind().execute(change.values(context=head | {"items": [context | {"id": context["booking_id"]}]}))


def downgrade() -> None:
    raise SystemExit("There is no way back below this schema; restore a backup instead.")
