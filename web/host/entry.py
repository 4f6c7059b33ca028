"""Hosts tell those who have booked how to get in: a text for the hub, and one for each locker."""

from typing import Any

from flask import Blueprint, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug import Response
from wtforms import StringField, TextAreaField
from wtforms.validators import Length, Optional

from core import vault
from core.access import HOST, access
from core.refusals import page_again, when_refused
from core.said import saved
from core.text import one_line, trimmed
from hubs import queries as hub_queries
from hubs.doors import actions, queries, rules
from hubs.models import Hub, Space
from web.host.frame import host_page, hosted_hub
from web.host.stale import WithSeen, is_outdated
from web.host.today_forms import notice

blueprint = Blueprint("host_entry", __name__, url_prefix="/host/<slug>/entry")
TOO_LONG = _l("Please use at most %(most)s characters.", most=rules.LONGEST)


class EntryForm(WithSeen):
    """The hub's text; the lockers' are fields that `form_for` adds."""

    text = TextAreaField(
        _l("How to get in"), [Optional(), Length(max=rules.LONGEST, message=TOO_LONG)], filters=[trimmed]
    )

    @property
    def of_spaces(self) -> list[Any]:
        """The lockers' fields."""
        return [field for field in self if field.name.startswith("space-")]


def form_for(spaces: list[Space], **values: Any) -> EntryForm:
    """The form with a field for each locker."""

    class WithSpaces(EntryForm):
        pass

    for space in spaces:
        checks = [Optional(), Length(max=80, message=_l("Please use at most 80 characters."))]
        setattr(WithSpaces, f"space-{space.id}", StringField(space.name, checks, filters=[one_line]))
    return WithSpaces(**values)


def _to_form(slug: str) -> str:
    return url_for("host_entry.edit", slug=slug)


@blueprint.get("")
@access(HOST)
def edit(slug: str) -> str:
    hub = hosted_hub(slug)
    there = _there(hub)
    form = form_for(_lockers(hub), formdata=None, data=there)
    is_outdated(form, there)
    return _page(hub, form)


@blueprint.post("")
@access(HOST, come_back=_to_form)
def save(slug: str) -> Response:
    hub = hosted_hub(slug)
    form = form_for(_lockers(hub))
    is_old = is_outdated(form, _there(hub))
    if not form.validate() or is_old:
        return page_again(lambda: _page(hosted_hub(slug), form))
    return _save(slug, form)


@when_refused(lambda error, slug, form: _page(hosted_hub(slug), form, notice(form, error)))
def _save(slug: str, form: EntryForm) -> Response:
    hub = hosted_hub(slug)
    before = _there(hub)
    if (form.text.data or "") != before["text"]:
        actions.tell(hub=hub, space=None, text=form.text.data or "")
    for space in _lockers(hub):
        typed = form[f"space-{space.id}"].data or ""
        if typed != before[f"space-{space.id}"]:
            actions.tell(hub=hub, space=space, text=typed)
    saved(_("Saved. Those who have booked see it from now on."), changed=_there(hub) != before)
    return redirect(_to_form(slug), 303)


def _lockers(hub: Hub) -> list[Space]:
    return [space for space in hub_queries.spaces_of(hub.id) if space.is_active and space.kind == "locker"]


def _there(hub: Hub) -> dict[str, str]:
    known = queries.notes_of(hub.id)
    own = {f"space-{space.id}": known.get(space.id) or "" for space in _lockers(hub)}
    return {"text": known.get(None) or "", **own}


def _page(hub: Hub, form: EntryForm, error: Any = None) -> str:
    lost = any(text is None for text in queries.notes_of(hub.id).values())
    return host_page("host/entry.html", hub, form=form, error=error, lost=lost, has_key=vault.has_key())
