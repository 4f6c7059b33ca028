"""What becomes of an invitation, in words."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from core.formats import day
from payments.companies import rules
from payments.companies.queries import CompanyPerson


def state(one: CompanyPerson, moment: datetime) -> Any:
    """can accept until Tue 8 Dec 2026 · declined · too old since …"""
    if one.row.left_at is not None:
        return _("has declined")
    until = day(one.row.expires_at) if one.row.expires_at else ""
    if rules.is_over(one.row.expires_at, moment):
        return _("too old since %(day)s", day=until)
    return _("can accept until %(day)s", day=until)
