"""Who has an induction: record it, take it back. Trainers see their own ones, hosts those of the hub."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug import Response

from bookings.people import queries as people
from bookings.today.queries import uncovered
from core import journal
from core.access import TRAINER, access
from core.arguments import read_id
from core.clock import now
from core.errors import DomainError
from core.refusals import when_refused
from core.said import saved
from core.text import one_line
from hubs.inductions import actions, queries, words
from hubs.inductions.errors import NobodyKnown
from hubs.inductions.models import Induction
from hubs.models import Hub
from hubs.queries import any_hub
from hubs.setup import setup_of
from members.models import Member
from web.host.induction_forms import GrantForm, RevokeForm, seen_text
from web.host.inductions import known_by_email

blueprint = Blueprint("trainer", __name__, url_prefix="/trainer/<slug>")
ONE = "/inductions/<int:induction_id>"
MOST_FOUND = 20
LONGEST_SEARCH = 254


def _one(slug: str, induction_id: int, **_args: Any) -> str:
    return url_for("trainer.show", slug=slug, induction_id=induction_id)


@blueprint.get("")
@access(TRAINER)
def index(slug: str) -> str:
    hub = _hub(slug)
    mine = queries.trained_by(current_user.id, hub.id)
    shown = [one for one in queries.inductions_of(hub.id) if one.id in mine or current_user.hosts(slug)]
    return render_template("trainer/index.html", hub=hub, inductions=shown, words=words)


@blueprint.get(ONE)
@access(TRAINER)
def show(slug: str, induction_id: int) -> str:
    return _page(slug, induction_id, None)


@blueprint.post(f"{ONE}/grants")
@access(TRAINER, come_back=_one)
@when_refused(lambda error, slug, induction_id: _page(slug, induction_id, error))
def grant(slug: str, induction_id: int) -> Response:
    hub = _hub(slug)
    induction = _induction(hub, induction_id)
    key = read_id(request.form.get("member")) or abort(400)
    person = people.member_of(hub.id, key) or queries.known(hub, key) or abort(404)
    form = GrantForm()
    row = actions.grant(
        hub=hub,
        induction=induction,
        member=person,
        by=current_user,
        is_minor=bool(form.minor.data),
        seen=form.seen_grant,
    )
    until = words.until(row.ends_at, hub.time_zone)
    saved(_("Recorded: %(name)s has the induction, %(until)s.", name=person.name, until=until), changed=True)
    return redirect(_one(slug, induction_id), 303)


@blueprint.post(f"{ONE}/grants/<int:grant_id>/revocation")
@access(TRAINER, come_back=_one)
@when_refused(lambda error, slug, induction_id, grant_id: _page(slug, induction_id, error))
def revoke(slug: str, induction_id: int, grant_id: int) -> Response:
    hub = _hub(slug)
    induction = _induction(hub, induction_id)
    row = queries.grant_in(induction.id, grant_id) or abort(404)
    was_open = row.revoked_at is None
    actions.revoke(hub=hub, induction=induction, row=row, reason=RevokeForm().reason.data or "")
    saved(_("The induction has been taken back. The person will get an email."), changed=was_open)
    if was_open and (left := _left_without(hub, row.member_id)):
        flash(
            ngettext(
                "The person has %(num)s upcoming booking that needs it. It stands, but check-in will be refused.",
                "The person has %(num)s upcoming bookings that need it. They stand, but check-in will be refused.",
                left,
            ),
            "warning",
        )
    return redirect(_one(slug, induction_id), 303)


def _left_without(hub: Hub, member_id: int) -> int:
    found = [entry.booking for entry, _lacks in uncovered(hub, setup_of(hub), now())]
    return sum(one.member_id == member_id and not one.is_confidential for one in found)


def _hub(slug: str) -> Hub:
    return any_hub(slug) or abort(404)


def _induction(hub: Hub, induction_id: int) -> Induction:
    """One that is theirs to give, or for hosts any of the hub."""
    found = queries.induction_in(hub.id, induction_id) or abort(404)
    if not current_user.hosts(hub.slug) and found.id not in queries.trained_by(current_user.id, hub.id):
        abort(404)
    return found


def _page(slug: str, induction_id: int, error: DomainError | None) -> str:
    hub = _hub(slug)
    induction = _induction(hub, induction_id)
    journal.note(actor_id=current_user.id, hub_slug=slug, what="inductions")
    search = one_line(request.args.get("q", ""))[:LONGEST_SEARCH]
    found, nobody = _found(hub, search)
    asking = queries.asking(induction.id)
    return render_template(
        "trainer/show.html",
        hub=hub,
        induction=induction,
        trainees=queries.trainees_of(induction.id),
        asking=asking,
        found=found,
        seen=queries.seen_of(induction.id, [person.id for person in (*asking, *found)]),
        mark=seen_text,
        search=search,
        nobody=nobody,
        gives=induction.id in queries.trained_by(current_user.id, hub.id),
        error=error,
        moment=now(),
        revoke_form=RevokeForm(formdata=None),
        words=words,
    )


def _found(hub: Hub, search: str) -> tuple[list[Member], DomainError | None]:
    """Whom the search names: by address anybody whom the hub knows; by a part of the name for hosts, who see all its
    people anyway."""
    if not search:
        return [], None
    if "@" in search or not current_user.hosts(hub.slug):
        try:
            return [known_by_email(hub, search)], None
        except NobodyKnown as error:
            return [], error
    named = people.people_of(hub.id, now(), search, MOST_FOUND, 0)
    return [member for one in named if (member := people.member_of(hub.id, one.id))], None
