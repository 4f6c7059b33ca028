"""A member's waiting list, and taking what it proposes, for programs."""

from typing import Any

from flask import Response, abort, url_for
from flask_login import current_user

from bookings import queries as booking_queries
from bookings.cover import Choice
from bookings.slots import Slot
from bookings.subject import Subject
from bookings.waiting import actions, queries
from core.access import MEMBER, access
from core.api import Blueprint, answer, needs_token, nothing, problems
from core.clock import now
from core.idempotency import documented, idempotent
from core.timespans import Interval
from payments.quoting import AT_MOST, quote_of
from payments.terms.rules import BY_PROGRAM
from web.api import booking_schemas, waiting_presenters, waiting_schemas
from web.api.booking_presenters import described
from web.api.wanted_places import given_answers, wanted_places

blueprint = Blueprint("waiting_api", __name__, description="What the caller waits for")
LOCATION = {"Location": {"description": "the caller's waiting list", "required": True, "schema": {"type": "string"}}}


@blueprint.post("/waiting")
@blueprint.arguments(waiting_schemas.NewWaiting)
@blueprint.response(201, waiting_schemas.WaitingSchema, headers=LOCATION)
@documented(blueprint)
@problems(blueprint, 400, 403, 409, 413, 415, 422)
@needs_token(blueprint)
@idempotent
@access(MEMBER)
def join(wanted: dict[str, Any]) -> Response:
    """Wait for a space, or any of a kind in a hub, that is taken. Who waits for the same already keeps the position."""
    hub, setup, places = wanted_places(wanted)
    place = places[0] if "space" in wanted else None
    subject, span = Subject(hub, setup, places[0].kind, place), Interval(wanted["starts_at"], wanted["ends_at"])
    choice = _order(Slot(hub, setup, places[0], span)) if wanted["take"] else None
    entry = actions.join(member=current_user, subject=subject, span=span, choice=choice)
    view = queries.own_one(current_user.id, str(entry.id), now()) or abort(404)
    response = answer(waiting_presenters.entry(view), 201)
    response.headers["Location"] = url_for("waiting_api.index")
    return response


@blueprint.get("/waiting")
@blueprint.response(200, waiting_schemas.WaitingList)
@needs_token(blueprint)
@access(MEMBER)
def index() -> Response:
    """All that the caller waits for, is proposed, or has let pass, in the order of time; never more than a page."""
    items = [waiting_presenters.entry(view) for view in queries.own(current_user.id, now())]
    return answer({"items": items, "next": None})


@blueprint.delete("/waiting/<entry_id>")
@blueprint.response(204)
@problems(blueprint, 404)
@needs_token(blueprint)
@access(MEMBER)
def leave(entry_id: str) -> Response:
    """Wait no longer. What is held for the caller goes to the next one."""
    view = queries.own_one(current_user.id, entry_id, now()) or abort(404)
    actions.leave(entry=view.entry, member=current_user)
    return nothing()


@blueprint.post("/bookings/<booking_id>/acceptance")
@blueprint.arguments(waiting_schemas.ProposalTaken, required=False)
@blueprint.response(200, booking_schemas.BookingSchema)
@problems(blueprint, 400, 403, 404, 409, 413, 415, 422)
@needs_token(blueprint)
@access(MEMBER)
def take(wanted: dict[str, Any], booking_id: str) -> Response:
    """Take what the waiting list holds for the caller; a second time changes nothing."""
    found = booking_queries.booking_of(current_user.id, booking_id, now()) or abort(404)
    choice, answers = Choice(terms=(BY_PROGRAM,)), given_answers(wanted)
    actions.take(booking=found.booking, member=current_user, choice=choice, answers=answers)
    return answer(described([booking_queries.booking_of(current_user.id, booking_id, now()) or abort(404)])[0])


def _order(slot: Slot) -> Choice:
    """To be booked for the caller at the price of now, or for less."""
    terms = (BY_PROGRAM,)
    quote = quote_of(slot, current_user, Choice(terms=terms))
    return Choice(terms=terms, agreed=f"{AT_MOST}{quote.agreed}")
