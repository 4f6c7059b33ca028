"""What comes back of a payment when a member cancels: a few lines of hours before the start and percent."""

from typing import Any

from flask import redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug import Response

from core.access import HOST, access
from core.errors import DomainError
from core.refusals import when_refused
from core.said import saved
from hubs import actions
from hubs.models import Hub
from hubs.refund_tiers import RefundTier
from hubs.setup import setup_of
from web.host.frame import host_page, hosted_hub
from web.host.hub_forms import refuse
from web.host.own_hubs import blueprint
from web.host.space_forms import Whole
from web.host.stale import WithSeen, is_outdated

LINES = 4


def _hours() -> Whole:
    return Whole(_l("Hours before the start"))


def _percent() -> Whole:
    return Whole(_l("Percent that come back"))


class RefundForm(WithSeen):
    hours_1, hours_2, hours_3, hours_4 = _hours(), _hours(), _hours(), _hours()
    percent_1, percent_2, percent_3, percent_4 = _percent(), _percent(), _percent(), _percent()

    @property
    def pairs(self) -> list[tuple[Whole, Whole]]:
        return [(self[f"hours_{line}"], self[f"percent_{line}"]) for line in range(1, LINES + 1)]

    @property
    def tiers(self) -> tuple[RefundTier, ...] | None:
        """None when all is empty; a line of which one half is missing counts as 0 there."""
        given = [(h.data, p.data) for h, p in self.pairs if h.data is not None or p.data is not None]
        return tuple(RefundTier(hours or 0, percent or 0) for hours, percent in given) or None


@blueprint.route("/<slug>/rules/refunds", methods=["GET", "POST"])
@access(HOST, come_back=lambda slug: url_for("host.refunds", slug=slug))
def refunds(slug: str) -> Any:
    there = setup_of(hosted_hub(slug)).refund_tiers
    form = RefundForm(data=_data(there))
    is_old = is_outdated(form, there)
    if not form.validate_on_submit() or is_old:
        return _page(hosted_hub(slug), form)
    return _save(slug, form, form.tiers != there)


@when_refused(lambda error, slug, form, is_other: _page(hosted_hub(slug), form, error))
def _save(slug: str, form: RefundForm, is_other: bool) -> Response:
    actions.set_refund_tiers(hub=hosted_hub(slug), tiers=form.tiers)
    saved(_("Saved: this is what comes back."), changed=is_other)
    return redirect(url_for("host.refunds", slug=slug), 303)


def _data(tiers: tuple[RefundTier, ...] | None) -> dict[str, int]:
    data: dict[str, int] = {}
    for line, tier in enumerate((tiers or ())[:LINES], start=1):
        data |= {f"hours_{line}": tier.hours_before, f"percent_{line}": tier.percent}
    return data


def _page(hub: Hub, form: RefundForm, error: DomainError | None = None) -> Any:
    if error:
        refuse(form, error)
    page = host_page("host/refunds.html", hub, form=form, belongs_to="host.rules")
    return page, 422 if form.errors else 200
