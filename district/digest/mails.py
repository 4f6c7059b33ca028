"""The mail with the news of the week. Numbers, and no names of people."""

from datetime import date, timedelta

from core import outbox
from core.clock import day_bounds
from district.digest.rules import Digest, key_of
from hubs.models import Hub
from members.links import unsubscribe_path
from members.models import Member

TEMPLATE = "host-digest"
FRESH = timedelta(days=3)
"""From Monday on; later it is not sent any more."""


def digest(member: Member, hub: Hub, news: Digest) -> outbox.Mail:
    return outbox.Mail(
        key=key_of(hub.id, member.id, news.monday),
        to=member.email,
        locale=member.locale,
        template=TEMPLATE,
        stale_at=day_bounds(news.monday + FRESH, hub.time_zone).start,
        unsubscribe=unsubscribe_path(member.id, "digest"),
        context={
            "name": member.name,
            "hub": hub.name,
            "hub_slug": hub.slug,
            "reply_to": hub.email or "",
            "first_day": _text(news.monday - timedelta(days=7)),
            "last_day": _text(news.monday - timedelta(days=1)),
            "past": news.past._asdict(),
            "coming": [[_text(day), number] for day, number in news.coming],
            "requests": news.requests,
            "calendars": news.calendars,
            "faults": news.faults,
        },
    )


def _text(day: date) -> str:
    return day.isoformat()
