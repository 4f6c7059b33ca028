"""Which places the search knows, where they are from, and a file with more of them."""

from typing import Any

from flask import Blueprint, request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.exceptions import RequestEntityTooLarge

from core import files, uploads
from core.access import ADMIN, access
from core.errors import DomainError
from core.refusals import page_again, when_refused
from core.security import csrf
from hubs.places import actions, queries
from hubs.places.actions import PlacesImport
from hubs.places.errors import NotAPlacesFile, PlacesFileTooLarge
from hubs.places.words import FAULTS, SOURCES
from web.admin.frame import admin_page

blueprint = Blueprint("admin_places", __name__, url_prefix="/admin/places")
MOST_MEGABYTES = 5


class PlacesForm(FlaskForm):  # type: ignore[misc]
    file = FileField(_l("File with places"))


@blueprint.get("")
@access(ADMIN)
def index() -> str:
    return _page()


@blueprint.post("")
@access(ADMIN)
def upload() -> Any:
    """One file; the page then says what became of it, each bad line by its number."""
    try:
        uploads.allow(MOST_MEGABYTES * 1_000_000)
        file = request.files.get("file")
        content = file.read() if file else b""
    except RequestEntityTooLarge:
        uploads.hear_out()
        return page_again(lambda: (_page(error=PlacesFileTooLarge(most=MOST_MEGABYTES)), 413))
    return _take_in(content)


csrf.exempt(upload)
"""It checks its token itself, see core.uploads."""


@when_refused(lambda error, content: _page(error=error))
def _take_in(content: bytes) -> str:
    try:
        lines = files.decoded(content).splitlines()
    except files.NotText:
        raise NotAPlacesFile from None
    return _page(actions.import_file(lines=lines))


def _page(done: PlacesImport | None = None, error: DomainError | None = None) -> str:
    form = PlacesForm(formdata=None)
    if error:
        form.file.errors = [error.message()]
    squares, people = queries.cells()
    return admin_page(
        "admin/places.html",
        form=form,
        done=done,
        sources=queries.sources(),
        squares=squares,
        people=people,
        most=MOST_MEGABYTES,
        faults=FAULTS,
        words=SOURCES,
    )
