"""Hubs and spaces as plain dicts for JSON; `web.api.hub_schemas` describes them."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from core.api import rfc3339
from hubs.models import Hub
from hubs.operators.words import vat_note, vat_told
from hubs.questions.rules import QuestionFacts
from hubs.quotas.rules import QuotaFacts
from hubs.rules import NO_LIMIT, Rules
from hubs.setup import Place, Setup, open_state
from hubs.tariffs import TariffValues

CURRENCY = "EUR"


def hub_card(hub: Hub) -> dict[str, Any]:
    return {
        "slug": hub.slug,
        "name": hub.name,
        "village": hub.village,
        "municipality": hub.municipality.name,
        "address": hub.address,
        "lat": hub.lat,
        "lon": hub.lon,
        "time_zone": hub.time_zone,
        "step_free": hub.step_free,
        "staffed": hub.staffed,
    }


def hub_summary(hub: Hub, setup: Setup, moment: datetime) -> dict[str, Any]:
    state = open_state(hub, setup, moment)
    return hub_card(hub) | {
        "opening_hours": hub.opening_hours,
        "open_now": state.is_open,
        "open_until": _or_none(state.until),
        "opens_at": _or_none(state.opens_at),
    }


def hub_details(hub: Hub, setup: Setup, moment: datetime, locale: str) -> dict[str, Any]:
    return hub_summary(hub, setup, moment) | {
        "phone": hub.phone,
        "email": hub.email,
        "amenities": list(hub.amenities),
        "description": hub.text("description", locale),
        "arrival": hub.text("arrival", locale),
        "house_rules": hub.text("house_rules", locale),
        "rules": rules_of_hub(setup.rules),
        "operator": {"slug": setup.operator.slug, "name": setup.operator.legal_name},
        **_vat(setup, moment),
        "prices": {kind: _prices(tariff) for kind, tariff in setup.prices_on(setup.day_of(moment)).items()},
        "spaces": [_space(place, setup.rules) for place in setup.places],
        **_limits_and_questions(setup),
    }


def _limits_and_questions(setup: Setup) -> dict[str, Any]:
    """Most hubs have none."""
    found: dict[str, Any] = {}
    if setup.quotas:
        found["quotas"] = [_quota(quota) for quota in setup.quotas]
    if setup.questions:
        found["questions"] = [_question(question) for question in setup.questions]
    return found


def _quota(quota: QuotaFacts) -> dict[str, Any]:
    about = {"kind": quota.kind, "group": quota.group}
    shown = {name: value for name, value in about.items() if value}
    return {"unit": quota.unit, "most": quota.most if quota.most != NO_LIMIT else None, **shown}


def _question(question: QuestionFacts) -> dict[str, Any]:
    lists = {"choices": list(question.choices), "space_kinds": list(question.space_kinds)}
    shown = {name: value for name, value in lists.items() if value}
    return {
        "id": str(question.id),
        "text": question.text,
        "kind": question.kind,
        "required": question.required,
        **shown,
    }


def rules_of_hub(rules: Rules) -> dict[str, Any]:
    """What holds for its spaces unless they differ; how these are held against the hours is said of lockers only."""
    return {name: value for name, value in asdict(rules).items() if name != "held"}


def differing_rules(rules: Rules, usual: Rules) -> dict[str, Any]:
    """Those of a space's rules that are not as in its hub."""
    if rules == usual:
        return {}
    ours, theirs = asdict(usual), asdict(rules)
    return {name: value for name, value in theirs.items() if value != ours[name]}


def _space(place: Place, usual: Rules) -> dict[str, Any]:
    space: dict[str, Any] = {
        "id": str(place.id),
        "name": place.name,
        "kind": place.kind,
        "capacity": place.capacity,
        "features": list(place.features),
        "room": str(place.room_id) if place.room_id is not None else None,
        "turnaround_minutes": int(place.turnaround.total_seconds() // 60),
    }
    if own := differing_rules(place.rules, usual):
        space["rules"] = own
    if place.is_confidential:
        space["confidential"] = True
    if place.needs:
        space["inductions"] = [induction.name for induction in place.needs]
    return space


def _vat(setup: Setup, moment: datetime) -> dict[str, Any]:
    vat = vat_told(setup, setup.day_of(moment))
    return {"vat_percent": vat.rate if vat and vat.rate else None, "vat_note": vat_note(vat) or None}


def _prices(tariff: TariffValues) -> dict[str, Any]:
    known = {
        "hour_cents": tariff.hour,
        "half_day_cents": tariff.half_day,
        "day_cents": tariff.day,
        "currency": CURRENCY,
    }
    return known if tariff.month is None else known | {"month_cents": tariff.month}


def _or_none(moment: datetime | None) -> str | None:
    return rfc3339(moment) if moment else None
