"""What all hosts' pages share: the hub of the address, and the frame around the page."""

from typing import Any

from flask import abort, render_template, request

from hubs import queries
from hubs.host import menu
from hubs.models import Hub


def hosted_hub(slug: str) -> Hub:
    """The hub of a host's page, also while it is being set up; 404 without. The access rule stands before it."""
    return queries.any_hub(slug) or abort(404)


def host_page(template: str, hub: Hub, **context: Any) -> str:
    """Render a template that extends host/base.html."""
    endpoint = request.endpoint or ""
    setup_menu = menu.entries(menu.SETUP)
    return render_template(
        template,
        hub=hub,
        day_menu=menu.entries(menu.DAY),
        setup_menu=setup_menu,
        setup_is_current=any(entry.is_current(endpoint) for entry in setup_menu),
        is_current=lambda entry: entry.is_current(endpoint),
        **context,
    )
