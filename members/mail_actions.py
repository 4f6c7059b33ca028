"""Which mails a member gets, as they choose it. Flushes and never commits."""

from collections.abc import Collection

from core.db import db
from members import links, queries, rules, signals
from members.models import Member


def choose(*, member_id: int, locale: str, day_before: bool, hours_before: int | None, muted: Collection[str]) -> None:
    """All choices of the page at once; `muted` are the kinds (`rules.MUTABLE`) that the member does without."""
    member = db.session.get_one(Member, member_id)
    member.locale = locale
    member.remind_day_before, member.remind_hours_before = day_before, hours_before
    member.muted = [kind for kind in rules.MUTABLE if kind in muted]
    _keep(member)


def unsubscribe(*, subscription: links.Subscription) -> None:
    """No more mails of this kind; a second time changes nothing. LinkExpired when the account is gone."""
    member = queries.subscriber(subscription)
    if subscription.kind == "reminder":
        member.remind_day_before, member.remind_hours_before = False, None
    elif subscription.kind not in member.muted:
        member.muted = [*member.muted, subscription.kind]
    _keep(member)


def subscribe_again(*, subscription: links.Subscription) -> None:
    """Mails of this kind again, reminders as they are at first: what was chosen before is not kept. LinkExpired."""
    member = queries.subscriber(subscription)
    if not rules.gets(member, subscription.kind):
        member.remind_day_before |= subscription.kind == "reminder"
        member.muted = [kind for kind in member.muted if kind != subscription.kind]
    _keep(member)


def _keep(member: Member) -> None:
    """What waits and is not wanted any more is taken back in the same transaction."""
    db.session.flush()
    signals.mails_chosen.send(member)
