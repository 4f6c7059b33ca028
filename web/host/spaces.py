"""A hub's desks, rooms and other spaces: in bulk and one by one, in their order, with exceptions from the rules."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from core.access import HOST, access
from core.errors import DomainError
from core.idempotent_form import submit_once
from core.refusals import when_refused
from core.said import saved
from core.tokens import new_secret
from hubs import actions, queries, setup_values, space_actions, words
from hubs.models import Hub, Space
from hubs.setup import setup_of
from payments.confided import only_by_pass
from web.host import path
from web.host.frame import host_page, hosted_hub
from web.host.hub_forms import refuse
from web.host.own_hubs import blueprint
from web.host.space_forms import AddSpacesForm, SpaceForm
from web.host.stale import is_outdated

BY = {"up": -1, "down": 1}
SPACE = "/<slug>/spaces/<int:space_id>"


def to_spaces(slug: str, **_of_the_space: Any) -> str:
    return url_for("host.spaces", slug=slug)


@blueprint.route("/<slug>/spaces", methods=["GET", "POST"])
@access(HOST, come_back=to_spaces)
def spaces(slug: str) -> Any:
    """The list, and the form that adds to it. One stays here after adding: there is often more than one kind."""
    hub = hosted_hub(slug)
    form = AddSpacesForm(data={"count": 1, "capacity": 1, "kind": "desk", "next": path.asked()})
    if not form.validate_on_submit():
        return _list_page(hub, form)
    return _add_once(slug, form)


@when_refused(lambda error, slug, form: _list_page(hosted_hub(slug), refuse(form, error)))
def _add_once(slug: str, form: AddSpacesForm) -> Response:
    hub = hosted_hub(slug)
    return redirect(submit_once(form.form_key.data, form.data | {"slug": slug}, lambda: _add(hub, form)), 303)


@blueprint.route(SPACE, methods=["GET", "POST"])
@access(HOST, come_back=lambda slug, space_id: url_for("host.space", slug=slug, space_id=space_id))
def space(slug: str, space_id: int) -> Any:
    """One space; saving one that was put away brings it back."""
    hub, edited = hub_and_space(slug, space_id)
    values = setup_values.space_values(edited)
    form = SpaceForm(obj=values, next=path.asked())
    is_old = is_outdated(form, values)
    if not form.validate_on_submit() or is_old:
        return _space_page(hub, edited, form)
    return _save(slug, space_id, form)


@when_refused(lambda error, slug, space_id, form: _space_page(*hub_and_space(slug, space_id), _refuse(form, error)))
def _save(slug: str, space_id: int, form: SpaceForm) -> Response:
    hub, edited = hub_and_space(slug, space_id)
    before, was_away = setup_values.space_values(edited), not edited.is_active
    values = form.values(edited.position, edited.room_id)
    actions.update_space(hub=hub, space=edited, values=values)
    is_other = was_away or setup_values.space_values(edited) != before
    saved(_("%(name)s has been saved.", name=values.name), changed=is_other)
    return redirect(form.next_path or to_spaces(slug), 303)


@blueprint.post(f"{SPACE}/place")
@access(HOST, come_back=to_spaces)
def shift_space(slug: str, space_id: int) -> Any:
    hub, shifted = hub_and_space(slug, space_id)
    by = BY.get(request.form.get("to", "")) or abort(400)
    space_actions.shift(hub=hub, space=shifted, by=by)
    return _back(slug)


@blueprint.post(f"{SPACE}/return")
@access(HOST, come_back=to_spaces)
def bring_space_back(slug: str, space_id: int) -> Any:
    hub, wanted = hub_and_space(slug, space_id)
    space_actions.bring_back(hub=hub, space=wanted)
    flash(_("%(name)s can be booked again.", name=wanted.name), "success")
    return _back(slug)


def hub_and_space(slug: str, space_id: int) -> tuple[Hub, Space]:
    """404 for a space of another hub."""
    hub = hosted_hub(slug)
    return hub, queries.space_of(hub.id, space_id) or abort(404)


def _add(hub: Hub, form: AddSpacesForm) -> str:
    kind = form.kind.data
    values = form.values(room_id=form.room.data if kind == "desk" else None)
    added = space_actions.add(hub=hub, values=values, count=form.count.data or 1, stem=str(words.KINDS[kind]))
    names = added[0].name if len(added) == 1 else f"{added[0].name} – {added[-1].name}"
    flash(_("Added: %(names)s.", names=names), "success")
    return _with_next(hub.slug, form.next_path)


def _back(slug: str) -> Any:
    return redirect(_with_next(slug, path.asked()), 303)


def _with_next(slug: str, target: str | None) -> str:
    return url_for("host.spaces", slug=slug, next=target or None)


def _list_page(hub: Hub, form: AddSpacesForm) -> Any:
    known = queries.spaces_of(hub.id)
    form.offer()
    form.offer_rooms(known)
    form.form_key.data = form.form_key.data or new_secret()
    page = host_page(
        "host/spaces.html",
        hub,
        form=form,
        spaces=[space for space in known if space.is_active],
        away=[space for space in known if not space.is_active],
        names={space.id: space.name for space in known},
        exceptional=queries.rules_of(hub.id).keys(),
        words=words,
        line=path.line(hub.slug, "spaces", form.next_path),
    )
    return page, 422 if form.errors else 200


def _refuse(form: SpaceForm, error: DomainError) -> SpaceForm:
    return refuse(form, error, {"room": "kind"})


def _space_page(hub: Hub, edited: Space, form: SpaceForm) -> Any:
    form.offer(edited.turnaround_minutes)
    room = queries.space_of(hub.id, edited.room_id) if edited.room_id else None
    setup = setup_of(hub)
    place = setup.place(edited.id)
    shown = {"has_own": _has_own_rules(hub, edited), "only_by_pass": place is not None and only_by_pass(setup, place)}
    page = host_page("host/space.html", hub, space=edited, form=form, room=room, **shown)
    return page, 422 if form.errors else 200


def _has_own_rules(hub: Hub, edited: Space) -> bool:
    return edited.id in queries.rules_of(hub.id)
