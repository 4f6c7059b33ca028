"""On Monday mornings hosts hear how the week was."""

from datetime import date, datetime

from core import outbox
from core.clock import now
from core.transactions import reading, transaction
from district.digest import mails, queries
from district.digest.queries import Host
from district.digest.rules import Digest, key_of, week_to_tell
from members.rules import wants

EVERY_SECONDS = 600


def tell_hosts() -> int:
    """Queue the news of the week that are due, each once for a host and hub; returns how many.

    A hub without any news sends none.
    """
    moment = now()
    with reading():
        due = _due(moment)
    if not due:
        return 0
    with transaction():
        return outbox.queue_each_once(due)


def _due(moment: datetime) -> list[outbox.Mail]:
    told: dict[int, Digest] = {}
    ready = []
    for host, monday in _waiting(moment):
        if host.hub.id not in told:
            told[host.hub.id] = queries.digest_of(host.hub, monday, moment)
        news = told[host.hub.id]
        if not news.is_empty:
            ready.append(mails.digest(host.member, host.hub, news))
    return ready


def _waiting(moment: datetime) -> list[tuple[Host, date]]:
    """Who is to be told now and has not been, and of which week."""
    waiting = {}
    for host in queries.hosts():
        monday = week_to_tell(moment, host.hub.time_zone)
        if monday and wants(host.member, "digest"):
            waiting[key_of(host.hub.id, host.member.id, monday)] = host, monday
    known = queries.queued(list(waiting))
    return [one for key, one in waiting.items() if key not in known]
