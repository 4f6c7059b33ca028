"""Booking rules of a hub and exceptions of a space, and the hub's prices."""

from dataclasses import asdict, dataclass, fields
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from core.access import HOST, access
from core.clock import now
from core.errors import DomainError
from core.refusals import page_again, when_refused
from core.said import saved
from hubs import actions, queries, setup_values, words
from hubs.models import Hub, Space
from hubs.rules import KINDS, LIFTED_BY_NO_LIMIT, NO_LIMIT, Rules, effective, for_kind, held_of
from hubs.setup import setup_of
from hubs.setup_rules import RuleValues
from hubs.tariffs import PRICE_FIELDS, TariffValues, price_cents
from web.host import euros, path
from web.host.frame import host_page, hosted_hub
from web.host.hub_forms import refuse
from web.host.own_hubs import blueprint
from web.host.rule_forms import EVERYBODY, PriceForm, RulesForm, SpaceRulesForm
from web.host.spaces import SPACE, hub_and_space
from web.host.stale import changed_meanwhile, is_outdated, stamp

EXAMPLES = (2, 3, 5, 8)
"""Hours whose price is computed below the form."""


@blueprint.route("/<slug>/rules", methods=["GET", "POST"])
@access(HOST, come_back=lambda slug: url_for("host.rules", slug=slug))
def rules(slug: str) -> Any:
    hub = hosted_hub(slug)
    there = asdict(_in_force(setup_of(hub).rules)) | {"marks_no_shows": hub.marks_no_shows}
    form = RulesForm(data=there | {"next": path.asked()})
    is_old = is_outdated(form, there)
    if not form.validate_on_submit() or is_old:
        return _rules_page(hub, form)
    is_other = asdict(form.values) | {"marks_no_shows": form.marks_no_shows.data} != there
    return _save_rules(slug, form, is_other)


@when_refused(lambda error, slug, form, is_other: _rules_page(hosted_hub(slug), refuse(form, error)))
def _save_rules(slug: str, form: RulesForm, is_other: bool) -> Response:
    hub = hosted_hub(slug)
    is_first_time = queries.rules_of(hub.id).get(None) is None
    if is_other or is_first_time:  # the first time they are looked at, they are the hub's own from then on
        actions.set_rules(hub=hub, values=form.values)
        actions.mark_no_shows(hub=hub, wanted=form.marks_no_shows.data)
    saved(_("The rules have been saved."), changed=is_other)
    return redirect(form.next_path or url_for("host.rules", slug=slug), 303)


@blueprint.route(f"{SPACE}/rules", methods=["GET", "POST"])
@access(HOST, come_back=lambda slug, space_id: url_for("host.space_rules", slug=slug, space_id=space_id))
def space_rules(slug: str, space_id: int) -> Any:
    hub, space = hub_and_space(slug, space_id)
    own = _own(hub, space)
    groups = [EVERYBODY] if own.groups == () else own.groups
    form = SpaceRulesForm(data=asdict(own) | {"admission": own.admission or "", "groups": groups})
    is_old = is_outdated(form, own)
    if not form.validate_on_submit() or is_old:
        return _space_rules_page(hub, space, form)
    return _save_exceptions(slug, space_id, form)


@when_refused(
    lambda error, slug, space_id, form: _space_rules_page(*hub_and_space(slug, space_id), refuse(form, error))
)
def _save_exceptions(slug: str, space_id: int, form: SpaceRulesForm) -> Response:
    hub, space = hub_and_space(slug, space_id)
    own = _own(hub, space)
    for one in [space, *(_alike(hub, space) if form.for_kind.data else [])]:
        _set_exceptions(hub, one, form.values)
    saved(
        _("The rules for %(name)s have been saved.", name=space.name),
        changed=_own(hub, space) != own or form.for_kind.data,
    )
    return redirect(url_for("host.space", slug=slug, space_id=space_id), 303)


@blueprint.post(f"{SPACE}/rules/removal")
@access(HOST, come_back=lambda slug, space_id: url_for("host.space_rules", slug=slug, space_id=space_id))
def clear_space_rules(slug: str, space_id: int) -> Any:
    hub, space = hub_and_space(slug, space_id)
    actions.clear_rules(hub=hub, space=space)
    flash(_("The hub’s rules apply to %(name)s again.", name=space.name), "success")
    return redirect(url_for("host.space", slug=slug, space_id=space_id), 303)


@blueprint.route("/<slug>/prices", methods=["GET", "POST"])
@access(HOST, come_back=lambda slug: url_for("host.prices", slug=slug))
def prices(slug: str) -> Any:
    """All kinds that the hub has, in one form: all are saved or none."""
    hub = hosted_hub(slug)
    forms = _price_forms(hub)
    if request.method == "GET":
        return _prices_page(hub, forms)
    before = queries.plain_prices_of(hub.id)
    if _is_older_form(hub, forms) or not _are_prices(forms) or not _set_tariffs(hub, forms):
        return page_again(lambda: _prices_page(hosted_hub(slug), forms))
    saved(_("The prices have been saved."), changed=queries.plain_prices_of(hub.id) != before)
    return redirect(path.asked() or url_for("host.prices", slug=slug), 303)


def _is_older_form(hub: Hub, forms: dict[str, PriceForm]) -> bool:
    """As `seen.is_outdated`, for all kinds at once: the first one says so."""
    is_old = bool(forms) and request.form.get("seen", "") not in {"", stamp(queries.plain_prices_of(hub.id))}
    for form in list(forms.values())[:1]:
        form.form_errors += [changed_meanwhile()] if is_old else []
    return is_old


def _in_force(rules: Rules) -> RuleValues:
    """As the form shows them: no limit is 0."""
    known = {field.name: getattr(rules, field.name) for field in fields(RuleValues)}
    lifted = {name: NO_LIMIT for name in LIFTED_BY_NO_LIMIT if known[name] is None}
    return RuleValues(**known | lifted)


def _own(hub: Hub, space: Space) -> RuleValues:
    return setup_values.rule_values(queries.rules_of(hub.id).get(space.id))


def _alike(hub: Hub, space: Space) -> list[Space]:
    """The hub's other spaces of the same kind."""
    return [one for one in queries.spaces_of(hub.id) if one.kind == space.kind and one.is_active and one is not space]


def _set_exceptions(hub: Hub, space: Space, values: RuleValues) -> None:
    """A form in which nothing is chosen leaves no exceptions."""
    if values == RuleValues():
        actions.clear_rules(hub=hub, space=space)
    else:
        actions.set_rules(hub=hub, space=space, values=values)


def _rules_page(hub: Hub, form: RulesForm) -> Any:
    form.offer(form.values if form.is_submitted() else _in_force(setup_of(hub).rules))
    own = queries.rules_of(hub.id)
    special = [space for space in queries.spaces_of(hub.id) if space.id in own]
    line = path.line(hub.slug, "rules", form.next_path)
    return host_page("host/rules.html", hub, form=form, special=special, line=line), 422 if form.errors else 200


def _space_rules_page(hub: Hub, space: Space, form: SpaceRulesForm) -> Any:
    own = _own(hub, space)
    held = held_of(space.kind, is_outside=space.is_outside)
    usual = for_kind(effective(queries.rules_of(hub.id).get(None)), held)
    form.offer(form.values if form.is_submitted() else own, usual)
    has_own = own != RuleValues()
    more = {"usual": usual, "has_own": has_own, "alike": _alike(hub, space)}
    page = host_page("host/space_rules.html", hub, space=space, form=form, **more)
    return page, 422 if form.errors else 200


def _price_forms(hub: Hub) -> dict[str, PriceForm]:
    prices = queries.plain_prices_of(hub.id)
    there = {place.kind for place in setup_of(hub).places} | set(prices)
    return {kind: _price_form(kind, prices.get(kind, TariffValues())) for kind in KINDS if kind in there}


def _price_form(kind: str, tariff: TariffValues) -> PriceForm:
    typed = {name: euros.written(cents) for name, cents in zip(PRICE_FIELDS, tariff, strict=True)}
    return PriceForm(data=typed, prefix=f"{kind}-")


def _are_prices(forms: dict[str, PriceForm]) -> bool:
    """Each form is looked at, so that all errors are seen at once."""
    wrong = [form for form in forms.values() if not form.validate()]
    return not wrong


def _set_tariffs(hub: Hub, forms: dict[str, PriceForm]) -> bool:
    """False when one cannot be; it then says why at its field."""
    for kind, form in forms.items():
        try:
            actions.set_tariff(hub=hub, kind=kind, values=form.values)
        except DomainError as error:
            refuse(form, error)
            return False
    return True


@dataclass(frozen=True, slots=True)
class Part:
    """The prices of one kind, with what some lengths cost now: (hours in words, cents)."""

    title: Any
    form: PriceForm
    examples: list[tuple[Any, int]]


def _prices_page(hub: Hub, forms: dict[str, PriceForm]) -> Any:
    setup, own = setup_of(hub), queries.plain_prices_of(hub.id)
    in_force = setup.prices_on(setup.day_of(now()))
    parts = [Part(words.KINDS[kind], form, _examples(in_force.get(kind))) for kind, form in forms.items()]
    target = path.asked()
    what = {"line": path.line(hub.slug, "prices", target), "target": target, "seen": stamp(own)}
    page = host_page("host/prices.html", hub, parts=parts, **what)
    return page, 422 if any(form.errors for form in forms.values()) else 200


def _examples(tariff: TariffValues | None) -> list[tuple[Any, int]]:
    if tariff is None:
        return []
    return [(words.length(hours * 60), price_cents(tariff, hours * 60)) for hours in EXAMPLES]
