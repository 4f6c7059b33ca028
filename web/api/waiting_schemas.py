"""The shapes of the waiting list in the JSON API: what is sent, read strictly, and what is answered."""

from typing import Any, get_args

import marshmallow as ma
from marshmallow import fields

from bookings.waiting.rules import State
from core.api_input import Flag, Moment, Strict, Text, one_of
from hubs.rules import KINDS
from web.api.booking_schemas import AnswersField, check_which
from web.api.hub_schemas import EMPTY, GIVEN


class NewWaiting(Strict):
    """Either `space`, or `hub` and `kind` for any of them. `take`: it is booked for the caller as soon as it is free,
    for the price of now or less; where it has to be paid online, or the hub asks something that must be answered, it is
    held for them instead."""

    space = Text(metadata={"description": "a space's id"})
    hub = Text(metadata={"description": "a hub's slug"})
    kind = Text(validate=one_of(KINDS))
    starts_at = Moment(required=True)
    ends_at = Moment(required=True)
    take = Flag(load_default=False)

    @ma.validates_schema
    def _check_which(self, data: dict[str, Any], **_kwargs: Any) -> None:
        check_which(data)


class ProposalTaken(Strict):
    """What the hub asks is answered as in a new booking."""

    answers = AnswersField()


class WaitingSchema(ma.Schema):
    """`status`: "waiting", with the `position` among all (`of`) who wait for the same; "proposed", with the `booking`
    that is held for the caller; or "passed": they did not take it in time, and wait no longer."""

    id = fields.String(**GIVEN)
    position = fields.Integer(**EMPTY)
    of = fields.Integer(**EMPTY)
    status = fields.String(**GIVEN, validate=ma.validate.OneOf(get_args(State)))
    hub = fields.String(**GIVEN, metadata={"description": "the hub's slug"})
    kind = fields.String(**GIVEN, validate=ma.validate.OneOf(KINDS))
    space = fields.String(**EMPTY, metadata={"description": "the space's id; null: any of the kind"})
    starts_at = fields.DateTime(**GIVEN)
    ends_at = fields.DateTime(**GIVEN)
    take = fields.Boolean(**GIVEN)
    booking = fields.String(**EMPTY, metadata={"description": "what is proposed: take it by its acceptance"})
    expires_at = fields.DateTime(**EMPTY, metadata={"description": "until when it is held for the caller"})


class WaitingList(ma.Schema):
    items = fields.List(fields.Nested(WaitingSchema), **GIVEN)
    next = fields.String(**EMPTY, metadata={"description": "always null: nobody waits for more than a page"})
