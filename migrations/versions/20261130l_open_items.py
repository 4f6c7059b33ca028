"""Money that is noted at the hub is a payment, reminders and write-offs are remembered, banks' files are taken in.

What was ticked as paid so far becomes a payment too: one truth. Its operator took no money in this software then, so
its fee is covered by "none": nothing is due of it, and takings and invoices begin with what is noted from now on.

Revision: 0015, after 0012
"""

import uuid
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from core.db import BigId, UtcDateTime

revision = "0015"
down_revision = "0012"
branch_labels = None
depends_on = None
BATCH = 500


def upgrade() -> None:
    _events()
    _transfers()
    _ticks_become_payments()
    op.drop_column("booking", "paid_at")  # in place, also on SQLite: nothing else names it


def _events() -> None:
    op.create_table(
        "open_item_event",
        sa.Column("id", BigId, nullable=False),
        sa.Column("root_id", sa.Uuid(), nullable=False),
        sa.Column("operator_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("happened_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("kind in ('reminded', 'written_off')", name=op.f("ck_open_item_event_known_kind")),
        sa.CheckConstraint("(kind = 'written_off') = (cents > 0)", name=op.f("ck_open_item_event_cents")),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_open_item_event_operator_id_operator")),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["member.id"], name=op.f("fk_open_item_event_actor_id_member"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_item_event")),
        sa.UniqueConstraint("root_id", "kind", "number", name=op.f("uq_open_item_event_root_id_kind_number")),
    )
    op.create_index(op.f("ix_open_item_event_operator_id"), "open_item_event", ["operator_id"])
    op.create_index(op.f("ix_open_item_event_happened_at"), "open_item_event", ["happened_at"])


def _transfers() -> None:
    op.create_table(
        "received_transfer",
        sa.Column("id", BigId, nullable=False),
        sa.Column("operator_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("text", sa.String(600), nullable=False),
        sa.Column("reference", sa.String(600), nullable=False),
        sa.Column("debtor", sa.String(140), nullable=False),
        sa.Column("debtor_account", sa.String(40), nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "outcome in ('waiting', 'noted', 'set_aside')", name=op.f("ck_received_transfer_known_outcome")
        ),
        sa.CheckConstraint("amount_cents >= 0", name=op.f("ck_received_transfer_amount")),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operator.id"], name=op.f("fk_received_transfer_operator_id_operator")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["member.id"], name=op.f("fk_received_transfer_settled_by_member"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_transfer")),
        sa.UniqueConstraint("operator_id", "key", name=op.f("uq_received_transfer_operator_id_key")),
    )
    op.create_index(op.f("ix_received_transfer_read_at"), "received_transfer", ["read_at"])
    op.create_index(
        "ix_received_transfer_waiting",
        "received_transfer",
        ["operator_id"],
        postgresql_where=sa.text("outcome = 'waiting'"),
        sqlite_where=sa.text("outcome = 'waiting'"),
    )


def _ticks_become_payments() -> None:
    connection = op.get_bind()
    booking = sa.table(
        "booking",
        *(sa.column("id", sa.Uuid()), sa.column("hub_id"), sa.column("member_id"), sa.column("price_cents")),
        *(sa.column("starts_at", UtcDateTime()), sa.column("paid_at", UtcDateTime())),
    )
    hub = sa.table("hub", sa.column("id"), sa.column("operator_id"), sa.column("time_zone"))
    fees, payments = _tables()
    known = sa.select(fees.c.booking_id).where(fees.c.booking_id.is_not(None))
    query = (
        sa.select(booking, hub.c.operator_id, hub.c.time_zone)
        .join_from(booking, hub, hub.c.id == booking.c.hub_id)
        .where(booking.c.paid_at.is_not(None), booking.c.price_cents > 0, booking.c.id.not_in(known))
    )
    rows = connection.execute(query).mappings().all()
    for at in range(0, len(rows), BATCH):
        made = [_made(dict(row)) for row in rows[at : at + BATCH]]
        connection.execute(sa.insert(fees), [fee for fee, _payment in made])
        connection.execute(sa.insert(payments), [payment for _fee, payment in made])


def _made(row: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    key, paid_at = uuid.uuid4(), row["paid_at"]
    starts_at: datetime = row["starts_at"]
    fee = {
        "id": key,
        "root_id": key,
        "operator_id": row["operator_id"],
        "hub_id": row["hub_id"],
        "booking_id": row["id"],
        "member_id": row["member_id"],
        "buyer": {},
        "is_business": False,
        "gross_cents": row["price_cents"],
        "vat_treatment": "standard",
        "vat_rate": 19,
        "vat_reason": "",
        "cancel_deadline_minutes": 0,
        "covered_by": "none",
        "service_on": starts_at.astimezone(ZoneInfo(row["time_zone"])).date(),
        "created_at": paid_at,
    }
    payment = {
        "id": uuid.uuid4(),
        "fee_id": key,
        "way": "on_site",
        "status": "paid",
        "amount_cents": row["price_cents"],
        "currency": "EUR",
        "refunded_cents": 0,
        "note": "",
        "paid_at": paid_at,
        "created_at": paid_at,
        "changed_at": paid_at,
    }
    return fee, payment


def _tables() -> tuple[sa.TableClause, sa.TableClause]:
    numbers = ("operator_id", "hub_id", "member_id", "is_business", "gross_cents", "cancel_deadline_minutes")
    fee = sa.table(
        "fee",
        *(sa.column(name, sa.Uuid()) for name in ("id", "root_id", "booking_id")),
        *(sa.column(name) for name in (*numbers, "vat_treatment", "vat_rate", "vat_reason", "covered_by")),
        sa.column("buyer", sa.JSON()),
        sa.column("service_on", sa.Date()),
        sa.column("created_at", UtcDateTime()),
    )
    payment = sa.table(
        "payment",
        *(sa.column(name, sa.Uuid()) for name in ("id", "fee_id")),
        *(sa.column(name) for name in ("way", "status", "amount_cents", "currency", "refunded_cents", "note")),
        *(sa.column(name, UtcDateTime()) for name in ("paid_at", "created_at", "changed_at")),
    )
    return fee, payment


def downgrade() -> None:
    raise SystemExit("There is no way back below this schema; restore a backup instead.")
