"""The mails to members about their inductions."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from core import outbox
from core.clock import today
from hubs.inductions.models import Induction, InductionGrant
from hubs.models import Hub
from members.models import Member


def asked(induction: Induction, hub: Hub, by: Member, trainers: Sequence[Member]) -> None:
    """Somebody would like to have it; once a day, however often they take it back and ask again."""
    for trainer in trainers:
        if trainer.is_active and trainer.id != by.id:
            key = f"{asked_key(by)}{induction.id}:{trainer.id}:{today(hub.time_zone)}"
            about = {"person": by.name, "person_email": by.email, "induction_id": induction.id}
            _queue("induction-asked", key, induction, hub, trainer, **about)


def asked_key(by: Member) -> str:
    """With which the keys of mails about this person's wishes begin."""
    return f"induction-asked:{by.id}:"


def revoked(row: InductionGrant, induction: Induction, hub: Hub, member: Member) -> None:
    """It was taken back; `reason` is one of `rules.REASONS`, and the template says it."""
    _queue("induction-revoked", f"induction-revoked:{row.id}", induction, hub, member, reason=row.reason)


def ending(row: InductionGrant, induction: Induction, hub: Hub, member: Member) -> None:
    """It ends in a while; nothing leaves after that."""
    assert row.ends_at is not None
    key = f"induction-ending:{row.id}:{row.ends_at.isoformat()}"
    last_moment = row.ends_at - timedelta(seconds=1)
    ends = {"last_moment": last_moment.isoformat(), "zone": hub.time_zone}
    _queue("induction-ending", key, induction, hub, member, stale_at=row.ends_at, **ends)


def _queue(template: str, key: str, induction: Induction, hub: Hub, member: Member, **more: Any) -> None:
    outbox.queue_once(
        key,
        to=member.email,
        locale=member.locale,
        template=template,
        name=member.name,
        induction=induction.name,
        hub=hub.name,
        hub_slug=hub.slug,
        hub_phone=hub.phone or "",
        hub_email=hub.email or "",
        reply_to=hub.email or "",
        **more,
    )
