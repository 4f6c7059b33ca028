"""The hosts' page about calendars from outside: what each says, adding, changing, reading again and removing.

A server outside is asked before anything is written, and while no transaction is open (`core.in_steps`).
"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response
from werkzeug.exceptions import RequestEntityTooLarge

from calendars.models import OutsideCalendar
from calendars.outside import actions, queries, rules
from calendars.outside.errors import Unreadable
from calendars.outside.looking import CalendarRead, Source, look
from core import journal, ratelimit, sandbox, uploads
from core.access import HOST, access
from core.arguments import read_id
from core.clock import now
from core.errors import TooManyAttempts
from core.idempotent_form import submit_once
from core.in_steps import in_steps
from core.refusals import page_again, when_refused
from core.said import saved
from core.sandbox import Full
from core.security import csrf
from core.tokens import digest, new_secret
from core.transactions import reading, transact
from hubs.models import Hub, Space
from hubs.queries import space_of
from hubs.setup import setup_of
from web.host import calendar_words as words
from web.host.calendar_forms import AddForm, SourceForm
from web.host.frame import host_page, hosted_hub

blueprint = Blueprint("calendars", __name__, url_prefix="/host/<slug>/calendars")

MOST_BYTES = 2_000_000
ONE = "/<int:calendar_id>"
LOOKS, PER_SECONDS = 20, 600
"""So often one host may have new addresses and files read within ten minutes, whatever the number of their hubs."""
AGAIN = 6
"""And so often each calendar that is there already."""


def _list(slug: str, **_args: object) -> str:
    return url_for("calendars.index", slug=slug)


def _one(slug: str, calendar_id: int) -> str:
    return url_for("calendars.edit", slug=slug, calendar_id=calendar_id)


@blueprint.get("")
@access(HOST)
def index(slug: str) -> str:
    return _page(hosted_hub(slug), AddForm(formdata=None))


@blueprint.post("")
@access(HOST, come_back=_list)
@in_steps
def create(slug: str) -> Response:
    form = _uploaded(AddForm)
    if form is None:
        return page_again(lambda: (_sent_back(slug, AddForm(formdata=None), _too_large()), 413))
    is_valid = form.validate()
    space_id = _chosen(slug, form)
    if not (form.read_source(needed=True) and is_valid and space_id):
        return page_again(lambda: _sent_back(slug, form))
    return _look_and_add(slug, form, space_id)


@blueprint.get(ONE)
@access(HOST)
def edit(slug: str, calendar_id: int) -> str:
    hub = hosted_hub(slug)
    calendar = _calendar(hub, calendar_id)
    return _edit_page(hub, calendar, SourceForm(formdata=None, data={"name": calendar.name}))


@blueprint.post(ONE)
@access(HOST, come_back=_one)
@in_steps
def change(slug: str, calendar_id: int) -> Response:
    """Its name, and another address or file when one is given."""
    form = _uploaded(SourceForm)
    if form is None:
        return page_again(lambda: (_edit_again(slug, calendar_id, SourceForm(formdata=None), _too_large()), 413))
    is_valid = form.validate()
    if not (form.read_source(needed=False) and is_valid):
        return page_again(lambda: _edit_again(slug, calendar_id, form))
    return _look_and_change(slug, calendar_id, form)


@blueprint.post(f"{ONE}/reading")
@access(HOST, come_back=_list)
@in_steps
def read_again(slug: str, calendar_id: int) -> Response:
    with reading():
        source = queries.source_of(calendar_id, hosted_hub(slug).id) or abort(404)
    try:
        ratelimit.hit("outside-calendar", str(calendar_id), AGAIN, PER_SECONDS)
    except TooManyAttempts as refusal:
        words.read_often_enough(refusal)
        return _back_to(slug, calendar_id)
    try:
        found = look(source)
    except Unreadable as error:
        reason = error.reason
        transact(lambda: actions.failed(calendar_id=calendar_id, reason=reason))
        flash(error.message(), "warning")
    except Full as error:
        flash(error.message(), "warning")
    else:
        words.tell(transact(lambda: actions.apply(calendar_id=calendar_id, source=source, found=found)))
    return _back_to(slug, calendar_id)


@blueprint.post(f"{ONE}/removal")
@access(HOST, come_back=_list)
def remove(slug: str, calendar_id: int) -> Response:
    calendar = _calendar(hosted_hub(slug), calendar_id)
    actions.remove(calendar=calendar)
    flash(_("“%(name)s” has been removed. What it blocked can be booked again.", name=calendar.name), "success")
    return redirect(_list(slug), 303)


csrf.exempt(create)
csrf.exempt(change)
"""They check their token themselves, see core.uploads."""


def _uploaded(kind: type[Any]) -> Any:
    """The form; None when it is too large."""
    try:
        uploads.allow(MOST_BYTES)
        return kind()
    except RequestEntityTooLarge:
        uploads.hear_out()
        return None


def _too_large() -> str:
    return str(_("The file is larger than 2 MB. Please export fewer entries, or leave out old ones."))


def _chosen(slug: str, form: AddForm) -> int | None:
    """The id of the space; None with an error at the field when the hub has no such space."""
    with reading():
        places = setup_of(hosted_hub(slug)).by_id
    space_id = read_id(form.space.data)
    if space_id in places:
        return space_id
    form.space.errors = [_("Please choose a place.")]
    return None


@when_refused(lambda error, slug, form, space_id: _sent_back(slug, form, error.message()))
def _look_and_add(slug: str, form: AddForm, space_id: int) -> Response:
    source, found = _looked(slug, form)
    wish = {"slug": slug, "space": space_id, "name": form.name.data, "url": source.url}
    wish |= {"content": digest(form.content.decode("latin-1"))}

    def work() -> str:
        hub = hosted_hub(slug)
        space: Space = space_of(hub.id, space_id) or abort(404)
        words.tell(actions.add(hub=hub, space=space, name=form.name.data, source=source, found=found))
        return _list(slug)

    path = transact(lambda: submit_once(form.form_key.data, wish, work))
    return redirect(f"{path}#main", 303)  # not to the form, whose address had #add


@when_refused(lambda error, slug, calendar_id, form: _edit_again(slug, calendar_id, form, error.message()))
def _look_and_change(slug: str, calendar_id: int, form: SourceForm) -> Response:
    with reading():
        _calendar(hosted_hub(slug), calendar_id)
    looked = _looked(slug, form) if form.has_source else None

    def work() -> Callable[[], None]:
        hub = hosted_hub(slug)
        calendar = _calendar(hub, calendar_id)
        is_renamed = calendar.name != form.name.data
        actions.rename(calendar=calendar, name=form.name.data)
        if looked is None:
            return lambda: saved(_("Saved."), changed=is_renamed)
        applied = actions.replace_source(hub=hub, calendar=calendar, source=looked[0], found=looked[1])
        return lambda: words.tell(applied)

    say = transact(work)
    say()
    return _back_to(slug, calendar_id)


def _looked(slug: str, form: SourceForm) -> tuple[Source, CalendarRead]:
    """What the form names, and what it says now; Unreadable."""
    with reading():
        zone = hosted_hub(slug).time_zone
    source = Source(zone, form.address, None if form.address else rules.times_only(form.content))
    with sandbox.aside():  # first: whoever is asked to come again has not used up a try
        ratelimit.hit("outside-calendars", str(current_user.id), LOOKS, PER_SECONDS)
        return source, look(source)


def _back_to(slug: str, calendar_id: int) -> Response:
    return redirect(f"{_list(slug)}#calendar-{calendar_id}", 303)


def _calendar(hub: Hub, calendar_id: int) -> OutsideCalendar:
    return queries.calendar_of(hub.id, calendar_id) or abort(404)


def _sent_back(slug: str, form: AddForm, sentence: Any = None) -> str:
    if sentence:
        form.refuse_source(sentence)
    return _page(hosted_hub(slug), form)


def _edit_again(slug: str, calendar_id: int, form: SourceForm, sentence: Any = None) -> str:
    hub = hosted_hub(slug)
    if sentence:
        form.refuse_source(sentence)
    return _edit_page(hub, _calendar(hub, calendar_id), form)


def _page(hub: Hub, form: AddForm) -> str:
    setup, moment = setup_of(hub), now()
    form.offer(setup)
    form.form_key.data = form.form_key.data or new_secret()
    form.space.data = form.space.data or request.args.get("space")
    found = queries.shown(hub, setup, moment)
    if any(one.conflicts for one in found):
        journal.note(actor_id=current_user.id, hub_slug=hub.slug, what="calendars")
    return host_page("host/calendars.html", hub, words=words, form=form, found=found, moment=moment)


def _edit_page(hub: Hub, calendar: OutsideCalendar, form: SourceForm) -> str:
    return host_page("host/calendar.html", hub, words=words, form=form, calendar=calendar)
