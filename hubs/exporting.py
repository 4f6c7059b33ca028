"""A hub as its file describes it, read from the database."""

from hubs import queries
from hubs.hub_file import (
    TABLES,
    HubFile,
    InductionPart,
    MunicipalityPart,
    PlanPart,
    PricePart,
    QuestionPart,
    QuotaPart,
    RulesPart,
    SpacePart,
    SpotPart,
    TextPart,
)
from hubs.inductions import queries as induction_queries
from hubs.inductions.models import Induction
from hubs.models import BookingRules, Hub, Space
from hubs.operators import queries as operators
from hubs.plan import queries as plan_queries
from hubs.questions import queries as question_queries
from hubs.questions.models import Question
from hubs.quotas import queries as quota_queries
from hubs.tariffs import PRICE_FIELDS


def file_of(hub: Hub) -> HubFile:
    """The file from which `hubs set` makes this hub; what was put away is not in it."""
    spaces = [space for space in queries.spaces_of(hub.id) if space.is_active]
    rules = queries.rules_of(hub.id)
    names = {space.id: space.name for space in spaces}
    inductions = induction_queries.inductions_of(hub.id)
    needed = {
        space_id: [one.name for one in inductions if one.id in ids]
        for space_id, ids in induction_queries.needs_of(hub.id).items()
    }
    shared = {name: getattr(hub, name) for name in HubFile.model_fields if name not in (*TABLES, "operator")}
    return HubFile(
        **shared,
        operator=operators.slug_unless_usual(hub),
        municipality=_municipality(hub),
        de=_texts(hub, "de"),
        en=_texts(hub, "en"),
        rules=_rules(rules.get(None)) or RulesPart(),
        quotas=[QuotaPart(**one.facts._asdict()) for one in quota_queries.quotas_of(hub.id)] or None,
        questions=[_question(one) for one in question_queries.questions_of(hub.id)] or None,
        prices=_prices(hub),
        plan=_plan(hub),
        inductions=[_induction(one) for one in inductions] or None,
        spaces=[_space(space, names, rules.get(space.id), needed.get(space.id, [])) for space in spaces],
    )


def _municipality(hub: Hub) -> MunicipalityPart:
    return MunicipalityPart(**{name: getattr(hub.municipality, name) for name in MunicipalityPart.model_fields})


def _texts(hub: Hub, language: str) -> TextPart:
    return TextPart(**{name: getattr(hub, f"{name}_{language}") for name in TextPart.model_fields})


def _prices(hub: Hub) -> dict[str, PricePart]:
    return {
        kind: PricePart(**dict(zip(PRICE_FIELDS, prices, strict=True)))
        for kind, prices in queries.plain_prices_of(hub.id).items()
    }


def _rules(row: BookingRules | None) -> RulesPart | None:
    if row is None:
        return None
    known = {name: getattr(row, name) for name in RulesPart.model_fields}
    return RulesPart(**known | {"groups": None if row.groups is None else list(row.groups)})


def _question(row: Question) -> QuestionPart:
    facts = row.facts
    more = {"choices": list(facts.choices), "space_kinds": list(facts.space_kinds)}
    return QuestionPart(text=facts.text, kind=facts.kind, required=facts.required, **more)


def _plan(hub: Hub) -> PlanPart | None:
    drawn = plan_queries.drawn(hub.id)
    if drawn is None:
        return None
    spots = {i.name: SpotPart(x=i.x + 1, y=i.y + 1, width=i.width, height=i.height) for i in drawn.items.values()}
    return PlanPart(columns=drawn.plan.columns, rows=drawn.plan.rows, spots=spots)


def _induction(row: Induction) -> InductionPart:
    return InductionPart(
        name=row.name,
        text=row.text,
        months=row.months,
        months_minor=row.months_minor,
        until=row.until_date,
        lapses_after_months=row.lapses_after_months,
    )


def _space(space: Space, names: dict[int, str], rules: BookingRules | None, inductions: list[str]) -> SpacePart:
    return SpacePart(
        name=space.name,
        kind=space.kind,
        capacity=space.capacity,
        features=list(space.features),
        turnaround_minutes=space.turnaround_minutes,
        is_outside=space.is_outside,
        inductions=inductions,
        confidential=space.is_confidential,
        outer_name=space.outer_name,
        room=names.get(space.room_id) if space.room_id else None,
        rules=_rules(rules),
    )
