"""A member's own bookings, for programs."""

from typing import Any

from flask import Response, abort, url_for
from flask_login import current_user

from bookings import actions, moving_actions, queries
from bookings.answering import answers_of
from bookings.cover import Choice
from bookings.groups import actions as group_actions
from bookings.groups import queries as group_queries
from bookings.groups.actions import WantedPlace
from bookings.models import Booking
from bookings.queries import BookingView
from bookings.slots import Slot, slots_at
from core.access import MEMBER, access
from core.api import Blueprint, also_answers, answer, needs_token, problems
from core.clock import now
from core.idempotency import documented, idempotent
from core.timespans import Interval
from hubs.models import Hub
from hubs.setup import Place, place_of, setup_of
from payments.queries import account_of_booking
from payments.terms.rules import BY_PROGRAM
from web.api import booking_presenters, booking_schemas
from web.api.cursors import cursor_behind
from web.api.wanted_places import given_answers, group_places, place_in, wanted_places

blueprint = Blueprint("bookings_api", __name__, description="The caller's own bookings")
LOCATION = {"Location": {"description": "where the booking is", "required": True, "schema": {"type": "string"}}}
BOOKED = {"oneOf": [booking_schemas.BookingSchema, booking_schemas.GroupSchema]}


@blueprint.post("/bookings")
@blueprint.arguments(booking_schemas.NewBooking)
@blueprint.response(201, BOOKED, headers=LOCATION)
@documented(blueprint)
@problems(blueprint, 400, 403, 413, 415, 422)
@also_answers(blueprint, 409, booking_schemas.GroupProblem, "application/problem+json")
@needs_token(blueprint)
@idempotent
@access(MEMBER)
def create(wanted: dict[str, Any]) -> Response:
    """Book a space, any free one of a kind in a hub, or several spaces of one hub: these all or nothing."""
    if "spaces" in wanted:
        return _create_group(wanted)
    hub, setup, places = wanted_places(wanted)
    slots = slots_at(hub, setup, places, Interval(wanted["starts_at"], wanted["ends_at"]))
    choice, answers = _choice(wanted), given_answers(wanted)
    if "space" in wanted:
        booking = actions.book(
            member=current_user, slot=slots[0], title=wanted["title"], choice=choice, answers=answers
        )
    else:
        booking = actions.book_any(
            member=current_user, slots=slots, title=wanted["title"], choice=choice, answers=answers
        )
    response = _details(booking, hub, setup.by_id[booking.space_id], 201)
    response.headers["Location"] = url_for("bookings_api.show", booking_id=booking.id)
    return response


def _create_group(wanted: dict[str, Any]) -> Response:
    """In the order in which the spaces were named; the address is that of the first one's booking."""
    hub, setup, places = group_places(wanted["spaces"])
    slots = slots_at(hub, setup, places, Interval(wanted["starts_at"], wanted["ends_at"]))
    made = group_actions.book_group(
        member=current_user,
        seats=[WantedPlace(slot) for slot in slots],
        title=wanted["title"],
        choice=_choice(wanted),
        answers=given_answers(wanted),
    )
    group_id = str(made[0].group_id)
    view = group_queries.group_of(current_user.id, group_id, now()) or abort(404)
    items = {one["space"]: one for one in booking_presenters.described(view.views)}
    response = answer({"group": group_id, "items": [items[str(place.id)] for place in places]}, 201)
    response.headers["Location"] = url_for("bookings_api.show", booking_id=items[str(places[0].id)]["id"])
    return response


def _choice(wanted: dict[str, Any]) -> Choice:
    return Choice(way=wanted.get("way", ""), for_employer=wanted["for_employer"], terms=(BY_PROGRAM,))


@blueprint.get("/bookings")
@blueprint.arguments(booking_schemas.BookingsQuery, location="query")
@blueprint.response(200, booking_schemas.BookingPage)
@problems(blueprint, 422)
@needs_token(blueprint)
@access(MEMBER)
def index(query: dict[str, Any]) -> Response:
    """The caller's bookings that reach into [from, to), in the order of time."""
    limit, range_ = query["limit"], (query.get("start"), query.get("end"))
    views = queries.page_of(current_user.id, now(), *range_, query.get("next"), limit + 1)
    cursor = cursor_behind(views[limit - 1].booking) if len(views) > limit else None
    return answer({"items": booking_presenters.described(views[:limit]), "next": cursor})


@blueprint.get("/bookings/<booking_id>")
@blueprint.response(200, booking_schemas.BookingSchema)
@problems(blueprint, 404)
@needs_token(blueprint)
@access(MEMBER)
def show(booking_id: str) -> Response:
    """One of the caller's bookings."""
    return answer(booking_presenters.described([_own(booking_id)])[0])


@blueprint.patch("/bookings/<booking_id>")
@blueprint.arguments(booking_schemas.Changes)
@blueprint.response(200, booking_schemas.BookingSchema)
@problems(blueprint, 400, 403, 404, 409, 413, 415, 422)
@needs_token(blueprint)
@access(MEMBER)
def change(changes: dict[str, Any], booking_id: str) -> Response:
    """Move a booking to another time or another space of its hub, all or nothing."""
    view = _own(booking_id)
    setup = setup_of(view.hub)
    place = place_in(setup, changes.get("space", str(view.space.id)))
    start, end = changes.get("starts_at", view.booking.starts_at), changes.get("ends_at", view.booking.ends_at)
    slot = Slot(view.hub, setup, place, Interval(start, end))
    booking = moving_actions.move(booking=view.booking, member=current_user, slot=slot)
    return _details(booking, view.hub, place)


@blueprint.post("/bookings/<booking_id>/cancellation")
@blueprint.response(200, booking_schemas.BookingSchema)
@problems(blueprint, 404, 409)
@needs_token(blueprint)
@access(MEMBER)
def cancel(booking_id: str) -> Response:
    """Cancel a booking; one that is cancelled stays so."""
    view = _own(booking_id)
    place = place_of(setup_of(view.hub), view.space)
    booking = actions.cancel(booking=view.booking, member=current_user, hub=view.hub, place=place)
    return _details(booking, view.hub, place)


@blueprint.post("/bookings/<booking_id>/check-in")
@blueprint.response(200, booking_schemas.BookingSchema)
@problems(blueprint, 403, 404, 409)
@needs_token(blueprint)
@access(MEMBER)
def check_in(booking_id: str) -> Response:
    """Say that the member is there; a second time changes nothing."""
    view = _own(booking_id)
    place = place_of(setup_of(view.hub), view.space)
    return _details(actions.check_in(booking=view.booking, actor=current_user, place=place), view.hub, place)


@blueprint.post("/bookings/<booking_id>/check-out")
@blueprint.response(200, booking_schemas.BookingSchema)
@problems(blueprint, 404, 409)
@needs_token(blueprint)
@access(MEMBER)
def check_out(booking_id: str) -> Response:
    """Say that the member has left, so that others can have the rest of the time; a second time changes nothing."""
    view = _own(booking_id)
    place = place_of(setup_of(view.hub), view.space)
    return _details(actions.check_out(booking=view.booking, actor=current_user), view.hub, place)


def _own(booking_id: str) -> BookingView:
    return queries.booking_of(current_user.id, booking_id, now()) or abort(404)


def _details(booking: Booking, hub: Hub, place: Place, status: int = 200) -> Response:
    account = account_of_booking(booking.id) if booking_presenters.may_be_owed(booking) else None
    setup = setup_of(hub)
    answers = answers_of([setup], [booking.id]).get(booking.id, ())
    found = booking_presenters.booking_details(booking, hub, place, booking.status, setup, account, answers)
    return answer(found, status)
