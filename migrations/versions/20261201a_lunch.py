"""Hubs and spaces say whether a booking may go over the lunch break; where nothing is said, it may.

Revision: 0018, after 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("booking_rules", sa.Column("over_lunch", sa.Boolean(), nullable=True))
