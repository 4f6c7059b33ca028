"""Where the search leads to."""

from typing import Any

from flask import url_for

from bookings.search.answers import HubAnswer
from bookings.search.proposals import HubProposal
from bookings.search.rules import SearchQuery
from core.clock import local
from web.site.search_forms import SearchForm


def book_url(answer: HubAnswer | HubProposal, wish: SearchQuery) -> str:
    """Any free place of the hub; with wanted features a certain one that has them."""
    query: dict[str, Any] = {"space": answer.space_id} if wish.features else {"hub": answer.hub.slug, "kind": wish.kind}
    return url_for("bookings.new", **query, **_times(answer))


def _times(answer: HubAnswer | HubProposal) -> dict[str, Any]:
    assert answer.stretch is not None
    start, end = (local(moment, answer.hub.time_zone) for moment in answer.stretch)
    last = "24:00" if end.date() > start.date() else f"{end:%H:%M}"
    return {"date": start.date().isoformat(), "from": f"{start:%H:%M}", "to": last}


def wait_query(answer: HubAnswer, wish: SearchQuery) -> dict[str, Any] | None:
    """The arguments of `waiting.new` for any place of a hub that is full; None where certain features are wanted, for
    which one cannot wait."""
    if answer.state != "full" or answer.stretch is None or wish.features:
        return None
    return {"hub": answer.hub.slug, "kind": wish.kind, **_times(answer)}


def here_url(form: SearchForm, **changes: Any) -> str:
    """This search with some things changed; None leaves one out. Leads to the answer on the page."""
    asked = {field.name: field.data or None for field in form}
    if asked["part"] != "range":
        asked |= {"from": None, "to": None}
    return url_for("search.show", _anchor="found", **(asked | changes))
