"""The link by which somebody becomes a member of a hub: signed, since nothing is stored about who never opens it."""

from dataclasses import dataclass
from datetime import datetime

from core.clock import now
from core.tokens import BadLink, sign, unsign
from hubs.people.errors import InvitationOver
from hubs.people.rules import INVITATION

PURPOSE = "hub-membership"


@dataclass(frozen=True)
class MembershipLink:
    """For whom, in which hub, and when it was made."""

    hub_slug: str
    email: str
    made_at: datetime


def membership_link(hub_slug: str, email: str) -> str:
    return sign(PURPOSE, [hub_slug, email, now().isoformat()])


def read_membership(token: str) -> MembershipLink:
    """InvitationOver when it is too old or was altered or cut."""
    try:
        hub_slug, email, made_at = unsign(PURPOSE, token, int(INVITATION.total_seconds()))
    except BadLink:
        raise InvitationOver from None
    return MembershipLink(hub_slug, email, datetime.fromisoformat(made_at))
