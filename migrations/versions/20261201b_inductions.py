"""Spaces may need inductions, which trainers give and members have.

Revision: 0019, after 0018
"""

import sqlalchemy as sa
from alembic import op

from core.db import UtcDateTime
from hubs import stamps

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _inductions()
    _grants()
    _of_members("induction_trainer")
    _of_members("induction_wish", sa.Column("asked_at", UtcDateTime(), nullable=False))
    stamps.create(op.get_bind(), ("induction", "space_induction"))


def _inductions() -> None:
    op.create_table(
        "induction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("valid", sa.String(8), nullable=False),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("months_minor", sa.Integer(), nullable=False),
        sa.Column("until_date", sa.Date(), nullable=True),
        sa.Column("lapses_after_months", sa.Integer(), nullable=True),
        sa.CheckConstraint("valid in ('never', 'months', 'until')", name=op.f("ck_induction_known_validity")),
        sa.CheckConstraint("(valid = 'months') = (months is not null)", name=op.f("ck_induction_months")),
        sa.CheckConstraint("(valid = 'until') = (until_date is not null)", name=op.f("ck_induction_until")),
        sa.CheckConstraint(
            "months between 1 and 120 and months_minor between 1 and 120", name=op.f("ck_induction_lengths")
        ),
        sa.CheckConstraint("lapses_after_months between 1 and 12", name=op.f("ck_induction_lapse")),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_induction_hub_id_hub"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_induction")),
        sa.UniqueConstraint("hub_id", "name", name=op.f("uq_induction_hub_id_name")),
        sa.UniqueConstraint("id", "hub_id", name=op.f("uq_induction_id_hub_id")),
    )
    op.create_index(op.f("ix_induction_hub_id"), "induction", ["hub_id"])
    op.create_table(
        "space_induction",
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("induction_id", sa.Integer(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["space_id"], ["space.id"], name=op.f("fk_space_induction_space_id_space"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["induction_id", "hub_id"],
            ["induction.id", "induction.hub_id"],
            name=op.f("fk_space_induction_induction_id_induction"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("space_id", "induction_id", name=op.f("pk_space_induction")),
    )
    op.create_index(op.f("ix_space_induction_induction_id"), "space_induction", ["induction_id"])


def _grants() -> None:
    op.create_table(
        "induction_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("induction_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("granted_by", sa.Integer(), nullable=True),
        sa.Column("granted_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("reason", sa.String(10), nullable=True),
        sa.Column("ending_told_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("granted_by <> member_id", name=op.f("ck_induction_grant_nobody_grants_themselves")),
        sa.CheckConstraint(
            "(revoked_at is null) = (reason is null)", name=op.f("ck_induction_grant_revoked_for_a_reason")
        ),
        sa.CheckConstraint(
            "reason in ('refresh', 'changed', 'unsafe', 'mistake', 'wish')",
            name=op.f("ck_induction_grant_known_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["induction_id"],
            ["induction.id"],
            name=op.f("fk_induction_grant_induction_id_induction"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_induction_grant_member_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["granted_by"], ["member.id"], name=op.f("fk_induction_grant_granted_by_member"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_induction_grant")),
    )
    for column in ("induction_id", "member_id", "ends_at"):
        op.create_index(op.f(f"ix_induction_grant_{column}"), "induction_grant", [column])
    is_open = sa.text("revoked_at is null")
    op.create_index(
        "uq_induction_grant_open",
        "induction_grant",
        ["induction_id", "member_id"],
        unique=True,
        postgresql_where=is_open,
        sqlite_where=is_open,
    )


def _of_members(table: str, *more: sa.Column[object]) -> None:
    """What ties a member to an induction."""
    op.create_table(
        table,
        sa.Column("induction_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        *more,
        sa.ForeignKeyConstraint(
            ["induction_id"], ["induction.id"], name=op.f(f"fk_{table}_induction_id_induction"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f(f"fk_{table}_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("induction_id", "member_id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_member_id"), table, ["member_id"])


def downgrade() -> None:
    raise SystemExit("There is no way back below this schema; restore a backup instead.")
