"""Opening hours: by the form or as text, always shown back in words before they hold."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from bookings.impact.changes import NewHours
from core.access import HOST, access
from core.clock import today
from core.errors import DomainError
from core.formats import locale_code
from core.refusals import when_refused
from core.said import saved
from core.text import lines, one_line
from hubs import hours, setup_rules
from hubs.hours_words import in_words, weekday_names
from hubs.hours_year import year
from hubs.models import Hub
from hubs.setup import setup_of
from web.host import hours_words, path
from web.host.frame import host_page, hosted_hub
from web.host.hours_form import DAY_KEYS, EMPTY, HoursForm, typed_of
from web.host.hours_reading import week_of
from web.host.hours_values import ALWAYS_WEEK, text_of
from web.host.impact_choices import carry_out, hits_context
from web.site.booking_pages import Outcome

blueprint = Blueprint("hours_pages", __name__, url_prefix="/host/<slug>/hours")
DAYS_SHOWN = 14


def _form_page(slug: str, **_args: object) -> str:
    return url_for("hours_pages.edit", slug=slug)


@blueprint.get("")
@access(HOST)
def edit(slug: str) -> str:
    """Hours that stand there since before they would be refused are shown with the reason."""
    hub = hosted_hub(slug)
    text = _text(request.args) or hub.opening_hours
    return _form(hub, text, None, _wrong(text))


@blueprint.post("")
@access(HOST, come_back=_form_page)
def look(slug: str) -> Response | Outcome:
    """Nothing is written: a good form leads to the page that shows what it means."""
    hub = hosted_hub(slug)
    form, text = HoursForm(request.form), _text(request.form)
    if "opening_hours" not in request.form:
        values = form.values()
        text = text_of(values) if values else ""
        if values is None:
            return _form(hub, hub.opening_hours, form), 422
    if error := _wrong(text):
        return _form(hub, text, None, error), 422
    looked_at = url_for("hours_pages.preview", slug=slug, opening_hours=text, next=path.asked() or None)
    return redirect(looked_at, 303)


@blueprint.get("/preview")
@access(HOST)
def preview(slug: str) -> Response | str:
    hub, text = hosted_hub(slug), _text(request.args)
    if _wrong(text):
        return redirect(url_for("hours_pages.edit", slug=slug), 303)
    return _preview(hub, text, None)


@blueprint.post("/preview")
@access(HOST, come_back=_form_page)
@when_refused(lambda error, slug: _again(hosted_hub(slug), _text(request.form), error))
def save(slug: str) -> Response:
    hub, text = hosted_hub(slug), _text(request.form)
    setup_rules.check_opening_hours(text)
    back = path.asked() or _form_page(slug)
    if text == hub.opening_hours:
        saved(_("The opening hours have been saved."), changed=False)
        return redirect(back, 303)
    return carry_out(hub, NewHours(text, _reason()), _("The opening hours have been saved."), back)


def _again(hub: Hub, text: str, error: DomainError) -> str:
    wrong = _wrong(text)
    return _form(hub, text, None, wrong) if wrong else _preview(hub, text, error)


def _text(values: Any) -> str:
    return lines(values.get("opening_hours"))[:1200]


def _reason() -> str:
    return one_line(request.form.get("reason"))[:200]


def _wrong(text: str) -> DomainError | None:
    try:
        setup_rules.check_opening_hours(text)
    except DomainError as error:
        return error
    return None


def _form(hub: Hub, text: str, form: HoursForm | None = None, error: DomainError | None = None) -> str:
    values = week_of(text)
    form = form or HoursForm(typed_of(values) if values else EMPTY)
    names = list(zip(DAY_KEYS, weekday_names(), strict=True))
    what: dict[str, Any] = {"text": text, "form": form, "error_of_text": error, "names": names}
    what |= {"months": hours_words.MONTH_NAMES, "off_names": hours_words.OFF_NAMES} | _on_the_path(hub)
    return host_page("host/hours.html", hub, is_special=values is None, **what)


def _on_the_path(hub: Hub) -> dict[str, Any]:
    """Where the guided path goes on, if one has come here on it."""
    target = path.asked()
    return {"target": target, "line": path.line(hub.slug, "hours", target)}


def _preview(hub: Hub, text: str, error: DomainError | None) -> str:
    values, first = week_of(text), today(hub.time_zone)
    where, closures = (hub.time_zone, hub.holiday_state), setup_of(hub).closures
    words = in_words(year(text, *where, first, closures, locale_code()))
    what: dict[str, Any] = {"text": text, "understood": hours.canonical(text), "error": error, "reason": _reason()}
    what |= {"is_special": values is None, "is_always": bool(values and values.week == ALWAYS_WEEK)}
    what |= {"days": hours.week(text, *where, first, DAYS_SHOWN, closures, locale_code())}
    what |= {"words": words, "groups": hours_words.in_words(values) if values else words.weeks} | _on_the_path(hub)
    return host_page("host/hours_preview.html", hub, **what, **hits_context(hub, NewHours(text)))
