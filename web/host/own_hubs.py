"""The way in for hosts: their hubs, and a new one."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from core.access import OPENS_HUBS, access
from core.idempotent_form import submit_once
from core.refusals import when_refused
from core.tokens import new_secret
from hubs import draft_actions, queries
from hubs.models import Municipality
from hubs.setup_rules import HubValues
from hubs.setup_values import PROPOSED_HOURS
from web.host import path, position
from web.host.hub_forms import NewHubForm, refuse
from web.host.menu import DAY

blueprint = Blueprint("host", __name__, url_prefix="/host")

FIELDS = {"lat": "position", "lon": "position", "municipality.key": "municipality", "slug": "name"}


@blueprint.get("")
@access(OPENS_HUBS)
def index() -> str:
    """The hubs that one hosts, and the way to a new one."""
    hubs = queries.hubs_of(current_user.hosted)
    return render_template("host/index.html", hubs=hubs, daily=DAY[0].endpoint)


@blueprint.route("/new", methods=["GET", "POST"])
@access(OPENS_HUBS, come_back=lambda: url_for("host.new"))
def new() -> Any:
    """A draft is made of few answers; everything else follows on the guided path."""
    towns = queries.municipalities()
    form = NewHubForm()
    form.offer(towns)
    if not form.validate_on_submit():
        return _new_page(form, towns)
    return _start_once(form, towns)


@when_refused(lambda error, form, towns: _new_page(refuse(form, error, FIELDS), queries.municipalities()))
def _start_once(form: NewHubForm, towns: list[Municipality]) -> Response:
    return redirect(submit_once(form.form_key.data, form.data, lambda: _start(form, towns)), 303)


def _start(form: NewHubForm, towns: list[Municipality]) -> str:
    town = next(town for town in towns if town.key == form.municipality.data)
    lat, lon = form.where or (town.lat, town.lon)
    values = HubValues(
        slug="draft",  # the action makes one of the name
        name=form.name.data,
        village=form.village.data,
        municipality_key=town.key,
        address=form.address.data,
        lat=lat,
        lon=lon,
        opening_hours=PROPOSED_HOURS,
    )
    hub = draft_actions.start(member_id=current_user.id, values=values)
    flash(_("Your hub has been created. Only you can see it so far; these steps lead to the opening."), "success")
    return path.step(hub.slug, "hub")


def _new_page(form: NewHubForm, towns: list[Municipality]) -> Any:
    form.form_key.data = form.form_key.data or new_secret()
    chart = position.chart(towns, form.where)
    return render_template("host/new.html", form=form, chart=chart, towns=towns), 422 if form.errors else 200
