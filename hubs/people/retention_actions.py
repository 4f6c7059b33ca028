"""When an account ends, invitations to its address end too."""

from sqlalchemy import delete

from core.db import db
from hubs.people.models import HostInvitation
from members.models import Member


def let_go(member: Member) -> None:
    db.session.execute(delete(HostInvitation).where(HostInvitation.email == member.email))
