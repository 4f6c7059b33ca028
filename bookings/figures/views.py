"""A hub's own figures, for its hosts. No names."""

from datetime import timedelta

from flask import Blueprint

from bookings.figures.presenting import figures_of
from core.access import HOST, access
from core.clock import now
from core.formats import DAYS, LONG_DAYS, NBSP, locale_code, short_day
from hubs.host.frame import host_page, hosted_hub
from hubs.setup import setup_of
from hubs.words import KINDS

blueprint = Blueprint("figures", __name__)


@blueprint.get("/host/<slug>/figures")
@access(HOST)
def hub(slug: str) -> str:
    """This week and the last eight."""
    found = hosted_hub(slug)
    language = locale_code()
    days = list(zip(DAYS[language], LONG_DAYS[language], strict=True))
    figures = figures_of(found, setup_of(found), now())
    formats = {"hours": _hours, "percent": _percent, "short_day": short_day}
    return host_page("figures/hub.html", found, figures=figures, days=days, kind_words=KINDS, **formats)


def _hours(length: timedelta) -> str:
    """12 · 12,5 · 12.5."""
    text = f"{length.total_seconds() / 3600:.1f}".removesuffix(".0")
    return text.replace(".", ",") if locale_code() == "de" else text


def _percent(value: float | None) -> str:
    """45 %; a dash where nothing was offered."""
    if value is None:
        return "–"
    return f"{round(100 * value)}{NBSP}%" if locale_code() == "de" else f"{round(100 * value)}%"
