"""Operators publish their texts of law, bookings say under which of them they were made, and what becomes of a
withdrawal is known with its money.

Revision: 0017, after 0015
"""

import sqlalchemy as sa
from alembic import op

from core.db import BigId, UtcDateTime
from payments.terms import frozen

revision = "0017"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _texts()
    _acceptances()
    op.add_column("operator", sa.Column("texts_stamp", sa.String(32), nullable=True))
    op.add_column("fee", sa.Column("consent_text", sa.Text(), nullable=True))
    _withdrawals()


def _texts() -> None:
    op.create_table(
        "terms_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("operator_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text_de", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("valid_from", UtcDateTime(), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind in ('terms', 'house_rules', 'withdrawal', 'early_start')", name=op.f("ck_terms_text_known_kind")
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_terms_text_version")),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_terms_text_operator_id_operator")),
        sa.ForeignKeyConstraint(
            ["published_by"], ["member.id"], name=op.f("fk_terms_text_published_by_member"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms_text")),
        sa.UniqueConstraint("operator_id", "kind", "version", name=op.f("uq_terms_text_operator_id_kind_version")),
    )
    frozen.create(op.get_bind())


def _acceptances() -> None:
    op.create_table(
        "acceptance",
        sa.Column("id", BigId, nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=True),
        sa.Column("pass_id", sa.Uuid(), nullable=True),
        sa.Column("how", sa.String(8), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("(booking_id is null) <> (pass_id is null)", name=op.f("ck_acceptance_one_thing")),
        sa.CheckConstraint("how in ('ticked', 'told', 'program')", name=op.f("ck_acceptance_known_how")),
        sa.ForeignKeyConstraint(["text_id"], ["terms_text.id"], name=op.f("fk_acceptance_text_id_terms_text")),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_acceptance_booking_id_booking"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["pass_id"], ["pass.id"], name=op.f("fk_acceptance_pass_id_pass"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance")),
    )
    op.create_index(op.f("ix_acceptance_text_id"), "acceptance", ["text_id"])
    op.create_index(op.f("ix_acceptance_accepted_at"), "acceptance", ["accepted_at"])
    for of in ("booking", "pass"):
        condition = sa.text(f"{of}_id is not null")
        op.create_index(
            f"uq_acceptance_{of}",
            "acceptance",
            [f"{of}_id", "text_id"],
            unique=True,
            postgresql_where=condition,
            sqlite_where=condition,
        )


def _withdrawals() -> None:
    """The table has no triggers and nothing points at it, so that SQLite may build it anew."""
    with op.batch_alter_table("withdrawal") as table:
        table.add_column(sa.Column("operator_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("fee_root_id", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("back_cents", sa.Integer(), nullable=True))
        table.add_column(sa.Column("reason", sa.String(400), nullable=False, server_default=""))
        table.add_column(sa.Column("locale", sa.String(2), nullable=False, server_default="de"))
        table.add_column(sa.Column("settled_by", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_withdrawal_operator_id_operator"), "operator", ["operator_id"], ["id"])
        table.create_foreign_key(
            op.f("fk_withdrawal_settled_by_member"), "member", ["settled_by"], ["id"], ondelete="SET NULL"
        )
        table.create_index(op.f("ix_withdrawal_operator_id"), ["operator_id"])


def downgrade() -> None:
    raise SystemExit("There is no way back below this schema; restore a backup instead.")
