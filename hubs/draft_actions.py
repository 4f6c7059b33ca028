"""A new hub, and opening it to the public. Each flushes and never commits."""

from dataclasses import replace

from sqlalchemy.exc import IntegrityError

from core.db import StaleState, db
from hubs import actions, naming, queries, setup_steps, setup_values
from hubs.draft_errors import NotReady
from hubs.models import Hub
from hubs.setup_errors import InvalidSetup
from hubs.setup_rules import HubValues
from members.models import MemberRole


def start(*, member_id: int, values: HubValues) -> Hub:
    """A hub that nobody but the member sees, who hosts it. Its slug is made from its name. Or InvalidSetup.

    StaleState when somebody takes the same slug at the same moment.
    """
    stem = naming.slug_stem(values.name)
    slug = naming.free_slug(stem, queries.slugs_beginning(stem))
    hub = _create(replace(values, slug=slug, is_public=False, is_open_to_book=True))
    db.session.add(MemberRole(member_id=member_id, role="host", hub_slug=hub.slug))
    db.session.flush()
    return hub


def _create(values: HubValues) -> Hub:
    """The slug was free when it was made; if it no longer is, no host can mend that."""
    try:
        return actions.create_hub(values=values)
    except IntegrityError as error:
        raise StaleState from error
    except InvalidSetup as error:
        raise StaleState if error.field == "slug" else error from None


def open_to_public(*, hub: Hub) -> None:
    """From now on everybody sees the hub and can book there. NotReady says what is missing."""
    if missing := setup_steps.missing(setup_values.progress(hub)):
        raise NotReady(missing=missing)
    _show(hub, True)


def close_to_public(*, hub: Hub) -> None:
    """From now on only hosts see the hub, and nothing new can be booked. Bookings that are there stay."""
    _show(hub, False)


def _show(hub: Hub, is_public: bool) -> None:
    actions.update_hub(hub=hub, values=replace(setup_values.hub_values(hub), is_public=is_public))
