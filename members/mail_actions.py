"""Which mails a member gets, as they choose it. Flushes and never commits."""

from collections.abc import Collection

from core.db import db
from members import links, rules
from members.errors import LinkExpired
from members.models import Member


def choose(*, member_id: int, locale: str, day_before: bool, hours_before: int | None, muted: Collection[str]) -> None:
    """All choices of the page at once; `muted` are the kinds (`rules.MUTABLE`) that the member does without."""
    member = db.session.get_one(Member, member_id)
    member.locale = locale
    member.remind_day_before, member.remind_hours_before = day_before, hours_before
    member.muted = [kind for kind in rules.MUTABLE if kind in muted]
    db.session.flush()


def unsubscribe(*, subscription: links.Subscription) -> None:
    """No more mails of this kind; a second time changes nothing. LinkExpired when the account is gone."""
    member = db.session.get(Member, subscription.member_id)
    if member is None or not subscription.is_of(member):
        raise LinkExpired
    if subscription.kind == "reminder":
        member.remind_day_before, member.remind_hours_before = False, None
    elif subscription.kind not in member.muted:
        member.muted = [*member.muted, subscription.kind]
    db.session.flush()
