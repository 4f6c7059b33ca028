"""Quotas a week, a gap between one's bookings, places for groups only, and a hub's own questions with their answers.

Revision: 0026, after 0025
"""

import sqlalchemy as sa
from alembic import op

from core.db import Words
from hubs import stamps

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Rules get their columns by plain statements: in place, also on SQLite, where the triggers stay."""
    check = "CONSTRAINT ck_booking_rules_gap CHECK (gap_minutes between 0 and 10080)"
    op.execute(f"ALTER TABLE booking_rules ADD COLUMN gap_minutes INTEGER {check}")
    op.add_column("booking_rules", sa.Column("groups", Words(60), nullable=True))
    _quotas()
    _questions()
    stamps.create(op.get_bind(), ("quota", "question"))
    stamps.create_of_operators(op.get_bind())  # groups of members are new among them


def _quotas() -> None:
    op.create_table(
        "quota",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("group", sa.String(12), nullable=False),
        sa.Column("unit", sa.String(10), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.CheckConstraint("unit in ('hours', 'days', 'bookings')", name=op.f("ck_quota_known_unit")),
        sa.CheckConstraint(
            "kind in ('', 'desk', 'room', 'booth', 'workshop', 'locker')", name=op.f("ck_quota_known_kind")
        ),
        sa.CheckConstraint(
            "\"group\" in ('', 'residents', 'clubs', 'staff', 'reduced')", name=op.f("ck_quota_known_group")
        ),
        sa.CheckConstraint("most between 0 and 168", name=op.f("ck_quota_most")),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_quota_hub_id_hub"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota")),
    )
    op.create_index("uq_quota", "quota", ["hub_id", "kind", "group", "unit"], unique=True)


def _questions() -> None:
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("choices", sa.String(972), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("space_kinds", Words(60), nullable=False),
        sa.CheckConstraint("kind in ('text', 'choice', 'number')", name=op.f("ck_question_known_kind")),
        sa.CheckConstraint("(kind = 'choice') = (choices <> '')", name=op.f("ck_question_choices")),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_question_hub_id_hub"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
    )
    op.create_index(op.f("ix_question_hub_id"), "question", ["hub_id"])
    op.create_table(
        "answer",
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_answer_booking_id_booking"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_answer_question_id_question"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("booking_id", "question_id", name=op.f("pk_answer")),
    )
    op.create_index(op.f("ix_answer_question_id"), "answer", ["question_id"])


def downgrade() -> None:
    raise SystemExit("There is no way back below this schema; restore a backup instead.")
