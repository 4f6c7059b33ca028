"""What all pages of an operator share: the operator of the address, and the frame around the page."""

from typing import Any

from flask import Blueprint, abort, current_app, render_template, request

from core.settings import Settings
from hubs.operators import queries
from hubs.operators.models import Operator
from web.menu import current
from web.operator.menu import PAGES

blueprint = Blueprint("operator", __name__, url_prefix="/operators/<operator>")


def operator_of_page(slug: str) -> Operator:
    """The operator of the address; 404 without. The access rule stands before it."""
    return queries.operator(slug) or abort(404)


def operator_page(template: str, operator: Operator, **context: Any) -> str:
    """Render a template that extends operator/base.html (blocks: title, operator, head, scripts)."""
    here = current(PAGES, request.endpoint or "")
    return render_template(template, operator=operator, operator_menu=PAGES, current_entry=here, **context)


def has_stripe() -> bool:
    """Whether the site can take money online; without it no page says a word of it."""
    settings: Settings = current_app.extensions["settings"]
    return bool(settings.stripe_secret_key)
