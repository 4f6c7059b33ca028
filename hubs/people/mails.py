"""The mails about hosts, members of a hub, and restrictions."""

from typing import Any

from core import outbox
from core.clock import now
from core.tokens import digest
from hubs.models import Hub
from hubs.people.rules import INVITATION_DAYS
from members.models import Member


def host_invitation(hub: Hub, email: str, locale: str, secret: str, inviter: Member) -> None:
    outbox.queue(
        f"host-invitation:{digest(secret)}",
        to=email,
        locale=locale,
        template="host-invitation",
        hub=hub.name,
        reply_to=hub.email or "",
        hub_slug=hub.slug,
        secret=secret,
        inviter=inviter.name,
        days=INVITATION_DAYS,
    )


def membership(hub: Hub, email: str, locale: str, token: str) -> None:
    outbox.queue(
        f"hub-membership:{digest(token)}",
        to=email,
        locale=locale,
        template="hub-membership",
        hub=hub.name,
        reply_to=hub.email or "",
        token=token,
        days=INVITATION_DAYS,
    )


def restricted(hub: Hub, member: Member, reason: str) -> None:
    _about_standing("hub-restricted", hub, member, reason=reason)


def lifted(hub: Hub, member: Member) -> None:
    _about_standing("hub-restriction-lifted", hub, member)


def _about_standing(template: str, hub: Hub, member: Member, **more: Any) -> None:
    outbox.queue(
        f"{template}:{hub.id}:{member.id}:{now().isoformat()}",
        to=member.email,
        locale=member.locale,
        template=template,
        name=member.name,
        hub=hub.name,
        reply_to=hub.email or "",
        hub_slug=hub.slug,
        hub_phone=hub.phone or "",
        hub_email=hub.email or "",
        **more,
    )
