"""The shapes of hubs and spaces in the JSON API. They describe the answers; `web.api.hub_presenters` makes them."""

from typing import Any, get_args

import marshmallow as ma
from marshmallow import fields

from core.api_input import PlaceField, Query
from hubs.questions.rules import ANSWER_KINDS
from hubs.quotas.rules import UNITS
from hubs.rules import ADMISSIONS, AMENITIES, KINDS, Held
from hubs.tariffs import GROUPS

GIVEN: dict[str, Any] = {"required": True}
EMPTY: dict[str, Any] = {"required": True, "allow_none": True}
NEAR = {
    "type": "string",
    "pattern": r"^-?[0-9]{1,2}(\.[0-9]{1,15})?,-?[0-9]{1,2}(\.[0-9]{1,15})?$",
    "description": "LAT,LON in degrees: nearest first",
    "example": "52.1185,9.5487",
}


class HubsQuery(Query):
    near = PlaceField(metadata=NEAR)


class RulesSchema(ma.Schema):
    """Lengths in minutes; `max_active`: coming bookings that one member may have here, null without a limit;
    `over_lunch`: a booking may go over a gap of at most three hours between two openings of a day.

    `release_minutes`: so long after its start a place is free again if nobody has checked in, null: never. Who did not
    come `most_no_shows` times within `no_show_days` asks the hosts for each booking. `answer_hours`: so long they have
    for a request, null: until it would begin. `proposal_minutes`: so long a place that has become free is held for the
    first on the waiting list. `gap_minutes`: so long must lie between two bookings of one member at places of one kind,
    null: nothing. `groups`: only members of one of these may book, empty: everybody. `needs_account`: on the site,
    nobody books by name and e-mail address alone.
    """

    grid_minutes = fields.Integer(**GIVEN)
    min_minutes = fields.Integer(**GIVEN)
    max_minutes = fields.Integer(**GIVEN)
    notice_minutes = fields.Integer(**GIVEN)
    horizon_days = fields.Integer(**GIVEN)
    max_active = fields.Integer(**EMPTY)
    cancel_deadline_minutes = fields.Integer(**GIVEN)
    admission = fields.String(**GIVEN, validate=ma.validate.OneOf(ADMISSIONS))
    check_in_lead_minutes = fields.Integer(**GIVEN)
    over_lunch = fields.Boolean(**GIVEN)
    series_days = fields.Integer(**GIVEN)
    release_minutes = fields.Integer(**EMPTY)
    most_no_shows = fields.Integer(**EMPTY)
    no_show_days = fields.Integer(**GIVEN)
    answer_hours = fields.Integer(**EMPTY)
    proposal_minutes = fields.Integer(**GIVEN)
    gap_minutes = fields.Integer(**EMPTY)
    groups = fields.List(fields.String(validate=ma.validate.OneOf(GROUPS)), **GIVEN)
    needs_account = fields.Boolean(**GIVEN)


class SpaceRules(ma.Schema):
    """Those of the rules in which the space differs from its hub. `held`: while the hub has to be open: not for the
    `whole` booking, but (of a locker) at its `ends`, or never (`any`)."""

    grid_minutes = fields.Integer()
    min_minutes = fields.Integer()
    max_minutes = fields.Integer()
    notice_minutes = fields.Integer()
    horizon_days = fields.Integer()
    max_active = fields.Integer(allow_none=True)
    cancel_deadline_minutes = fields.Integer()
    admission = fields.String(validate=ma.validate.OneOf(ADMISSIONS))
    check_in_lead_minutes = fields.Integer()
    over_lunch = fields.Boolean()
    series_days = fields.Integer()
    release_minutes = fields.Integer(allow_none=True)
    most_no_shows = fields.Integer(allow_none=True)
    no_show_days = fields.Integer()
    answer_hours = fields.Integer(allow_none=True)
    proposal_minutes = fields.Integer()
    held = fields.String(validate=ma.validate.OneOf(get_args(Held)))
    gap_minutes = fields.Integer(allow_none=True)
    groups = fields.List(fields.String(validate=ma.validate.OneOf(GROUPS)))
    needs_account = fields.Boolean()


class QuotaSchema(ma.Schema):
    """One member may book at most so many hours, days or bookings a week (from Monday on, by the hub's clock; a booking
    counts in the week in which it begins). `kind`: only places of this kind count. `group`: it holds for members of
    this group, instead of the one without; `most` null: they have no limit."""

    unit = fields.String(**GIVEN, validate=ma.validate.OneOf(UNITS))
    most = fields.Integer(**EMPTY)
    kind = fields.String(validate=ma.validate.OneOf(KINDS))
    group = fields.String(validate=ma.validate.OneOf(GROUPS))


class QuestionSchema(ma.Schema):
    """What the hub asks whoever books; answered in `answers` of a new booking, by `id`. `choices`: of a choice.
    `space_kinds`: for which kinds of spaces; without it, for all."""

    id = fields.String(**GIVEN)
    text = fields.String(**GIVEN)
    kind = fields.String(**GIVEN, validate=ma.validate.OneOf(ANSWER_KINDS))
    choices = fields.List(fields.String())
    required = fields.Boolean(**GIVEN)
    space_kinds = fields.List(fields.String(validate=ma.validate.OneOf(KINDS)))


class Prices(ma.Schema):
    """Gross, in cents; null: not offered."""

    hour_cents = fields.Integer(**EMPTY)
    half_day_cents = fields.Integer(**EMPTY)
    day_cents = fields.Integer(**EMPTY)
    month_cents = fields.Integer(metadata={"description": "up to 31 days; only where it is offered"})
    currency = fields.String(**GIVEN)


class SpaceSchema(ma.Schema):
    """`room`: the id of the room in which a desk stands; `rules`: where they differ from the hub's; `inductions`: the
    names of those without which nobody may book it; `confidential`: true where bookings have no title, and hosts do not
    see whose they are."""

    id = fields.String(**GIVEN)
    name = fields.String(**GIVEN)
    kind = fields.String(**GIVEN, validate=ma.validate.OneOf(KINDS))
    capacity = fields.Integer(**GIVEN)
    features = fields.List(fields.String(), **GIVEN)
    room = fields.String(**EMPTY)
    turnaround_minutes = fields.Integer(**GIVEN)
    rules = fields.Nested(SpaceRules)
    inductions = fields.List(fields.String())
    confidential = fields.Boolean()


class HubCard(ma.Schema):
    """What a hub is and where."""

    slug = fields.String(**GIVEN)
    name = fields.String(**GIVEN)
    village = fields.String(**GIVEN)
    municipality = fields.String(**GIVEN)
    address = fields.String(**GIVEN)
    lat = fields.Float(**GIVEN)
    lon = fields.Float(**GIVEN)
    time_zone = fields.String(**GIVEN)
    step_free = fields.Boolean(**GIVEN)
    staffed = fields.Boolean(**GIVEN)
    distance_km = fields.Float(metadata={"description": "as the crow flies; only with `near`"})


class HubSummary(HubCard):
    """`open_until` while it is open, `opens_at` while it is closed, null when not within 60 days."""

    opening_hours = fields.String(**GIVEN, metadata={"description": "OpenStreetMap's opening_hours"})
    open_now = fields.Boolean(**GIVEN)
    open_until = fields.DateTime(**EMPTY)
    opens_at = fields.DateTime(**EMPTY)


class HubList(ma.Schema):
    items = fields.List(fields.Nested(HubSummary), **GIVEN)


class OperatorSchema(ma.Schema):
    """Who lets the hub's spaces."""

    slug = fields.String(**GIVEN)
    name = fields.String(**GIVEN)


class HubSchema(HubSummary):
    """A hub with its spaces, rules and prices (by kind, gross, of today); texts in the caller's language.

    How the prices are taxed say `vat_percent` and, in words, `vat_note`; null where the operator has not said so.
    """

    phone = fields.String(**EMPTY)
    email = fields.String(**EMPTY)
    amenities = fields.List(fields.String(validate=ma.validate.OneOf(AMENITIES)), **GIVEN)
    description = fields.String(**GIVEN)
    arrival = fields.String(**GIVEN)
    house_rules = fields.String(**GIVEN)
    rules = fields.Nested(RulesSchema, **GIVEN)
    operator = fields.Nested(OperatorSchema, **GIVEN)
    vat_percent = fields.Integer(**EMPTY)
    vat_note = fields.String(**EMPTY)
    prices = fields.Dict(keys=fields.String(), values=fields.Nested(Prices), **GIVEN)
    spaces = fields.List(fields.Nested(SpaceSchema), **GIVEN)
    quotas = fields.List(fields.Nested(QuotaSchema), metadata={"description": "only where there are any"})
    questions = fields.List(fields.Nested(QuestionSchema), metadata={"description": "only where there are any"})
