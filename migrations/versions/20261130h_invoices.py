"""Invoices, which the database itself keeps as they were issued.

Revision: 0011, after 0010
"""

import sqlalchemy as sa
from alembic import op

from core.db import BigId, UtcDateTime
from payments.invoices import frozen

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "invoice_series",
        sa.Column("operator_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.CheckConstraint("last >= 1", name=op.f("ck_invoice_series_last")),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_invoice_series_operator_id_operator")),
        sa.PrimaryKeyConstraint("operator_id", "year", name=op.f("pk_invoice_series")),
    )
    op.create_table(
        "invoice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("operator_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("keep_until", sa.Date(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=True),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("net_cents", sa.Integer(), nullable=False),
        sa.Column("vat_cents", sa.Integer(), nullable=False),
        sa.Column("gross_cents", sa.Integer(), nullable=False),
        sa.Column("cancels_id", sa.Uuid(), nullable=True),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("(kind = 'cancellation') = (cancels_id is not null)", name=op.f("ck_invoice_cancels")),
        sa.CheckConstraint(
            "kind in ('invoice', 'small', 'cancellation', 'collective')", name=op.f("ck_invoice_known_kind")
        ),
        sa.CheckConstraint("net_cents + vat_cents = gross_cents", name=op.f("ck_invoice_sum")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_invoice_number")),
        sa.ForeignKeyConstraint(["cancels_id"], ["invoice.id"], name=op.f("fk_invoice_cancels_id_invoice")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_invoice_company_id_company")),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_invoice_operator_id_operator")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
        sa.UniqueConstraint("cancels_id", name=op.f("uq_invoice_cancels_id")),
        sa.UniqueConstraint("operator_id", "year", "number", name=op.f("uq_invoice_operator_id_year_number")),
    )
    op.create_index(op.f("ix_invoice_company_id"), "invoice", ["company_id"], unique=False)
    op.create_index("ix_invoice_operator_issued", "invoice", ["operator_id", "issued_on"], unique=False)
    op.create_index("uq_invoice_label", "invoice", ["operator_id", "label"], unique=True)
    op.create_table(
        "invoice_file",
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoice.id"], name=op.f("fk_invoice_file_invoice_id_invoice"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("invoice_id", name=op.f("pk_invoice_file")),
    )
    op.create_table(
        "invoice_reader",
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoice.id"], name=op.f("fk_invoice_reader_invoice_id_invoice"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_invoice_reader_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("invoice_id", "member_id", name=op.f("pk_invoice_reader")),
    )
    op.create_index(op.f("ix_invoice_reader_member_id"), "invoice_reader", ["member_id"], unique=False)
    op.create_table(
        "invoice_line",
        sa.Column("id", BigId, nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("vat_treatment", sa.String(length=10), nullable=False),
        sa.Column("vat_rate", sa.Integer(), nullable=False),
        sa.Column("fee_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["fee_id"], ["fee.id"], name=op.f("fk_invoice_line_fee_id_fee")),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoice.id"], name=op.f("fk_invoice_line_invoice_id_invoice"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_line")),
        sa.UniqueConstraint("invoice_id", "position", name=op.f("uq_invoice_line_invoice_id_position")),
    )
    op.create_index(
        "ix_invoice_line_fee",
        "invoice_line",
        ["fee_id"],
        unique=False,
        postgresql_where=sa.text("fee_id is not null"),
        sqlite_where=sa.text("fee_id is not null"),
    )
    frozen.create(op.get_bind())


def downgrade() -> None:
    raise SystemExit("There is no way back below this schema; restore a backup instead.")
