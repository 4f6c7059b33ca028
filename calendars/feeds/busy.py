"""The public calendar of a hub as entries: taken spaces without names, titles or codes, and closures."""

from collections.abc import Iterable, Iterator

from flask_babel import gettext as _

from calendars.feeds.addresses import public
from calendars.feeds.busy_queries import Taken
from calendars.feeds.rules import of_whole_days
from calendars.writing.events import EventFacts
from hubs.models import Closure, Hub
from hubs.setup import Setup

Written = tuple[EventFacts, str]


def taken(hub: Hub, setup: Setup, found: Iterable[Taken]) -> Iterator[Written]:
    """One entry for each space that is taken: with a room, the desks in it are too. What is put away is left out."""
    word, link = _("Taken"), _link(hub)
    for each in found:
        place = setup.by_id.get(each.space_id)
        for space_id in place.takes if place else ():
            inside = setup.by_id.get(space_id)
            if inside:
                yield _of_space(hub, each, f"{word} · {inside.name}", space_id, link), "confirmed"


def closed(hub: Hub, closures: Iterable[Closure]) -> Iterator[Written]:
    """When nobody can come, and why. Nobody wrote down when a closure was put in: the hub's own beginning stands."""
    word, link = _("Closed"), _link(hub)
    for each in closures:
        facts = EventFacts(
            uid=f"closure-{each.uid}@lebens-raum",
            sequence=0,
            changed_at=hub.created_at,
            created_at=hub.created_at,
            starts_at=each.starts_at,
            ends_at=each.ends_at,
            zone=hub.time_zone,
            summary=f"{word}: {each.reason}" if each.reason else word,
            location=_location(hub),
            url=link,
            whole_days=of_whole_days(each.starts_at, each.ends_at, hub.time_zone),
        )
        yield facts, "confirmed"


def _of_space(hub: Hub, each: Taken, summary: str, space_id: int, link: str) -> EventFacts:
    return EventFacts(
        uid=f"{each.key}-{space_id}@lebens-raum",
        sequence=each.sequence,
        changed_at=each.changed_at,
        created_at=each.created_at,
        starts_at=each.starts_at,
        ends_at=each.ends_at,
        zone=hub.time_zone,
        summary=summary,
        location=_location(hub),
        url=link,
    )


def _location(hub: Hub) -> str:
    return ", ".join(filter(None, (hub.name, hub.address)))


def _link(hub: Hub) -> str:
    return public(f"/hubs/{hub.slug}")
