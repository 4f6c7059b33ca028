"""A member's series of bookings, for programs."""

from datetime import date, datetime
from typing import Any

from flask import Response, abort, url_for
from flask_login import current_user

from bookings.cover import Choice
from bookings.errors import EndBeforeStart, NotOnGrid, SlotTaken
from bookings.series import actions, changing_actions, queries
from bookings.series.actions import ChosenDate
from bookings.series.changing_actions import SeriesMove
from bookings.series.errors import DatesTaken, NoDateLeft
from bookings.series.queries import LeftOut, PlannedDate, SeriesView, SeriesWish, left_out_of
from bookings.series.rules import DAYS, Repetition
from bookings.subject import Subject
from bookings.walltime import minutes_on
from core.access import MEMBER, access
from core.api import Blueprint, also_answers, answer, needs_token, problems
from core.clock import local
from core.errors import DomainError
from core.idempotency import documented, idempotent
from hubs.rules import Rules
from hubs.setup import setup_of
from payments.quoting import quotes_of
from payments.terms.rules import BY_PROGRAM
from web.api import series_presenters, series_schemas
from web.api.wanted_places import given_answers, place_in, wanted_places

blueprint = Blueprint("series_api", __name__, description="The caller's own series of bookings")
LOCATION = {"Location": {"description": "where the series is", "required": True, "schema": {"type": "string"}}}


@blueprint.post("/series")
@blueprint.arguments(series_schemas.NewSeries)
@blueprint.response(201, series_schemas.SeriesSchema, headers=LOCATION)
@also_answers(blueprint, 200, series_schemas.SeriesPreview)
@documented(blueprint)
@problems(blueprint, 400, 403, 413, 415, 422)
@also_answers(blueprint, 409, series_schemas.SeriesProblem, "application/problem+json")
@needs_token(blueprint)
@idempotent
@access(MEMBER)
def create(wanted: dict[str, Any]) -> Response:
    """Book a space, or any free one of a kind in a hub, on each date of a repetition: all of them at once."""
    wish = _wish(wanted)
    planned = queries.plan(wish, current_user.id, elsewhere_too=wanted["when_taken"] == "other_space")
    going, left_out = _chosen(planned, wanted["when_taken"])
    occurrences = [ChosenDate(one.day, one.slot) for one in going if one.slot is not None]
    choice = Choice(way=wanted.get("way", ""), for_employer=wanted["for_employer"], terms=(BY_PROGRAM,))
    if wanted["preview"]:
        quotes = quotes_of([one.slot for one in occurrences], current_user, choice)
        return answer(series_presenters.preview(going, [quote.gross_cents for quote in quotes], left_out))
    made = actions.book_series(
        member=current_user,
        wish=wish,
        occurrences=occurrences,
        left_out=left_out,
        title=wanted["title"],
        choice=choice,
        answers=given_answers(wanted),
    )
    assert made.series is not None
    response = _details(_own(str(made.series.id)), 201)
    response.headers["Location"] = url_for("series_api.show", series_id=made.series.id)
    return response


@blueprint.get("/series/<series_id>")
@blueprint.response(200, series_schemas.SeriesSchema)
@problems(blueprint, 404)
@needs_token(blueprint)
@access(MEMBER)
def show(series_id: str) -> Response:
    """One of the caller's series with all its bookings."""
    return _details(_own(series_id))


@blueprint.patch("/series/<series_id>")
@blueprint.arguments(series_schemas.SeriesChanges)
@blueprint.response(200, series_schemas.SeriesSchema)
@problems(blueprint, 400, 404, 413, 415, 422)
@also_answers(blueprint, 409, series_schemas.SeriesProblem, "application/problem+json")
@needs_token(blueprint)
@access(MEMBER)
def change(changes: dict[str, Any], series_id: str) -> Response:
    """Move all dates from a day on to other times or another space of the hub, all or nothing. Those that are over or
    were moved by themselves stay."""
    view = _own(series_id)
    first = _day(changes["first"], view)
    place = place_in(setup_of(view.hub), changes["space"]) if "space" in changes else None
    times, shift = _times(view, first, changes) if "starts_at" in changes else (None, 0)
    wanted = SeriesMove(first=first, times=times, shift=shift, place=place)
    changing_actions.move_series(view=view, member=current_user, wanted=wanted)
    return _details(_own(series_id))


@blueprint.post("/series/<series_id>/cancellation")
@blueprint.arguments(series_schemas.SeriesRange)
@blueprint.response(200, series_schemas.SeriesSchema)
@problems(blueprint, 400, 404, 409, 413, 415, 422)
@needs_token(blueprint)
@access(MEMBER)
def cancel(wanted: dict[str, Any], series_id: str) -> Response:
    """Cancel the dates of a range that can still be cancelled, or all; what is cancelled stays so."""
    view = _own(series_id)
    first = _day(wanted["first"], view) if "first" in wanted else None
    last = _day(wanted["last"], view) if "last" in wanted else None
    changing_actions.cancel_series(view=view, member=current_user, first=first, last=last)
    return _details(_own(series_id))


def _own(series_id: str) -> SeriesView:
    return queries.series_of(current_user.id, series_id) or abort(404)


def _times(view: SeriesView, first: date, changes: dict[str, Any]) -> tuple[tuple[int, int], int]:
    """The wanted times of the clock, and by how many days the first date moves."""
    start, end, zone = changes["starts_at"], changes["ends_at"], view.hub.time_zone
    _check_minutes(start, end, setup_of(view.hub).rules)
    day, coming = local(start, zone).date(), changing_actions.movable(view, first)
    shift = (day - coming[0].day).days if coming else 0
    return (minutes_on(day, start, zone), minutes_on(day, end, zone)), shift


def _check_minutes(start: datetime, end: datetime, rules: Rules) -> None:
    """NotOnGrid for what is no whole minute, EndBeforeStart."""
    if any(moment.second or moment.microsecond for moment in (start, end)):
        raise NotOnGrid(grid_minutes=rules.grid_minutes)
    if end <= start:
        raise EndBeforeStart


def _day(given: date | datetime, view: SeriesView) -> date:
    return local(given, view.hub.time_zone).date() if isinstance(given, datetime) else given


def _wish(wanted: dict[str, Any]) -> SeriesWish:
    hub, setup, places = wanted_places(wanted)
    subject = Subject(hub, setup, places[0].kind, places[0] if "space" in wanted or len(places) == 1 else None)
    start, end, zone = wanted["starts_at"], wanted["ends_at"], hub.time_zone
    _check_minutes(start, end, subject.sample.rules)
    day = local(start, zone).date()
    times = minutes_on(day, start, zone), minutes_on(day, end, zone)
    return SeriesWish(subject, _repetition(wanted["repeat"]), day, *times)


def _repetition(repeat: dict[str, Any]) -> Repetition:
    days = tuple(sorted({DAYS.index(day) for day in repeat["days"]}))
    return Repetition(
        every=repeat["every"],
        unit=repeat["unit"],
        days=days,
        nth=repeat.get("nth"),
        until=repeat.get("until"),
        count=repeat.get("count"),
    )


def _chosen(planned: list[PlannedDate], when_taken: str) -> tuple[list[PlannedDate], list[LeftOut]]:
    """What is booked, and what is left out. DatesTaken; when nothing is left, what the first date is refused for."""
    left_out = [left_out_of(one) for one in planned if one.slot is None]
    taken = [one.day for one in planned if one.is_taken]
    if when_taken == "fail" and taken:
        raise DatesTaken(days=taken)
    going = [one for one in planned if one.slot is not None]
    if not going:
        raise _first_error(planned)
    return going, left_out


def _first_error(planned: list[PlannedDate]) -> DomainError:
    error = next((one.error for one in planned if one.error is not None), None)
    if error is None or isinstance(error, SlotTaken):
        return NoDateLeft()
    return error


def _details(view: SeriesView, status: int = 200) -> Response:
    return answer(series_presenters.series(view), status)
