"""What of fees ends with an account: an invoice alone keeps who bought it. Flushes and never commits."""

from sqlalchemy import delete, update

from core.db import db
from members.models import Member
from payments.invoices.models import InvoiceReader
from payments.models import Fee

QUIETLY = {"synchronize_session": False}


def let_go(member: Member, **_more: object) -> None:
    """The fees of somebody whose account ends are nobody's, and nobody opens their invoices any more. Receiver of
    `members.signals.erasing`."""
    nobodys = update(Fee).where(Fee.member_id == member.id).values(member_id=None, buyer={})
    db.session.execute(nobodys, execution_options=QUIETLY)
    mine = delete(InvoiceReader).where(InvoiceReader.member_id == member.id)
    db.session.execute(mine, execution_options=QUIETLY)
