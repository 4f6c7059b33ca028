"""Pictures of a hub: the hosts' page on which they are added, described, put in order and deleted; and themselves."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response
from werkzeug.exceptions import RequestEntityTooLarge

from core import ratelimit, sandbox, uploads
from core.access import HOST, PUBLIC, access
from core.errors import DomainError, TooManyAttempts
from core.refusals import when_refused
from core.said import saved
from core.sandbox import Full
from core.security import csrf
from hubs import queries as hub_queries
from hubs.models import Hub
from hubs.plan import actions, pictures, queries, rules
from hubs.plan.errors import BadPicture
from hubs.plan.models import Picture
from hubs.plan.redrawing import Made
from hubs.rules import is_visible
from web.host.frame import host_page, hosted_hub
from web.host.picture_forms import AltForm, UploadForm
from web.site import hub_pictures

blueprint = Blueprint("host_pictures", __name__)

MOST_MEGABYTES = 10
MOST_UPLOADS, PER_SECONDS = 60, 600
"""So many pictures one host may send within ten minutes."""
FOREVER = timedelta(days=365)
Outcome = str | tuple[str, int] | tuple[str, int, dict[str, str]] | Response


def _page_of(slug: str, **_more: Any) -> str:
    return url_for("host_pictures.index", slug=slug)


@blueprint.get("/host/<slug>/pictures")
@access(HOST)
def index(slug: str) -> str:
    purpose = "plan" if request.args.get("purpose") == "plan" else "photo"
    return _page(hosted_hub(slug), UploadForm(purpose=purpose))


@blueprint.post("/host/<slug>/pictures")
@access(HOST, come_back=_page_of)
def upload(slug: str) -> Outcome:
    """One picture. The file may be larger than any other request: only here, and only for the hub's hosts."""
    try:
        uploads.allow(MOST_MEGABYTES * 1_000_000)
        form = UploadForm()
    except RequestEntityTooLarge:
        uploads.hear_out()
        too_large = BadPicture("too-large", most=MOST_MEGABYTES)
        return _page(hosted_hub(slug), UploadForm(formdata=None), too_large), 413
    try:
        with sandbox.aside():  # first: whoever is asked to come again has not used up a try
            ratelimit.hit("pictures", str(current_user.id), MOST_UPLOADS, PER_SECONDS)
            made = _made(form)  # before the database is asked: it takes a moment, and SQLite's others would wait
    except (TooManyAttempts, Full) as error:
        return _page(hosted_hub(slug), form, error), error.status, error.headers
    if made is None:
        return _page(hosted_hub(slug), form), 422
    return _add(slug, form, made)


csrf.exempt(upload)
"""It checks its token itself: read before, the form would meet the limit that holds for all other requests."""


@blueprint.post("/host/<slug>/pictures/<int:picture_id>")
@access(HOST, come_back=_page_of)
def describe(slug: str, picture_id: int) -> Outcome:
    hub = hosted_hub(slug)
    picture = _picture(hub, picture_id)
    form = AltForm(prefix=f"p{picture_id}-")
    if not form.validate():
        return _page(hub, UploadForm(formdata=None), wrong=(picture_id, form)), 422
    before = (picture.alt_de, picture.alt_en)
    actions.describe_picture(picture=picture, alt_de=form.alt_de.data, alt_en=form.alt_en.data or "")
    saved(_("Saved."), changed=(picture.alt_de, picture.alt_en) != before)
    return redirect(_page_of(slug), 303)


@blueprint.post("/host/<slug>/pictures/<int:picture_id>/position")
@access(HOST, come_back=_page_of)
def move(slug: str, picture_id: int) -> Response:
    picture = _picture(hosted_hub(slug), picture_id)
    actions.move_picture(picture=picture, by=-1 if request.form.get("by") == "-1" else 1)
    return redirect(f"{_page_of(slug)}#picture-{picture_id}", 303)


@blueprint.post("/host/<slug>/pictures/<int:picture_id>/deletion")
@access(HOST, come_back=_page_of)
def delete(slug: str, picture_id: int) -> Response:
    actions.delete_picture(picture=_picture(hosted_hub(slug), picture_id))
    flash(_("The picture has been deleted."), "success")
    return redirect(_page_of(slug), 303)


@blueprint.get("/hubs/<slug>/pictures/<int:picture_id>-<digest>.<ending>")
@access(PUBLIC)
def show(slug: str, picture_id: int, digest: str, ending: str) -> Response:
    """The picture. Its address changes with its content, so browsers may keep it; of a hub that is not public yet
    only its hosts see it."""
    hub = hub_queries.any_hub(slug) or abort(404)
    if not is_visible(is_public=hub.is_public, is_host=current_user.hosts(slug)):
        abort(404)
    picture = queries.content_of(hub.id, picture_id, digest) or abort(404)
    if pictures.ENDINGS.get(picture.media_type) != ending:
        abort(404)
    answer = Response(picture.content, mimetype=picture.media_type)
    answer.cache_control.max_age = int(FOREVER.total_seconds())
    answer.cache_control.immutable = True
    answer.cache_control.public, answer.cache_control.private = hub.is_public, None if hub.is_public else True
    return answer


def _made(form: UploadForm) -> Made | None:
    """The uploaded picture; None with a message at each field that is wrong."""
    is_valid = form.validate()
    try:
        made = pictures.make_in_sandbox(_content(form))
    except BadPicture as error:
        form.file.errors = [error.message()]
        return None
    return made if is_valid else None


def _content(form: UploadForm) -> bytes:
    data: bytes = form.file.data.read() if form.file.data else b""
    if not data:
        raise BadPicture("missing")
    return data


@when_refused(lambda error, slug, form, made: _page(hosted_hub(slug), form, error), by=BadPicture)
def _add(slug: str, form: UploadForm, made: Made) -> Response:
    hub = hosted_hub(slug)
    alt_de, alt_en = form.alt_de.data or "", form.alt_en.data or ""
    actions.add_picture(hub=hub, made=made, purpose=form.purpose.data, alt_de=alt_de, alt_en=alt_en)
    flash(_("The picture has been added."), "success")
    target = "host_plan.edit" if form.purpose.data == "plan" else "host_pictures.index"
    return redirect(url_for(target, slug=slug), 303)


def _picture(hub: Hub, picture_id: int) -> Picture:
    return queries.picture_of(hub.id, picture_id) or abort(404)


def _page(
    hub: Hub, form: UploadForm, error: DomainError | None = None, wrong: tuple[int, AltForm] | None = None
) -> str:
    if error:
        form.file.errors = [error.message()]
    found = queries.pictures_of(hub.id)
    forms = {p.id: AltForm(formdata=None, obj=p, prefix=f"p{p.id}-") for p in found}
    forms |= {wrong[0]: wrong[1]} if wrong else {}
    return host_page(
        "host/pictures.html",
        hub,
        form=form,
        groups=[(purpose, [p for p in found if p.purpose == purpose]) for purpose in ("photo", "plan")],
        forms=forms,
        most=rules.MOST_PICTURES,
        is_full=len(found) >= rules.MOST_PICTURES,
        address=lambda picture: hub_pictures.address(hub, picture),
    )
