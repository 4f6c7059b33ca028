"""Operators let hubs and take the money: VAT, prices by group, space and day, groups of members, tiers of refunds.

Each municipality that has a hub gets an operator of its name; it takes no money here until somebody says so.

Revision: 0009, after 0008
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import text

from core.clock import now
from core.db import UtcDateTime
from core.sqlite import change_table
from hubs import naming, stamps

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SINCE_EVER = "1900-01-01"


def upgrade() -> None:
    _operators()
    _members()
    _hubs()
    _tariffs()
    stamps.create_of_operators(op.get_bind())


def _on_sqlite() -> bool:
    return bool(op.get_bind().dialect.name == "sqlite")


def _operators() -> None:
    op.create_table(
        "operator",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("slug", sa.String(60), nullable=False, unique=True),
        sa.Column("legal_name", sa.String(160), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("email", sa.String(254)),
        sa.Column("phone", sa.String(40)),
        sa.Column("tax_number", sa.String(40)),
        sa.Column("vat_id", sa.String(20)),
        sa.Column("register_entry", sa.String(120)),
        sa.Column("iban", sa.String(34)),
        sa.Column("bic", sa.String(11)),
        sa.Column("prefix", sa.String(8), nullable=False, unique=True),
        sa.Column("stripe_account", sa.String(40)),
        sa.Column("takes_money", sa.Boolean(), nullable=False),
        sa.Column("ways", sa.JSON(), nullable=False),
        sa.Column("till_hint_accepted_at", UtcDateTime()),
        sa.Column("delayed_methods", sa.Boolean(), nullable=False),
        sa.Column("trial_day", sa.Boolean(), nullable=False),
        sa.Column("sells_passes_district_wide", sa.Boolean(), nullable=False),
        sa.Column("datev_consultant", sa.String(7)),
        sa.Column("datev_client", sa.String(7)),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "not takes_money or tax_number is not null or vat_id is not null",
            name=op.f("ck_operator_tax_number_to_take_money"),
        ),
    )
    op.create_table(
        "vat_rule",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("operator_id", sa.Integer(), sa.ForeignKey("operator.id", ondelete="CASCADE"), nullable=False),
        sa.Column("product", sa.String(10), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("treatment", sa.String(10), nullable=False),
        sa.Column("rate", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.UniqueConstraint("operator_id", "product", "valid_from"),
        sa.CheckConstraint("product in ('space', 'pass', 'offer')", name=op.f("ck_vat_rule_known_product")),
        sa.CheckConstraint(
            "(treatment = 'standard' and rate = 19) or (treatment = 'reduced' and rate = 7)"
            " or (treatment in ('small', 'exempt', 'outside') and rate = 0)",
            name=op.f("ck_vat_rule_rate_of_treatment"),
        ),
    )


def _members() -> None:
    op.create_table(
        "member_group",
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
        sa.Column(
            "operator_id", sa.Integer(), sa.ForeignKey("operator.id", ondelete="CASCADE"), primary_key=True, index=True
        ),
        sa.Column("group", sa.String(12), nullable=False),
        sa.Column("valid_until", sa.Date()),
        sa.Column("set_by", sa.Integer(), sa.ForeignKey("member.id", ondelete="SET NULL")),
        sa.Column("set_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "\"group\" in ('residents', 'clubs', 'staff', 'reduced')", name=op.f("ck_member_group_known_group")
        ),
    )
    op.execute("ALTER TABLE member_role ADD COLUMN operator_slug VARCHAR(60)")
    _let_people_operate()
    op.create_index("uq_member_role_operator", "member_role", ["member_id", "operator_slug"], unique=True)
    op.drop_index("uq_member_role_once", "member_role")
    nowhere = sa.text("hub_slug is null and operator_slug is null")
    kinds = {"postgresql_where": nowhere, "sqlite_where": nowhere}
    op.create_index("uq_member_role_once", "member_role", ["member_id", "role"], unique=True, **kinds)


def _let_people_operate() -> None:
    """A role `operator`, always of one."""
    old, new = "role in ('host', 'reviewer', 'admin')", "role in ('host', 'operator', 'reviewer', 'admin')"
    refers = (
        "CONSTRAINT fk_member_role_operator_slug_operator FOREIGN KEY (operator_slug)"
        " REFERENCES operator (slug) ON DELETE CASCADE ON UPDATE CASCADE"
    )
    of_one = "CONSTRAINT ck_member_role_operator_of_one CHECK ((role = 'operator') = (operator_slug is not null))"
    if _on_sqlite():
        known = "CONSTRAINT ck_member_role_known_role"
        change_table(op.get_bind(), "member_role", {old: new, known: f"{of_one}, {refers}, {known}"})
        return
    op.drop_constraint("ck_member_role_known_role", "member_role")
    op.execute(f"ALTER TABLE member_role ADD CONSTRAINT ck_member_role_known_role CHECK ({new})")
    for constraint in (of_one, refers):
        op.execute(f"ALTER TABLE member_role ADD {constraint}")


def _hubs() -> None:
    """Each belongs to an operator. SQLite adds a column with a reference only empty; nothing in the rows changes when
    it must not be empty any more."""
    op.execute(
        "ALTER TABLE hub ADD COLUMN operator_id INTEGER CONSTRAINT fk_hub_operator_id_operator REFERENCES operator (id)"
    )
    op.execute("ALTER TABLE hub ADD COLUMN refund_tiers JSON")
    _give_operators()
    if _on_sqlite():
        change = {"operator_id INTEGER CONSTRAINT": "operator_id INTEGER NOT NULL CONSTRAINT"}
        change_table(op.get_bind(), "hub", change)
    else:
        op.alter_column("hub", "operator_id", existing_type=sa.Integer(), nullable=False)
    op.create_index("ix_hub_operator_id", "hub", ["operator_id"])


def _give_operators() -> None:
    bind = op.get_bind()
    operator = sa.table(
        "operator",
        *(sa.column(name) for name in ("id", "slug", "legal_name", "address", "prefix", "takes_money")),
        sa.column("ways", sa.JSON),
        *(sa.column(name) for name in ("delayed_methods", "trial_day", "sells_passes_district_wide")),
        sa.column("created_at", UtcDateTime),
    )
    towns = "SELECT m.key, m.name FROM municipality m WHERE EXISTS (SELECT 1 FROM hub WHERE municipality_key = m.key)"
    by_slug: dict[str, int] = {}
    prefixes: set[str] = set()
    switched_off = dict.fromkeys(("takes_money", "delayed_methods", "trial_day", "sells_passes_district_wide"), False)
    for key, name in bind.execute(text(f"{towns} ORDER BY m.key")).all():
        slug = naming.slug_stem(name)
        if slug not in by_slug:
            prefix = naming.free_prefix(name, prefixes)
            prefixes.add(prefix)
            what = {"slug": slug, "legal_name": name, "address": "", "prefix": prefix, "ways": [], "created_at": now()}
            by_slug[slug] = len(by_slug) + 1
            bind.execute(operator.insert().values(id=by_slug[slug], **what, **switched_off))
        belongs = {"operator": by_slug[slug], "key": key}
        bind.execute(text("UPDATE hub SET operator_id = :operator WHERE municipality_key = :key"), belongs)
    if not _on_sqlite():
        op.execute("SELECT setval('operator_id_seq', (SELECT coalesce(max(id), 0) + 1 FROM operator), false)")


def _tariffs() -> None:
    """The few rows are kept, the table is made anew: it has other columns and keys, and no table refers to it."""
    columns = ("hub_id", "kind", "hour_cents", "half_day_cents", "day_cents")
    rows = op.get_bind().execute(text(f"SELECT {', '.join(columns)} FROM tariff ORDER BY id")).all()  # noqa: S608
    op.drop_table("tariff")
    made = op.create_table(
        "tariff",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("hub_id", sa.Integer(), sa.ForeignKey("hub.id", ondelete="CASCADE"), index=True),
        sa.Column("operator_id", sa.Integer(), sa.ForeignKey("operator.id", ondelete="CASCADE")),
        sa.Column("kind", sa.String(20)),
        sa.Column("space_id", sa.Integer(), sa.ForeignKey("space.id", ondelete="CASCADE")),
        sa.Column("group", sa.String(12), nullable=False, server_default=""),
        sa.Column("valid_from", sa.Date(), nullable=False, server_default=SINCE_EVER),
        sa.Column("valid_until", sa.Date()),
        *(sa.Column(name, sa.Integer()) for name in ("hour_cents", "half_day_cents", "day_cents", "month_cents")),
        sa.CheckConstraint("(hub_id is null) <> (operator_id is null)", name=op.f("ck_tariff_of_hub_or_operator")),
        sa.CheckConstraint("(kind is null) <> (space_id is null)", name=op.f("ck_tariff_for_kind_or_space")),
        sa.CheckConstraint("space_id is null or hub_id is not null", name=op.f("ck_tariff_space_of_its_hub")),
        sa.CheckConstraint(
            "\"group\" in ('', 'residents', 'clubs', 'staff', 'reduced')", name=op.f("ck_tariff_known_group")
        ),
        sa.CheckConstraint("valid_until is null or valid_from <= valid_until", name=op.f("ck_tariff_order")),
        sa.CheckConstraint(
            "hour_cents >= 0 and half_day_cents >= 0 and day_cents >= 0 and month_cents >= 0",
            name=op.f("ck_tariff_not_negative"),
        ),
    )
    for name, column in (("hub_kind", "hub_id"), ("operator_kind", "operator_id")):
        op.create_index(f"uq_tariff_{name}", "tariff", [column, "kind", "group", "valid_from"], unique=True)
    op.create_index("uq_tariff_space", "tariff", ["space_id", "group", "valid_from"], unique=True)
    if rows:
        op.bulk_insert(made, [dict(zip(columns, row, strict=True)) for row in rows])
    stamps.create(op.get_bind(), ("tariff",))


def downgrade() -> None:
    raise SystemExit("There is no way back below this schema; restore a backup instead.")
