"""Inductions as visitors and members see them: what a hub's spaces need, who has it, and asking for it."""

from datetime import datetime
from typing import Any, NamedTuple

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup
from werkzeug import Response

from core.access import MEMBER, access
from core.clock import now
from hubs.inductions import actions, queries, words
from hubs.inductions.models import Induction, InductionGrant
from hubs.models import Hub
from hubs.queries import any_hub
from hubs.rules import is_visible
from hubs.setup import Setup, setup_of
from members.models import Member

blueprint = Blueprint("inductions", __name__, url_prefix="/hubs/<slug>/inductions")


class InductionOffered(NamedTuple):
    """An induction that spaces of the hub need; `grant` and `has_asked` are those of whoever looks."""

    induction: Induction
    spaces: list[str]
    grant: InductionGrant | None
    has_asked: bool


def section(hub: Hub, setup: Setup, moment: datetime) -> Markup:
    """For the page of the hub; nothing, and no query, where no space needs one."""
    if not setup.needs:
        return Markup()
    offered = _offered(hub, setup)
    trains = current_user.is_authenticated and (current_user.hosts(hub.slug) or current_user.trains(hub.slug))
    shown = {"hub": hub, "offered": offered, "moment": moment, "trains": trains, "words": words}
    return Markup(render_template("site/hubs/_inductions.html", **shown))  # noqa: S704 - escaped by the template


def panel(member: Member) -> Markup:
    """For the profile: which inductions the member has, and where they give some."""
    own, trained_in = queries.own_grants(member.id), queries.hubs_trained_in(member.id)
    if not own and not trained_in:
        return Markup()
    shown = {"own": own, "trained_in": trained_in, "moment": now(), "words": words}
    return Markup(render_template("site/account/_inductions.html", **shown))  # noqa: S704 - escaped by the template


def _back(slug: str, **_args: Any) -> str:
    return url_for("hubs.show", slug=slug, _anchor="inductions")


@blueprint.post("/<int:induction_id>/wish")
@access(MEMBER, come_back=_back)
def ask(slug: str, induction_id: int) -> Response:
    hub, induction = _wanted(slug, induction_id)
    actions.ask(hub=hub, induction=induction, member=current_user)
    flash(
        _(
            "You have asked for the induction. The trainers will write to you: "
            "they can see your name and email address now."
        )
    )
    return redirect(_back(slug), 303)


@blueprint.post("/<int:induction_id>/wish/withdrawal")
@access(MEMBER, come_back=_back)
def take_back(slug: str, induction_id: int) -> Response:
    _hub, induction = _wanted(slug, induction_id)
    actions.take_back_wish(induction=induction, member_id=current_user.id)
    flash(_("You no longer ask for the induction."))
    return redirect(_back(slug), 303)


def _wanted(slug: str, induction_id: int) -> tuple[Hub, Induction]:
    """One that is shown on the hub's page."""
    hub = any_hub(slug)
    if hub is None or not is_visible(is_public=hub.is_public, is_host=current_user.hosts(slug)):
        abort(404)
    needed = {one.id for needs in setup_of(hub).needs.values() for one in needs}
    induction = queries.induction_in(hub.id, induction_id) if induction_id in needed else None
    return hub, induction or abort(404)


def _offered(hub: Hub, setup: Setup) -> list[InductionOffered]:
    """By name. Two queries more for who is logged in."""
    spaces: dict[int, list[str]] = {}
    for place in setup.places:
        for needed in place.needs:
            spaces.setdefault(needed.id, []).append(place.name)
    who = current_user.id if current_user.is_authenticated else None
    grants = {own.induction.id: own.grant for own in queries.own_grants(who)} if who else {}
    asked = queries.asked_by(who, hub.id) if who else set()
    return [
        InductionOffered(one, spaces[one.id], grants.get(one.id), one.id in asked)
        for one in queries.inductions_of(hub.id)
        if one.id in spaces
    ]
