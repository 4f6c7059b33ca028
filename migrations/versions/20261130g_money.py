"""Money: fees, payments, refunds, disputes; passes and their visits; companies and the days that they pay for.

Revision: 0010, after 0009
"""

import sqlalchemy as sa
from alembic import op

from core.db import BigId, UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stripe_event",
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("type", sa.String(length=80), nullable=False),
        sa.Column("object_id", sa.String(length=255), nullable=False),
        sa.Column("named", sa.String(length=64), nullable=True),
        sa.Column("intent", sa.String(length=255), nullable=True),
        sa.Column("account", sa.String(length=40), nullable=True),
        sa.Column("livemode", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("applied_at", UtcDateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stripe_event")),
    )
    op.create_index(
        "ix_stripe_event_waiting",
        "stripe_event",
        ["received_at"],
        unique=False,
        postgresql_where=sa.text("applied_at is null"),
        sqlite_where=sa.text("applied_at is null"),
    )
    op.create_table(
        "company",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("operator_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("vat_id", sa.String(length=20), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_company_operator_id_operator")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company")),
        sa.UniqueConstraint("operator_id", "name", name=op.f("uq_company_operator_id_name")),
    )
    op.create_index(op.f("ix_company_operator_id"), "company", ["operator_id"], unique=False)
    op.create_table(
        "payment_difference",
        sa.Column("id", BigId, nullable=False),
        sa.Column("operator_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("about", sa.String(length=255), nullable=False),
        sa.Column("expected", sa.String(length=200), nullable=False),
        sa.Column("found", sa.String(length=200), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["closed_by"], ["member.id"], name=op.f("fk_payment_difference_closed_by_member"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operator.id"], name=op.f("fk_payment_difference_operator_id_operator")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_difference")),
    )
    op.create_index(op.f("ix_payment_difference_operator_id"), "payment_difference", ["operator_id"], unique=False)
    op.create_index(
        "uq_payment_difference_open",
        "payment_difference",
        ["kind", "about"],
        unique=True,
        postgresql_where=sa.text("closed_at is null"),
        sqlite_where=sa.text("closed_at is null"),
    )
    op.create_table(
        "settlement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_operator_id", sa.Integer(), nullable=False),
        sa.Column("to_operator_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("paid_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("from_operator_id <> to_operator_id", name=op.f("ck_settlement_two")),
        sa.CheckConstraint("uses >= 0 and amount_cents >= 0", name=op.f("ck_settlement_not_negative")),
        sa.ForeignKeyConstraint(
            ["from_operator_id"], ["operator.id"], name=op.f("fk_settlement_from_operator_id_operator")
        ),
        sa.ForeignKeyConstraint(
            ["to_operator_id"], ["operator.id"], name=op.f("fk_settlement_to_operator_id_operator")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement")),
        sa.UniqueConstraint(
            "from_operator_id",
            "to_operator_id",
            "month",
            name=op.f("uq_settlement_from_operator_id_to_operator_id_month"),
        ),
    )
    op.create_index(op.f("ix_settlement_to_operator_id"), "settlement", ["to_operator_id"], unique=False)
    op.create_table(
        "company_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("cost_centre", sa.String(length=40), nullable=False),
        sa.Column("invited_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("joined_at", UtcDateTime(), nullable=True),
        sa.Column("left_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("role in ('person', 'manager')", name=op.f("ck_company_member_known_role")),
        sa.CheckConstraint("member_id is not null or digest is not null", name=op.f("ck_company_member_somebody")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_company_member_company_id_company")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_company_member_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_member")),
    )
    op.create_index(op.f("ix_company_member_company_id"), "company_member", ["company_id"], unique=False)
    op.create_index(op.f("ix_company_member_member_id"), "company_member", ["member_id"], unique=False)
    op.create_index(
        "uq_company_member_digest",
        "company_member",
        ["digest"],
        unique=True,
        postgresql_where=sa.text("digest is not null"),
        sqlite_where=sa.text("digest is not null"),
    )
    op.create_index(
        "uq_company_member_once",
        "company_member",
        ["company_id", "member_id", "role"],
        unique=True,
        postgresql_where=sa.text("left_at is null"),
        sqlite_where=sa.text("left_at is null"),
    )
    op.create_table(
        "contingent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.CheckConstraint("size between 0 and 10000", name=op.f("ck_contingent_size")),
        sa.CheckConstraint("valid_until is null or valid_from <= valid_until", name=op.f("ck_contingent_order")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_contingent_company_id_company")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contingent")),
        sa.UniqueConstraint("company_id", "valid_from", name=op.f("uq_contingent_company_id_valid_from")),
        sa.UniqueConstraint("id", "size", name=op.f("uq_contingent_id_size")),
    )
    op.create_table(
        "pass_product",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("operator_id", sa.Integer(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=True),
        sa.Column("name_de", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("price_cents", sa.Integer(), nullable=False),
        sa.Column("valid_days", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("group", sa.String(length=12), nullable=True),
        sa.Column("is_sold", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("(kind = 'month') = (size is null)", name=op.f("ck_pass_product_month_without_size")),
        sa.CheckConstraint("(scope = 'hub') = (hub_id is not null)", name=op.f("ck_pass_product_scope_of_hub")),
        sa.CheckConstraint("kind in ('day', 'visits', 'month')", name=op.f("ck_pass_product_known_kind")),
        sa.CheckConstraint("scope in ('hub', 'operator', 'district')", name=op.f("ck_pass_product_known_scope")),
        sa.CheckConstraint(
            "price_cents > 0 and valid_days between 1 and 1100", name=op.f("ck_pass_product_price_and_time")
        ),
        sa.CheckConstraint("size between 1 and 100", name=op.f("ck_pass_product_size")),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_pass_product_hub_id_hub")),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_pass_product_operator_id_operator")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pass_product")),
    )
    op.create_index(op.f("ix_pass_product_hub_id"), "pass_product", ["hub_id"], unique=False)
    op.create_index(op.f("ix_pass_product_operator_id"), "pass_product", ["operator_id"], unique=False)
    op.create_table(
        "pass",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("operator_id", sa.Integer(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("price_cents", sa.Integer(), nullable=False),
        sa.Column("use_value_cents", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("voucher", sa.String(length=10), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("kind in ('day', 'visits', 'month')", name=op.f("ck_pass_known_kind")),
        sa.CheckConstraint("scope in ('hub', 'operator', 'district')", name=op.f("ck_pass_known_scope")),
        sa.CheckConstraint("status in ('held', 'active', 'cancelled')", name=op.f("ck_pass_known_status")),
        sa.CheckConstraint("voucher in ('single', 'multi')", name=op.f("ck_pass_known_voucher")),
        sa.CheckConstraint("size between 1 and 100", name=op.f("ck_pass_size")),
        sa.CheckConstraint("valid_from <= valid_until", name=op.f("ck_pass_order")),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_pass_hub_id_hub")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_pass_member_id_member"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_pass_operator_id_operator")),
        sa.ForeignKeyConstraint(["product_id"], ["pass_product.id"], name=op.f("fk_pass_product_id_pass_product")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pass")),
        sa.UniqueConstraint("id", "size", name=op.f("uq_pass_id_size")),
    )
    op.create_index("ix_pass_member", "pass", ["member_id", "valid_until"], unique=False)
    op.create_index(op.f("ix_pass_operator_id"), "pass", ["operator_id"], unique=False)
    op.create_index(op.f("ix_pass_product_id"), "pass", ["product_id"], unique=False)
    op.create_table(
        "contingent_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contingent_id", sa.Integer(), nullable=False),
        sa.Column("contingent_size", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("cost_centre", sa.String(length=40), nullable=False),
        sa.Column("value_cents", sa.Integer(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=False),
        sa.Column("given_back_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("slot between 1 and contingent_size", name=op.f("ck_contingent_use_slot")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_contingent_use_booking_id_booking")),
        sa.ForeignKeyConstraint(
            ["contingent_id", "contingent_size"],
            ["contingent.id", "contingent.size"],
            name="fk_contingent_use_contingent",
        ),
        sa.ForeignKeyConstraint(
            ["contingent_id"], ["contingent.id"], name=op.f("fk_contingent_use_contingent_id_contingent")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contingent_use")),
    )
    op.create_index(op.f("ix_contingent_use_booking_id"), "contingent_use", ["booking_id"], unique=False)
    op.create_index(op.f("ix_contingent_use_contingent_id"), "contingent_use", ["contingent_id"], unique=False)
    op.create_index(
        "uq_contingent_use_booking",
        "contingent_use",
        ["booking_id"],
        unique=True,
        postgresql_where=sa.text("given_back_at is null"),
        sqlite_where=sa.text("given_back_at is null"),
    )
    op.create_index(
        "uq_contingent_use_slot",
        "contingent_use",
        ["contingent_id", "month", "slot"],
        unique=True,
        postgresql_where=sa.text("given_back_at is null"),
        sqlite_where=sa.text("given_back_at is null"),
    )
    op.create_table(
        "fee",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("root_id", sa.Uuid(), nullable=False),
        sa.Column("operator_id", sa.Integer(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=True),
        sa.Column("booking_id", sa.Uuid(), nullable=True),
        sa.Column("pass_id", sa.Uuid(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("buyer", sa.JSON(), nullable=False),
        sa.Column("is_business", sa.Boolean(), nullable=False),
        sa.Column("gross_cents", sa.Integer(), nullable=False),
        sa.Column("vat_treatment", sa.String(length=10), nullable=False),
        sa.Column("vat_rate", sa.Integer(), nullable=False),
        sa.Column("vat_reason", sa.Text(), nullable=False),
        sa.Column("tiers", sa.JSON(), nullable=True),
        sa.Column("cancel_deadline_minutes", sa.Integer(), nullable=False),
        sa.Column("consent_at", UtcDateTime(), nullable=True),
        sa.Column("covered_by", sa.String(length=10), nullable=False),
        sa.Column("service_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(length=25), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("superseded_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "covered_by in ('free', 'trial', 'pass', 'contingent', 'online', 'transfer', 'on_site', 'none')",
            name=op.f("ck_fee_known_cover"),
        ),
        sa.CheckConstraint(
            "vat_treatment in ('standard', 'reduced', 'small', 'exempt', 'outside') and vat_rate between 0 and 99",
            name=op.f("ck_fee_vat"),
        ),
        sa.CheckConstraint("(booking_id is null) <> (pass_id is null)", name=op.f("ck_fee_one_thing")),
        sa.CheckConstraint("gross_cents >= 0", name=op.f("ck_fee_gross")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_fee_booking_id_booking")),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_fee_hub_id_hub")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_fee_member_id_member"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_fee_operator_id_operator")),
        sa.ForeignKeyConstraint(["pass_id"], ["pass.id"], name=op.f("fk_fee_pass_id_pass")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee")),
    )
    op.create_index(op.f("ix_fee_booking_id"), "fee", ["booking_id"], unique=False)
    op.create_index(op.f("ix_fee_hub_id"), "fee", ["hub_id"], unique=False)
    op.create_index(op.f("ix_fee_member_id"), "fee", ["member_id"], unique=False)
    op.create_index("ix_fee_operator_created", "fee", ["operator_id", "created_at"], unique=False)
    op.create_index(op.f("ix_fee_pass_id"), "fee", ["pass_id"], unique=False)
    op.create_index(op.f("ix_fee_reference"), "fee", ["reference"], unique=False)
    op.create_index(op.f("ix_fee_root_id"), "fee", ["root_id"], unique=False)
    op.create_index(
        "uq_fee_booking_current",
        "fee",
        ["booking_id"],
        unique=True,
        postgresql_where=sa.text("superseded_at is null"),
        sqlite_where=sa.text("superseded_at is null"),
    )
    op.create_index(
        "uq_fee_pass_current",
        "fee",
        ["pass_id"],
        unique=True,
        postgresql_where=sa.text("superseded_at is null"),
        sqlite_where=sa.text("superseded_at is null"),
    )
    op.create_table(
        "pass_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pass_id", sa.Uuid(), nullable=False),
        sa.Column("pass_size", sa.Integer(), nullable=True),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("operator_id", sa.Integer(), nullable=False),
        sa.Column("value_cents", sa.Integer(), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=False),
        sa.Column("given_back_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("slot >= 1 and (pass_size is null or slot <= pass_size)", name=op.f("ck_pass_use_slot")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_pass_use_booking_id_booking")),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_pass_use_hub_id_hub")),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_pass_use_operator_id_operator")),
        sa.ForeignKeyConstraint(["pass_id", "pass_size"], ["pass.id", "pass.size"], name="fk_pass_use_pass"),
        sa.ForeignKeyConstraint(["pass_id"], ["pass.id"], name=op.f("fk_pass_use_pass_id_pass")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pass_use")),
    )
    op.create_index(op.f("ix_pass_use_booking_id"), "pass_use", ["booking_id"], unique=False)
    op.create_index("ix_pass_use_operator", "pass_use", ["operator_id", "used_at"], unique=False)
    op.create_index(op.f("ix_pass_use_pass_id"), "pass_use", ["pass_id"], unique=False)
    op.create_index(
        "uq_pass_use_booking",
        "pass_use",
        ["booking_id"],
        unique=True,
        postgresql_where=sa.text("given_back_at is null"),
        sqlite_where=sa.text("given_back_at is null"),
    )
    op.create_index(
        "uq_pass_use_slot",
        "pass_use",
        ["pass_id", "slot"],
        unique=True,
        postgresql_where=sa.text("given_back_at is null"),
        sqlite_where=sa.text("given_back_at is null"),
    )
    op.create_table(
        "trial_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("operator_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=False),
        sa.Column("given_back_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_trial_use_booking_id_booking")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_trial_use_member_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_trial_use_operator_id_operator")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trial_use")),
        sa.UniqueConstraint("booking_id", name=op.f("uq_trial_use_booking_id")),
    )
    op.create_index(op.f("ix_trial_use_member_id"), "trial_use", ["member_id"], unique=False)
    op.create_index(
        "uq_trial_use_once",
        "trial_use",
        ["operator_id", "member_id"],
        unique=True,
        postgresql_where=sa.text("given_back_at is null"),
        sqlite_where=sa.text("given_back_at is null"),
    )
    op.create_table(
        "payment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("fee_id", sa.Uuid(), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("refunded_cents", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=True),
        sa.Column("session_id", sa.String(length=255), nullable=True),
        sa.Column("session_params", sa.JSON(), nullable=True),
        sa.Column("session_url", sa.Text(), nullable=True),
        sa.Column("session_expires_at", UtcDateTime(), nullable=True),
        sa.Column("intent_id", sa.String(length=255), nullable=True),
        sa.Column("livemode", sa.Boolean(), nullable=True),
        sa.Column("paid_at", UtcDateTime(), nullable=True),
        sa.Column("noted_by", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("(paid_at is not null) = (status = 'paid')", name=op.f("ck_payment_paid_at")),
        sa.CheckConstraint("currency = 'EUR'", name=op.f("ck_payment_euros")),
        sa.CheckConstraint("refunded_cents = 0 or status = 'paid'", name=op.f("ck_payment_refunded_of_paid")),
        sa.CheckConstraint(
            "status in ('open', 'processing', 'paid', 'expired', 'cancelled', 'failed')",
            name=op.f("ck_payment_known_status"),
        ),
        sa.CheckConstraint("way in ('online', 'transfer', 'on_site')", name=op.f("ck_payment_known_way")),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_payment_amount")),
        sa.CheckConstraint("refunded_cents between 0 and amount_cents", name=op.f("ck_payment_refunded")),
        sa.ForeignKeyConstraint(["fee_id"], ["fee.id"], name=op.f("fk_payment_fee_id_fee")),
        sa.ForeignKeyConstraint(
            ["noted_by"], ["member.id"], name=op.f("fk_payment_noted_by_member"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
    )
    op.create_index(op.f("ix_payment_fee_id"), "payment", ["fee_id"], unique=False)
    op.create_index("ix_payment_status", "payment", ["status", "changed_at"], unique=False)
    op.create_index(
        "one_live_payment",
        "payment",
        ["fee_id"],
        unique=True,
        postgresql_where=sa.text("status in ('open', 'paid', 'processing') and refunded_cents < amount_cents"),
        sqlite_where=sa.text("status in ('open', 'paid', 'processing') and refunded_cents < amount_cents"),
    )
    op.create_index(
        "uq_payment_intent",
        "payment",
        ["intent_id"],
        unique=True,
        postgresql_where=sa.text("intent_id is not null"),
        sqlite_where=sa.text("intent_id is not null"),
    )
    op.create_index(
        "uq_payment_session",
        "payment",
        ["session_id"],
        unique=True,
        postgresql_where=sa.text("session_id is not null"),
        sqlite_where=sa.text("session_id is not null"),
    )
    op.create_table(
        "dispute",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.String(length=255), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("status in ('open', 'won', 'lost')", name=op.f("ck_dispute_known_status")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_dispute_payment_id_payment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
        sa.UniqueConstraint("provider_id", name=op.f("uq_dispute_provider_id")),
    )
    op.create_index(op.f("ix_dispute_payment_id"), "dispute", ["payment_id"], unique=False)
    op.create_table(
        "refund",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("provider_id", sa.String(length=255), nullable=True),
        sa.Column("key_used_at", UtcDateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=200), nullable=False),
        sa.Column("noted_by", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("status in ('wanted', 'sent', 'done', 'failed')", name=op.f("ck_refund_known_status")),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_refund_amount")),
        sa.ForeignKeyConstraint(
            ["noted_by"], ["member.id"], name=op.f("fk_refund_noted_by_member"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_refund_payment_id_payment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund")),
    )
    op.create_index(op.f("ix_refund_payment_id"), "refund", ["payment_id"], unique=False)
    op.create_index("ix_refund_status", "refund", ["status", "changed_at"], unique=False)
    op.create_index(
        "uq_refund_provider",
        "refund",
        ["provider_id"],
        unique=True,
        postgresql_where=sa.text("provider_id is not null"),
        sqlite_where=sa.text("provider_id is not null"),
    )


def downgrade() -> None:
    raise SystemExit("There is no way back below this schema; restore a backup instead.")
