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
    assert answer.stretch is not None
    query: dict[str, Any] = {"space": answer.space_id} if wish.features else {"hub": answer.hub.slug, "kind": wish.kind}
    zone = answer.hub.time_zone
    start, end = (local(moment, zone) for moment in answer.stretch)
    last = "24:00" if end.date() > start.date() else f"{end:%H:%M}"
    query |= {"date": start.date().isoformat(), "from": f"{start:%H:%M}", "to": last}
    return url_for("bookings.new", **query)


def here_url(form: SearchForm, **changes: Any) -> str:
    """This search with some things changed; None leaves one out. Leads to the answer on the page."""
    asked = {field.name: field.data or None for field in form}
    if asked["part"] != "range":
        asked |= {"from": None, "to": None}
    return url_for("search.show", _anchor="found", **(asked | changes))
