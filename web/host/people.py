"""The people of a hub: who has bookings here, one person's bookings here, members of the hub, restrictions."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug import Response

from bookings.people import actions, queries
from core import journal
from core.access import HOST, access
from core.arguments import read_page
from core.clock import now
from core.formats import locale_code
from core.refusals import when_refused
from core.said import saved
from core.text import one_line
from hubs.models import Hub
from hubs.operators import actions as operator_actions
from hubs.operators import queries as operators
from hubs.people import queries as hub_people
from hubs.people import standing_actions
from hubs.setup import Setup, setup_of
from members.models import Member
from web.host.frame import host_page, hosted_hub
from web.host.people_forms import BookingsForm, RestrictForm
from web.host.team_forms import InviteForm
from web.operator.forms import GroupForm
from web.site import throttle

blueprint = Blueprint("people", __name__, url_prefix="/host/<slug>/people")
PERSON = "/<int:member_id>"
PAGE = 50
LONGEST_SEARCH = 120


def _to_index(slug: str) -> str:
    return url_for("people.index", slug=slug)


def _to_person(slug: str, member_id: int) -> str:
    return url_for("people.show", slug=slug, member_id=member_id)


@blueprint.get("")
@access(HOST)
def index(slug: str) -> Any:
    return _index(slug, InviteForm(formdata=None))


@blueprint.get(PERSON)
@access(HOST)
def show(slug: str, member_id: int) -> Any:
    return _show(slug, member_id, RestrictForm(formdata=None))


@blueprint.post("/members")
@access(HOST, come_back=_to_index)
def invite_member(slug: str) -> Any:
    """The answer is the same whether or not the address has an account: who it is, only the mailbox learns."""
    form = InviteForm()
    if not form.validate_on_submit():
        return _index(slug, form)
    throttle.mail_by_host(current_user.id, form.email.data)
    standing_actions.offer_membership(hub=hosted_hub(slug), email=form.email.data, locale=locale_code())
    flash(
        _(
            "An email is on its way to %(email)s. With the link in it, the person can become a member.",
            email=form.email.data,
        )
    )
    return redirect(_to_index(slug), 303)


@blueprint.post(f"{PERSON}/membership")
@access(HOST, come_back=_to_person)
def set_member(slug: str, member_id: int) -> Response:
    hub = hosted_hub(slug)
    is_member = request.form.get("member") == "yes"
    person = _account(hub, member_id)
    was_member = setup_of(hub).standing_of(member_id).is_member
    standing_actions.set_member(hub=hub, member=person, is_member=is_member, actor=current_user)
    text = _("Now a member of the hub.") if is_member else _("No longer a member of the hub.")
    saved(text, changed=is_member != was_member)
    return _back(hub, member_id)


@blueprint.post(f"{PERSON}/restriction")
@access(HOST, come_back=_to_person)
def restrict(slug: str, member_id: int) -> Any:
    """With a reason, which the person sees; chosen bookings are cancelled with the same reason."""
    form = RestrictForm()
    if not form.validate_on_submit():
        return _show(slug, member_id, form)
    hub = hosted_hub(slug)
    person = _account(hub, member_id)
    before = setup_of(hub).standing_of(member_id)
    reason = standing_actions.restrict(hub=hub, member=person, reason=form.reason.data, actor=current_user)
    is_new = not before.is_restricted or before.reason != reason
    if not _cancel(hub, person, form, reason) or is_new:
        saved(_("Restricted: no new bookings at this hub. The person gets your reason by email."), changed=is_new)
    return redirect(_to_person(slug, member_id), 303)


@blueprint.post(f"{PERSON}/restriction/lift")
@access(HOST, come_back=_to_person)
def lift(slug: str, member_id: int) -> Response:
    hub = hosted_hub(slug)
    was_restricted = setup_of(hub).standing_of(member_id).is_restricted
    standing_actions.lift(hub=hub, member=_account(hub, member_id), actor=current_user)
    saved(_("The restriction has been lifted: the person can book here again."), changed=was_restricted)
    return _back(hub, member_id)


@blueprint.post(f"{PERSON}/cancellations")
@access(HOST, come_back=_to_person)
def cancel(slug: str, member_id: int) -> Response:
    """Coming bookings of a restricted person, with the restriction's reason."""
    hub = hosted_hub(slug)
    person = _account(hub, member_id)
    row = hub_people.row_of(hub.id, member_id)
    if row is None or row.restricted_at is None:
        abort(404)
    if not _cancel(hub, person, BookingsForm(), row.reason):
        flash(_("You chose no booking: all stay as they are."), "info")
    return redirect(_to_person(slug, member_id), 303)


@blueprint.post(f"{PERSON}/group")
@access(HOST, come_back=_to_person)
@when_refused(lambda error, slug, member_id: _show(slug, member_id, RestrictForm(formdata=None)))
def set_group(slug: str, member_id: int) -> Any:
    """The group of the hub's operator to which the person belongs, in all of the operator's hubs."""
    hub, form = hosted_hub(slug), GroupForm()
    person = _account(hub, member_id)
    if not form.validate_on_submit():
        return _show(slug, member_id, RestrictForm(formdata=None), form)
    operator, group = operators.operator_of(hub), form.group.data or None
    until = form.valid_until.data if group else None
    before = operators.membership(member_id, operator.id)
    is_same = (before.group, before.valid_until) == (group, until) if before else group is None
    operator_actions.set_group(member=person, operator=operator, group=group, actor=current_user, valid_until=until)
    saved(_("The group is saved. It holds for new bookings."), changed=not is_same)
    return _back(hub, member_id)


def _cancel(hub: Hub, person: Member, form: BookingsForm, reason: str) -> int:
    setup = setup_of(hub)
    keys = form.keys
    done = actions.cancel_coming(hub=hub, setup=setup, member=person, keys=keys, actor=current_user, reason=reason)
    if done:
        text = ngettext("%(num)s booking has been cancelled.", "%(num)s bookings have been cancelled.", len(done))
        flash(text, "success")
    return len(done)


def _back(hub: Hub, member_id: int) -> Response:
    """To the person, or to all people when the hosts have nothing to do with this one any more."""
    is_known = queries.member_of(hub.id, member_id) is not None
    return redirect(_to_person(hub.slug, member_id) if is_known else _to_index(hub.slug), 303)


def _account(hub: Hub, member_id: int) -> Member:
    return queries.member_of(hub.id, member_id) or abort(404)


def _index(slug: str, form: InviteForm) -> Any:
    hub, page = hosted_hub(slug), read_page(request.args.get("page"))
    search = one_line(request.args.get("q", ""))[:LONGEST_SEARCH]
    found = queries.people_of(hub.id, now(), search, PAGE + 1, (page - 1) * PAGE)
    journal.note(actor_id=current_user.id, hub_slug=slug, what="people")
    text = host_page(
        "host/people/index.html",
        hub,
        people=found[:PAGE],
        has_more=len(found) > PAGE,
        page=page,
        search=search,
        hosts=hub_people.hosts_of(hub),
        form=form,
        takes_members=_takes_members(setup_of(hub)),
    )
    return text, 422 if form.errors else 200


def _show(slug: str, member_id: int, form: RestrictForm, group_form: GroupForm | None = None) -> Any:
    hub, page, moment = hosted_hub(slug), read_page(request.args.get("page")), now()
    person = queries.person_of(hub.id, member_id, moment) or abort(404)
    journal.note(actor_id=current_user.id, hub_slug=slug, what="member", subject_id=member_id)
    past = queries.past_of(hub.id, member_id, moment, PAGE + 1, (page - 1) * PAGE)
    setup = setup_of(hub)
    text = host_page(
        "host/people/show.html",
        hub,
        person=person,
        coming=queries.coming_of(hub.id, member_id, moment),
        past=past[:PAGE],
        has_more=len(past) > PAGE,
        page=page,
        form=form,
        group_form=group_form or _group_form(member_id, setup.operator.id),
        operator_name=setup.operator.legal_name,
        takes_members=_takes_members(setup),
    )
    return text, 422 if form.errors or (group_form and group_form.errors) else 200


def _group_form(member_id: int, operator_id: int) -> GroupForm:
    row = operators.membership(member_id, operator_id)
    data = {"group": row.group, "valid_until": row.valid_until} if row else {}
    return GroupForm(formdata=None, data=data)


def _takes_members(setup: Setup) -> bool:
    """Whether it matters anywhere in the hub who is a member of it."""
    return any(place.rules.admission != "everyone" for place in setup.places) or setup.rules.admission != "everyone"
