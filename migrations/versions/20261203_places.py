"""Places that the search knows, the census's squares with how many people live there, and searches that were not met.

Revision: 0029, after 0028
"""

import sqlalchemy as sa
from alembic import op

from core.db import BigId

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _places()
    op.create_table(
        "places_stamp",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places_stamp")),
    )
    _cells()
    _unmet()


def _places() -> None:
    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(10), nullable=False),
        sa.Column("key", sa.String(260), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("postcode", sa.String(5), nullable=False),
        sa.Column("municipality", sa.String(120), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("inhabitants", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(120), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("licence", sa.String(60), nullable=False),
        sa.CheckConstraint("lat between -90 and 90 and lon between -180 and 180", name=op.f("ck_place_position")),
        sa.CheckConstraint("kind in ('seat', 'village', 'neighbour', 'postcode')", name=op.f("ck_place_known_kind")),
        sa.CheckConstraint("origin in ('csv', 'geonames', 'postal')", name=op.f("ck_place_known_origin")),
        sa.CheckConstraint("inhabitants >= 0", name=op.f("ck_place_inhabitants")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
    )
    op.create_index("uq_place_key", "place", ["origin", "key"], unique=True)


def _cells() -> None:
    op.create_table(
        "population_cell",
        sa.Column("id", BigId, nullable=False),
        sa.Column("size_m", sa.Integer(), nullable=False),
        sa.Column("east_m", sa.Integer(), nullable=False),
        sa.Column("north_m", sa.Integer(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("inhabitants", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(120), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.CheckConstraint("size_m in (100, 1000, 10000)", name=op.f("ck_population_cell_known_size")),
        sa.CheckConstraint("inhabitants >= 0", name=op.f("ck_population_cell_inhabitants")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_population_cell")),
    )
    op.create_index("uq_population_cell", "population_cell", ["size_m", "east_m", "north_m"], unique=True)


def _unmet() -> None:
    op.create_table(
        "journal_unmet",
        sa.Column("id", BigId, nullable=False),
        sa.Column("place", sa.String(300), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_unmet")),
    )
    op.create_table(
        "unmet_search",
        sa.Column("id", BigId, nullable=False),
        sa.Column("place", sa.String(300), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("searches", sa.Integer(), nullable=False),
        sa.CheckConstraint("outcome in ('nothing', 'full', 'unknown')", name=op.f("ck_unmet_search_known_outcome")),
        sa.CheckConstraint("searches > 0", name=op.f("ck_unmet_search_searches")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unmet_search")),
    )
    op.create_index("uq_unmet_search", "unmet_search", ["place", "day", "kind", "outcome"], unique=True)


def downgrade() -> None:
    raise SystemExit("There is no way back below this schema; restore a backup instead.")
