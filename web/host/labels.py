"""Hosts print labels with codes for their spaces."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug import Response as BaseResponse

from bookings.door import actions
from core.access import HOST, access
from hubs import queries as hub_queries
from hubs.models import Hub, Space
from web.host import label_codes, label_pdf, path
from web.host.frame import host_page, hosted_hub
from web.host.label_forms import LabelForm, NewCodeForm
from web.host.label_pdf import Label

blueprint = Blueprint("labels", __name__, url_prefix="/host/<slug>")


def _back(slug: str) -> str:
    return url_for("labels.sheet", slug=slug)


@blueprint.get("/labels")
@access(HOST)
def sheet(slug: str) -> str:
    return _page(hosted_hub(slug))


@blueprint.get("/labels.pdf")
@access(HOST)
def pdf(slug: str) -> Any:
    """Without a choice: all spaces. A wrong choice leads back to the form, which says what is wrong."""
    hub = hosted_hub(slug)
    spaces = _spaces(hub)
    form = LabelForm.asked(request.args, spaces)
    if not form.validate():
        return redirect(f"{_back(slug)}?{request.query_string.decode()}", 303)
    chosen = [space for space in spaces if space.id in form.space.data and space.qr_code]
    labels = [_label(hub, space) for space in chosen]
    content = label_pdf.make_in_sandbox(labels, form.size.data, form.first_number, hub.name)
    headers = {"Content-Disposition": f'inline; filename="labels-{hub.slug}.pdf"'}
    return Response(content, content_type="application/pdf", headers=headers)


@blueprint.post("/labels/codes")
@access(HOST, come_back=_back)
def make_codes(slug: str) -> BaseResponse:
    """Codes for the spaces that have none; with a `space`, a new one for it."""
    hub = hosted_hub(slug)
    form = NewCodeForm()
    form.offer(_spaces(hub))
    actions.give_codes(hub=hub)
    if form.chosen is None:
        flash(_("Every place now has a code."), "success")
    else:
        actions.renew_code(space=form.chosen)
        flash(_("%(place)s has a new code. Please print a new label.", place=form.chosen.name), "success")
    return redirect(f"{_back(slug)}?next={path.asked()}" if path.asked() else _back(slug), 303)


def _label(hub: Hub, space: Space) -> Label:
    return Label(space.told_name, hub.name, _("Scan: check in or book"), label_codes.address_of(str(space.qr_code)))


def _spaces(hub: Hub) -> list[Space]:
    return [space for space in hub_queries.spaces_of(hub.id) if space.is_active]


def _page(hub: Hub) -> str:
    spaces = _spaces(hub)
    form = LabelForm.asked(request.args, spaces)
    if form.was_sent:
        form.validate()
    lacking = [space for space in spaces if not space.qr_code]
    new_code = NewCodeForm(formdata=None)
    new_code.offer(spaces)
    target = path.asked()
    where = {"target": target, "line": path.line(hub.slug, "labels", target)}
    return host_page(
        "host/door/labels.html", hub, form=form, lacking=lacking, spaces=spaces, new_code=new_code, **where
    )
