"""Hosts set up inductions: what they are, which spaces need them, who gives them."""

from typing import Any

from flask import Blueprint, abort, redirect, url_for
from flask_babel import gettext as _
from werkzeug import Response

from bookings.people import queries as people
from bookings.today.queries import uncovered
from core.access import HOST, access
from core.clock import now
from core.errors import DomainError
from core.refusals import page_again, when_refused
from core.said import saved
from core.text import one_line
from hubs import queries as hub_queries
from hubs.inductions import actions, queries, words
from hubs.inductions.errors import NobodyKnown
from hubs.inductions.models import Induction
from hubs.models import Hub
from hubs.people.queries import hosts_of
from hubs.setup import setup_of
from members.models import Member
from web.host.frame import host_page, hosted_hub
from web.host.induction_forms import InductionForm, TrainerForm, form_of, shown
from web.host.stale import is_outdated
from web.host.today_forms import notice

blueprint = Blueprint("host_inductions", __name__, url_prefix="/host/<slug>/inductions")
ONE = "/<int:induction_id>"


def _list(slug: str, **_args: Any) -> str:
    return url_for("host_inductions.index", slug=slug)


def _one(slug: str, induction_id: int, **_args: Any) -> str:
    return url_for("host_inductions.edit", slug=slug, induction_id=induction_id)


@blueprint.get("")
@access(HOST)
def index(slug: str) -> str:
    return _index(hosted_hub(slug), InductionForm(formdata=None, valid="never", months_minor=6))


@blueprint.post("")
@access(HOST, come_back=_list)
def create(slug: str) -> Response:
    form = InductionForm()
    if not form.validate():
        return page_again(lambda: _index(hosted_hub(slug), form))
    return _create(slug, form)


@when_refused(lambda error, slug, form: _index(hosted_hub(slug), form, notice(form, error)))
def _create(slug: str, form: InductionForm) -> Response:
    hub = hosted_hub(slug)
    induction = actions.define(hub=hub, values=form.values)
    actions.require_for(hub=hub, induction=induction, space_ids=form.space_ids)
    saved(_("The induction has been saved. Please choose who gives it."), changed=True)
    return redirect(_one(slug, induction.id), 303)


@blueprint.get(ONE)
@access(HOST)
def edit(slug: str, induction_id: int) -> str:
    hub = hosted_hub(slug)
    return _page(hub, _induction(hub, induction_id))


@blueprint.post(ONE)
@access(HOST, come_back=_one)
def change(slug: str, induction_id: int) -> Response:
    form = InductionForm()
    is_old = is_outdated(form, _there(_induction(hosted_hub(slug), induction_id)))
    if not form.validate() or is_old:
        return page_again(lambda: _again(slug, induction_id, form, None))
    return _change(slug, induction_id, form)


@when_refused(lambda error, slug, induction_id, form: _again(slug, induction_id, form, error))
def _change(slug: str, induction_id: int, form: InductionForm) -> Response:
    hub = hosted_hub(slug)
    induction = actions.define(hub=hub, values=form.values, known=_induction(hub, induction_id))
    actions.require_for(hub=hub, induction=induction, space_ids=form.space_ids)
    saved(_("The induction has been saved."), changed=True)
    return redirect(_one(slug, induction_id), 303)


@blueprint.post(f"{ONE}/deletion")
@access(HOST, come_back=_one)
def remove(slug: str, induction_id: int) -> Response:
    hub = hosted_hub(slug)
    actions.remove(hub=hub, induction=_induction(hub, induction_id))
    saved(_("The induction has been deleted: no place needs it any more."), changed=True)
    return redirect(_list(slug), 303)


@blueprint.post(f"{ONE}/trainers")
@access(HOST, come_back=_one)
def appoint(slug: str, induction_id: int) -> Response:
    form = TrainerForm()
    if not form.validate():
        return page_again(lambda: _again(slug, induction_id, None, None, form))
    return _appoint(slug, induction_id, form)


@when_refused(lambda error, slug, induction_id, form: _again(slug, induction_id, None, error, form))
def _appoint(slug: str, induction_id: int, form: TrainerForm) -> Response:
    hub = hosted_hub(slug)
    person = known_by_email(hub, form.email.data or "")
    actions.appoint(induction=_induction(hub, induction_id), member=person)
    saved(_("%(name)s can record this induction now.", name=person.name), changed=True)
    return redirect(_one(slug, induction_id), 303)


@blueprint.post(f"{ONE}/trainers/<int:member_id>/removal")
@access(HOST, come_back=_one)
def dismiss(slug: str, induction_id: int, member_id: int) -> Response:
    hub = hosted_hub(slug)
    actions.dismiss(induction=_induction(hub, induction_id), member_id=member_id)
    saved(_("No longer a trainer. What they have recorded still holds."), changed=True)
    return redirect(_one(slug, induction_id), 303)


def known_by_email(hub: Hub, email: str) -> Member:
    """One of the hub's people. NobodyKnown, whether or not the address has an account."""
    text = one_line(email)
    found = people.member_by_email(hub.id, text) or queries.known_by_email(hub, text)
    if found is None:
        raise NobodyKnown
    return found


def _induction(hub: Hub, induction_id: int) -> Induction:
    return queries.induction_in(hub.id, induction_id) or abort(404)


def _there(induction: Induction) -> dict[str, object]:
    return shown(induction, [space.id for space in queries.spaces_needing(induction.id)])


def _index(hub: Hub, form: InductionForm, error: DomainError | None = None) -> str:
    spaces = hub_queries.spaces_of(hub.id)
    form.offer(spaces)
    return host_page(
        "host/inductions.html",
        hub,
        form=form,
        error=error,
        sheets=queries.sheets_of(hub.id),
        names={space.id: space.name for space in spaces},
        uncovered=uncovered(hub, setup_of(hub), now()),
        words=words,
    )


def _again(
    slug: str,
    induction_id: int,
    form: InductionForm | None,
    error: DomainError | None,
    trainer_form: TrainerForm | None = None,
) -> str:
    hub = hosted_hub(slug)
    sent = trainer_form or form
    to_say = notice(sent, error) if error and sent else error
    return _page(hub, _induction(hub, induction_id), form, to_say, trainer_form)


def _page(
    hub: Hub,
    induction: Induction,
    form: InductionForm | None = None,
    error: DomainError | None = None,
    trainer_form: TrainerForm | None = None,
) -> str:
    form = form or form_of(_there(induction))
    form.offer(hub_queries.spaces_of(hub.id))
    trainers = queries.trainers_of(induction.id)
    ids = {trainer.id for trainer in trainers}
    return host_page(
        "host/induction.html",
        hub,
        form=form,
        error=error,
        induction=induction,
        trainers=trainers,
        trainer_form=trainer_form or TrainerForm(formdata=None),
        hosts=[host for host in hosts_of(hub) if host.id not in ids],
    )
