"""How the site is doing, and the jobs with a button to run one now."""

from typing import Any

from flask import Blueprint, Flask, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from core import jobs, overview
from core.access import ADMIN, access
from web.admin import presenting
from web.admin.frame import admin_page

blueprint = Blueprint("admin", __name__, url_prefix="/admin")


@blueprint.get("")
@access(ADMIN)
def index() -> str:
    return admin_page("admin/index.html", seen=overview.overview(_app()))


@blueprint.get("/jobs")
@access(ADMIN)
def job_list() -> str:
    """Those that fail stand first."""
    states = sorted(jobs.states(_app()), key=lambda state: (not state.failures, str(state.words.title)))
    return admin_page("admin/jobs.html", states=states, is_silent=jobs.is_silent())


@blueprint.get("/jobs/<name>")
@access(ADMIN)
def job(name: str) -> Any:
    """Asked by the page's own script (htmx), how one job is doing; else the page, read anew."""
    found = next((state for state in jobs.states(_app()) if state.name == name), None) or abort(404)
    if request.headers.get("HX-Request"):
        return render_template("admin/_job.html", state=found, is_silent=jobs.is_silent())
    return redirect(f"{url_for('.job_list')}#{name}", 303)


@blueprint.post("/jobs/<name>/run")
@access(ADMIN, come_back=lambda name: url_for("admin.job_list"))
def run_job(name: str) -> Any:
    """Make the job due; a scheduler takes it within seconds."""
    wanted = jobs.registry(_app()).get(name) or abort(404)
    title = jobs.words_of(_app(), name).title
    if not jobs.request_run(wanted):
        flash(_("“%(job)s” is running right now.", job=title), "info")
    elif jobs.is_silent():
        flash(_("“%(job)s” is due now, but no scheduler seems to be running to do it.", job=title), "warning")
    else:
        flash(_("“%(job)s” will start within a few seconds. The result will be shown here.", job=title), "info")
    return redirect(f"{url_for('.job_list')}#{name}", 303)


@blueprint.context_processor
def words() -> dict[str, Any]:
    return {name: getattr(presenting, name) for name in ("moment", "rhythm", "took", "size", "badge_of")}


def _app() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined, no-any-return]
