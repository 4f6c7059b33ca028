"""Hosts put up door signs: what each shows, its address, changing it, a new address, and switching it off."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug import Response

from bookings.door import actions, queries
from bookings.door.models import DoorSign
from core.access import HOST, access
from core.said import saved
from hubs import queries as hub_queries
from hubs.models import Hub
from members import passwords
from web.host import label_codes
from web.host.door_sign_forms import SignForm
from web.host.frame import host_page, hosted_hub
from web.site.confirming import recently_confirmed

blueprint = Blueprint("door_signs", __name__, url_prefix="/host/<slug>/door-signs")
ONE = "<int:sign_id>"


def _back(slug: str, **_args: Any) -> str:
    return url_for("door_signs.index", slug=slug)


def _form_again(slug: str) -> str:
    return url_for("door_signs.new", slug=slug)


def _edit_again(slug: str, sign_id: int) -> str:
    return url_for("door_signs.edit", slug=slug, sign_id=sign_id)


@blueprint.get("")
@access(HOST)
def index(slug: str) -> str:
    hub = hosted_hub(slug)
    return host_page("host/door/signs.html", hub, signs=queries.signs_of(hub.id))


@blueprint.get("/new")
@access(HOST)
def new(slug: str) -> str:
    return _form_page(hosted_hub(slug), SignForm(formdata=None))


@blueprint.post("")
@access(HOST, come_back=_form_again)
@recently_confirmed
def create(slug: str) -> Any:
    """Answers with the address itself and no redirect: it is shown this once and is kept nowhere."""
    hub, form = hosted_hub(slug), SignForm()
    form.offer(_spaces(hub))
    if not form.validate_on_submit():
        return _form_page(hub, form), 422
    pin_hash = passwords.hash_password(form.pin.data) if form.pin.data else None
    _id, secret = actions.put_up(
        hub=hub, name=form.name.data, space_id=form.space_id, shows_names=form.shows_names.data, pin_hash=pin_hash
    )
    return _address_page(hub, form.name.data, secret)


@blueprint.get(f"/{ONE}")
@access(HOST)
def edit(slug: str, sign_id: int) -> str:
    hub = hosted_hub(slug)
    sign = _sign(hub, sign_id)
    return _form_page(hub, SignForm(formdata=None).show(sign), sign)


@blueprint.post(f"/{ONE}")
@access(HOST, come_back=_edit_again)
def change(slug: str, sign_id: int) -> Any:
    hub, form = hosted_hub(slug), SignForm()
    sign = _sign(hub, sign_id)
    form.offer(_spaces(hub, sign))
    if not form.validate_on_submit():
        return _form_page(hub, form, sign), 422
    pin_hash = passwords.hash_password(form.pin.data) if form.pin.data else sign.pin_hash
    pin_hash = None if form.no_pin.data else pin_hash
    before = (sign.name, sign.space_id, sign.shows_names, sign.pin_hash)
    actions.change(
        sign=sign,
        name=form.name.data,
        space_id=form.space_id,
        shows_names=form.shows_names.data,
        pin_hash=pin_hash,
    )
    after = (form.name.data, form.space_id, form.shows_names.data, pin_hash)
    saved(_("Saved. The sign will show it within a minute."), changed=after != before)
    return redirect(_back(slug), 303)


@blueprint.post(f"/{ONE}/renewal")
@access(HOST, come_back=_back)
@recently_confirmed
def renew(slug: str, sign_id: int) -> str:
    hub = hosted_hub(slug)
    sign = _sign(hub, sign_id)
    return _address_page(hub, sign.name, actions.renew(sign=sign))


@blueprint.post(f"/{ONE}/removal")
@access(HOST, come_back=_back)
def remove(slug: str, sign_id: int) -> Response:
    hub = hosted_hub(slug)
    sign = _sign(hub, sign_id)
    actions.take_down(sign=sign)
    flash(_("The sign “%(name)s” is switched off. Its address no longer shows anything.", name=sign.name), "success")
    return redirect(_back(slug), 303)


def _sign(hub: Hub, sign_id: int) -> DoorSign:
    return queries.sign_in(hub.id, sign_id) or abort(404)


def _spaces(hub: Hub, sign: DoorSign | None = None) -> list[Any]:
    """Those that can be shown: what can be booked, and what the sign shows already."""
    shown = sign.space_id if sign else None
    return [space for space in hub_queries.spaces_of(hub.id) if space.is_active or space.id == shown]


def _form_page(hub: Hub, form: SignForm, sign: DoorSign | None = None) -> str:
    form.offer(_spaces(hub, sign))
    return host_page("host/door/sign_form.html", hub, form=form, sign=sign)


def _address_page(hub: Hub, name: str, secret: str) -> str:
    address = label_codes.public(url_for("door.sign", token=secret))
    code = label_codes.svg(address, _("Code with the address of the sign"))
    return host_page("host/door/sign_address.html", hub, name=name, address=address, code=code)
