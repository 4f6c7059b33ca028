"""Series as plain dicts for JSON; `web.api.series_schemas` describes them."""

from collections.abc import Iterable, Sequence
from typing import Any

from bookings.series.queries import LeftOut, PlannedDate, SeriesView
from bookings.series.rules import DAYS, Repetition
from core.api import rfc3339
from web.api.booking_presenters import described
from web.api.hub_presenters import CURRENCY


def series(view: SeriesView) -> dict[str, Any]:
    """In a fixed number of queries; none about money where all is free of charge."""
    return {
        "id": str(view.series.id),
        "hub": view.hub.slug,
        "repeat": _repeat(view.series.repetition),
        "bookings": described(view.views),
        "left_out": _left_out(view.left_out),
    }


def preview(going: Sequence[PlannedDate], prices: Sequence[int], left_out: Iterable[LeftOut]) -> dict[str, Any]:
    """`prices` in gross cents, in the order of the dates."""
    planned = [_planned(one, cents) for one, cents in zip(going, prices, strict=True)]
    return {"bookings": planned, "left_out": _left_out(left_out)}


def _planned(one: PlannedDate, cents: int) -> dict[str, Any]:
    assert one.slot is not None
    slot = one.slot
    return {
        "date": one.day.isoformat(),
        "hub": slot.hub.slug,
        "space": str(slot.place.id),
        "space_name": slot.place.told_name,
        "kind": slot.place.kind,
        "starts_at": rfc3339(slot.span.start),
        "ends_at": rfc3339(slot.span.end),
        "price_cents": cents,
        "currency": CURRENCY,
    }


def _repeat(repetition: Repetition) -> dict[str, Any]:
    return {
        "every": repetition.every,
        "unit": repetition.unit,
        "days": [DAYS[day] for day in repetition.days],
        "nth": repetition.nth,
        "until": repetition.until.isoformat() if repetition.until else None,
        "count": repetition.count,
    }


def _left_out(dates: Iterable[LeftOut]) -> list[dict[str, str]]:
    return [{"date": one.day.isoformat(), "code": one.code} for one in dates]
