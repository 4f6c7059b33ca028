"""The shapes of availability and bookings in the JSON API: what is sent, read strictly, and what is answered."""

from datetime import datetime, timedelta
from typing import Any

import marshmallow as ma
from flask_babel import lazy_gettext as _l
from marshmallow import fields

from bookings.errors import RangeTooLong
from bookings.groups.rules import MOST
from bookings.rules import HELD_FOR, STATUSES
from core.api import Problem
from core.api_input import (
    EVERY_FIELD,
    CountField,
    Flag,
    Moment,
    PlaceField,
    Query,
    QueryMoment,
    Strict,
    Text,
    at_most,
    one_of,
)
from hubs.questions.rules import LONGEST_ANSWER, MOST_QUESTIONS
from hubs.rules import KINDS
from payments.rules import COVERS, WAYS
from web.api.cursors import Cursor
from web.api.hub_schemas import EMPTY, GIVEN, NEAR, HubCard, RulesSchema, SpaceRules

MAX_TITLE = 120
LONGEST_KEY = 20
LONGEST_RANGE = timedelta(days=366)
PAGE, LARGEST_PAGE = 50, 200


class RangeQuery(Query):
    """[from, to), at most a year long."""

    start = QueryMoment(data_key="from", required=True)
    end = QueryMoment(data_key="to", required=True)
    kind = Text(validate=one_of(KINDS), metadata={"description": "only spaces of this kind"})

    @ma.validates_schema
    def _check_range(self, data: dict[str, Any], **_kwargs: Any) -> None:
        check_order(data["start"], data["end"], "to")
        if data["end"] - data["start"] > LONGEST_RANGE:
            raise RangeTooLong(days=LONGEST_RANGE.days)


class FreeHubsQuery(RangeQuery):
    near = PlaceField(metadata=NEAR)


class BookingsQuery(Query):
    """Bookings that reach into [from, to); both may be left out."""

    start = QueryMoment(data_key="from")
    end = QueryMoment(data_key="to")
    next = Cursor(metadata={"description": "the `next` of the page before"})
    limit = CountField(
        load_default=PAGE,
        validate=ma.validate.Range(1, LARGEST_PAGE, error=_l("Please enter a number from 1 to 200.")),
    )

    @ma.validates_schema
    def _check_range(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if "start" in data and "end" in data:
            check_order(data["start"], data["end"], "to")


class AnswersField(fields.Dict):
    """Answers to a hub's own questions: by question id, a text each, also of a number."""

    default_error_messages = {**EVERY_FIELD, "invalid": _l("This must be a JSON object.")}  # noqa: RUF012

    def __init__(self) -> None:
        told = {"description": "answers to the hub's `questions`, by their ids: a text each, also of a number"}
        super().__init__(
            keys=Text(validate=at_most(LONGEST_KEY)),
            values=Text(validate=at_most(LONGEST_ANSWER)),
            load_default=dict,
            validate=ma.validate.Length(max=MOST_QUESTIONS, error=_l("The hub does not ask so much.")),
            metadata=told,
        )


class NewBooking(Strict):
    """Either `space`, or `hub` and `kind` for any free one, or `spaces` for a group."""

    space = Text(metadata={"description": "a space's id"})
    spaces = fields.List(
        Text(metadata={"description": "a space's id"}),
        validate=ma.validate.Length(1, MOST, error=_l("Please name between 1 and 20 spaces.")),
        metadata={"description": "ids of spaces of one hub: a group, booked all or nothing"},
        error_messages={**EVERY_FIELD, "invalid": _l("This must be a list of space ids.")},
    )
    hub = Text(metadata={"description": "a hub's slug"})
    kind = Text(validate=one_of(KINDS))
    starts_at = Moment(required=True)
    ends_at = Moment(required=True)
    title = Text(load_default="", validate=at_most(MAX_TITLE))
    way = Text(
        validate=one_of(WAYS), metadata={"description": "how what is due is to be paid; else as the hub prefers"}
    )
    for_employer = Flag(load_default=False, metadata={"description": "the caller's employer pays"})
    answers = AnswersField()

    @ma.validates_schema
    def _check_which(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if "spaces" not in data:
            check_which(data)
        elif {"space", "hub", "kind"} & data.keys():
            raise ma.ValidationError({"spaces": [_l("Please give either spaces, or a space, or a hub and a kind.")]})


class Changes(Strict):
    """At least one of them; the others stay."""

    starts_at = Moment()
    ends_at = Moment()
    space = Text(metadata={"description": "the id of a space in the same hub"})

    @ma.validates_schema
    def _check_any(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if not data:
            raise ma.ValidationError(_l("Please give starts_at, ends_at or space."))


def check_which(data: dict[str, Any]) -> None:
    """A space, or a hub and a kind."""
    if "space" not in data and not {"hub", "kind"} <= data.keys():
        missing = [name for name in ("hub", "kind") if name not in data]
        raise ma.ValidationError({name: [_l("Please give a space, or a hub and a kind.")] for name in missing})
    if "space" in data and {"hub", "kind"} & data.keys():
        raise ma.ValidationError({"space": [_l("Please give either a space, or a hub and a kind, not both.")]})


def check_order(start: datetime, end: datetime, field: str) -> None:
    if end <= start:
        raise ma.ValidationError({field: [_l("The end must be after the start.")]})


class FeeSchema(ma.Schema):
    """`gross_cents` is the price by tariff and group, whoever covers it, with its tax: `vat_percent`, or `vat_note` for
    why there is none. `due_cents` is still to be paid by the caller. Cents of the euro."""

    gross_cents = fields.Integer(**GIVEN)
    net_cents = fields.Integer(**GIVEN)
    vat_cents = fields.Integer(**GIVEN)
    vat_percent = fields.Integer()
    vat_note = fields.String()
    covered_by = fields.String(**GIVEN, validate=ma.validate.OneOf(COVERS))
    due_cents = fields.Integer(**GIVEN)


class BookingSchema(ma.Schema):
    """`status` as it reads now; `check_in_from`: from when on the member can check in. What is held has `expires_at`:
    until then it can be paid, or, where the waiting list holds it (`held_for` "taking"), be taken by its acceptance.
    `confidential`: true where hosts see the `pickup_code` instead of the member's name; its title is always empty, and
    `space_name` a neutral one."""

    id = fields.String(**GIVEN)
    hub = fields.String(**GIVEN, metadata={"description": "the hub's slug"})
    hub_name = fields.String(**GIVEN)
    space = fields.String(**GIVEN, metadata={"description": "the space's id"})
    space_name = fields.String(**GIVEN)
    kind = fields.String(**GIVEN, validate=ma.validate.OneOf(KINDS))
    starts_at = fields.DateTime(**GIVEN)
    ends_at = fields.DateTime(**GIVEN)
    status = fields.String(**GIVEN, validate=ma.validate.OneOf(STATUSES))
    title = fields.String(**GIVEN)
    price_cents = fields.Integer(**GIVEN)
    currency = fields.String(**GIVEN)
    fee = fields.Nested(FeeSchema, **GIVEN)
    checkout_url = fields.Url(metadata={"description": "our page on which what is due can be paid online"})
    created_at = fields.DateTime(**GIVEN)
    check_in_from = fields.DateTime(**GIVEN)
    expires_at = fields.DateTime()
    held_for = fields.String(validate=ma.validate.OneOf(HELD_FOR))
    confidential = fields.Boolean()
    pickup_code = fields.String()
    group = fields.String(metadata={"description": "where several were booked together, the same in all of them"})
    booked_for = fields.String(metadata={"description": "the name of the person whom it is for, if not the caller"})
    answers = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        metadata={"description": "what was answered to the hub's questions, by their ids; only where there is any"},
    )


class GroupSchema(ma.Schema):
    """Bookings that were made together; `group` is the same in each of them."""

    group = fields.String(**GIVEN)
    items = fields.List(fields.Nested(BookingSchema), **GIVEN)


class GroupProblem(Problem):
    """With the ids of the group's spaces that are taken, where it was refused for these."""

    taken = fields.List(fields.String())


class BookingPage(ma.Schema):
    items = fields.List(fields.Nested(BookingSchema), **GIVEN)
    next = fields.String(**EMPTY, metadata={"description": "send it as `next` for the next page; null at the end"})


class StretchSchema(ma.Schema):
    """[from, to)."""

    start = fields.DateTime(data_key="from", **GIVEN)
    end = fields.DateTime(data_key="to", **GIVEN)


class SpaceAvailability(ma.Schema):
    """`free`: open, not taken, not blocked, not past; the turnaround after a booking counts as taken."""

    id = fields.String(**GIVEN)
    name = fields.String(**GIVEN)
    kind = fields.String(**GIVEN, validate=ma.validate.OneOf(KINDS))
    turnaround_minutes = fields.Integer(**GIVEN)
    free = fields.List(fields.Nested(StretchSchema), **GIVEN)
    rules = fields.Nested(SpaceRules)


class AvailabilitySchema(StretchSchema):
    """A hub's spaces and when each can be had."""

    hub = fields.String(**GIVEN)
    rules = fields.Nested(RulesSchema, **GIVEN)
    spaces = fields.List(fields.Nested(SpaceAvailability), **GIVEN)


class FreeHubSchema(HubCard):
    """`free` of `total` spaces can be had for the whole range; `price_cents`: what it costs, for the cheapest kind."""

    hub = fields.String(**GIVEN, metadata={"description": "the hub's slug, as in a new booking"})
    free = fields.Integer(**GIVEN)
    total = fields.Integer(**GIVEN)
    price_cents = fields.Integer(**GIVEN)
    currency = fields.String(**GIVEN)


class FreeHubs(StretchSchema):
    items = fields.List(fields.Nested(FreeHubSchema), **GIVEN)
