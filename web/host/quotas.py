"""How much of a week one person may book: what holds, a new quota, and taking one away."""

from flask import Blueprint, abort, redirect, url_for
from flask_babel import gettext as _
from werkzeug import Response

from core.access import HOST, access
from core.errors import DomainError
from core.refusals import page_again, when_refused
from core.said import saved
from hubs.models import Hub
from hubs.quotas import actions, queries, words
from hubs.words import GROUPS
from web.host.frame import host_page, hosted_hub
from web.host.quota_forms import QuotaForm
from web.host.today_forms import notice

blueprint = Blueprint("host_quotas", __name__, url_prefix="/host/<slug>/quotas")


def _list(slug: str, **_args: int) -> str:
    return url_for("host_quotas.index", slug=slug)


@blueprint.get("")
@access(HOST)
def index(slug: str) -> str:
    return _page(hosted_hub(slug), QuotaForm(formdata=None))


@blueprint.post("")
@access(HOST, come_back=_list)
def create(slug: str) -> Response:
    form = QuotaForm()
    if not form.validate():
        return page_again(lambda: _page(hosted_hub(slug), form))
    return _create(slug, form)


@when_refused(lambda error, slug, form: _page(hosted_hub(slug), form, notice(form, error)))
def _create(slug: str, form: QuotaForm) -> Response:
    actions.set_quota(hub=hosted_hub(slug), quota=form.values)
    saved(_("The limit has been saved. It holds for new bookings."), changed=True)
    return redirect(_list(slug), 303)


@blueprint.post("/<int:quota_id>/removal")
@access(HOST, come_back=_list)
def remove(slug: str, quota_id: int) -> Response:
    hub = hosted_hub(slug)
    actions.remove(hub=hub, quota=queries.quota_in(hub.id, quota_id) or abort(404))
    saved(_("The limit no longer holds."), changed=True)
    return redirect(_list(slug), 303)


def _page(hub: Hub, form: QuotaForm, error: DomainError | None = None) -> str:
    there = queries.quotas_of(hub.id)
    return host_page("host/quotas.html", hub, form=form, error=error, quotas=there, words=words, groups=GROUPS)
