"""The guided path and its last step: opening the hub, and closing it again."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from core.access import HOST, access
from core.refusals import when_refused
from hubs import draft_actions, setup_steps, setup_values
from hubs.draft_errors import NotReady
from web.host import path
from web.host.frame import host_page, hosted_hub
from web.host.own_hubs import blueprint


def to_setup(slug: str) -> str:
    return url_for("host.setup", slug=slug)


@blueprint.get("/<slug>/setup")
@access(HOST)
def setup(slug: str) -> str:
    """All steps, with what is done and what is missing."""
    return _setup_page(slug)


@blueprint.get("/<slug>/setup/next")
@access(HOST)
def next_step(slug: str) -> Any:
    """On to the step after `?after=`; after the last, or without, to the overview."""
    key = setup_steps.following(request.args.get("after", ""))
    return redirect(path.step(slug, key) if key else to_setup(slug), 303)


@blueprint.post("/<slug>/opening")
@access(HOST, come_back=to_setup)
@when_refused(lambda error, slug: _setup_page(slug, error.facts["missing"]), by=NotReady)
def open_hub(slug: str) -> Any:
    draft_actions.open_to_public(hub=hosted_hub(slug))
    flash(_("Your hub is open: everybody can see it and book there."), "success")
    return redirect(to_setup(slug), 303)


@blueprint.post("/<slug>/withdrawal")
@access(HOST, come_back=to_setup)
def close_hub(slug: str) -> Any:
    draft_actions.close_to_public(hub=hosted_hub(slug))
    flash(_("From now on, only hosts can see the hub. Existing bookings stay."), "success")
    return redirect(to_setup(slug), 303)


def _setup_page(slug: str, missing: list[Any] | None = None) -> str:
    hub = hosted_hub(slug)
    shown = [(step, path.step(slug, step.key)) for step in setup_steps.path(setup_values.progress(hub))]
    return host_page("host/setup.html", hub, steps=shown, missing=missing or [])
