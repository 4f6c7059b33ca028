"""The shapes of series in the JSON API: what is sent, read strictly, and what is answered."""

from datetime import date, datetime
from typing import Any

import marshmallow as ma
from flask_babel import lazy_gettext as _l
from marshmallow import fields

from bookings.series.rules import DAYS, MOST_DATES, MOST_EVERY, NTHS, UNITS
from core.api import Problem
from core.api_input import EVERY_FIELD, Flag, Moment, Strict, Text, at_most, one_of
from hubs.rules import KINDS
from payments.rules import WAYS
from web.api.booking_schemas import MAX_TITLE, AnswersField, BookingSchema
from web.api.hub_schemas import EMPTY, GIVEN

WHEN_TAKEN = ("fail", "leave_out", "other_space")


class DayText(Text):
    """A date (2026-12-01), as `date`; or a moment, as `datetime`: then it means the hub's day at that moment."""

    default_error_messages = {  # noqa: RUF012
        **EVERY_FIELD,
        "no_day": _l("Please give a date, such as 2026-12-01."),
    }

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date | datetime:  # type: ignore[override]
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            if len(text) == len("2026-12-01"):
                return date.fromisoformat(text)
            return Moment()._deserialize(text, attr, data, **kwargs)
        except (ValueError, ma.ValidationError):
            raise self.make_error("no_day") from None


class WholeNumber(ma.fields.Integer):
    """A number that is written as one."""

    default_error_messages = {**EVERY_FIELD, "invalid": _l("This must be a whole number.")}  # noqa: RUF012

    def __init__(self, **how: Any) -> None:
        super().__init__(strict=True, **how)

    def _validated(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.make_error("invalid", input=value)
        return value


class RepeatField(Strict):
    """Every `every` days, weeks or months. `days` of the week belong to weeks, and with `nth` to months (the first
    Wednesday; -1 is the last). Either `until`, the last day, or `count`, how many dates."""

    every = WholeNumber(load_default=1, validate=ma.validate.Range(1, MOST_EVERY))
    unit = Text(required=True, validate=one_of(UNITS))
    days = fields.List(Text(validate=one_of(DAYS)), load_default=list, validate=ma.validate.Length(max=len(DAYS)))
    nth = WholeNumber(validate=ma.validate.OneOf(NTHS))
    until = fields.Date(format="iso")
    count = WholeNumber(validate=ma.validate.Range(1, MOST_DATES))

    @ma.validates_schema
    def _check_end(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if ("until" in data) == ("count" in data):
            raise ma.ValidationError({"until": [_l("Please give either a last day or a number of dates.")]})


class NewSeries(Strict):
    """Either `space`, or `hub` and `kind` for any free one. `starts_at` and `ends_at` are those of the first day;
    on all others the hub's clock shows the same. `when_taken`: what becomes of dates that are taken."""

    space = Text(metadata={"description": "a space's id"})
    hub = Text(metadata={"description": "a hub's slug"})
    kind = Text(validate=one_of(KINDS))
    starts_at = Moment(required=True)
    ends_at = Moment(required=True)
    repeat = fields.Nested(RepeatField, required=True)
    when_taken = Text(load_default="fail", validate=one_of(WHEN_TAKEN))
    preview = Flag(load_default=False, metadata={"description": "only say what would be booked"})
    title = Text(load_default="", validate=at_most(MAX_TITLE))
    answers = AnswersField()
    way = Text(validate=one_of(WAYS), metadata={"description": "how what is due is to be paid; never online"})
    for_employer = Flag(load_default=False, metadata={"description": "the caller's employer pays"})

    @ma.validates_schema
    def _check_which(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if "space" not in data and not {"hub", "kind"} <= data.keys():
            missing = [name for name in ("hub", "kind") if name not in data]
            raise ma.ValidationError({name: [_l("Please give a space, or a hub and a kind.")] for name in missing})
        if "space" in data and {"hub", "kind"} & data.keys():
            raise ma.ValidationError({"space": [_l("Please give either a space, or a hub and a kind, not both.")]})


class SeriesChanges(Strict):
    """The dates from the day `from` on move to other times, or (`space`) to another place. `starts_at` and `ends_at`
    are the times of the first of them; when they name another day, all move by as many days."""

    first = DayText(data_key="from", required=True)
    starts_at = Moment()
    ends_at = Moment()
    space = Text(metadata={"description": "the id of a space in the same hub"})

    @ma.validates_schema
    def _check_any(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if not data.keys() & {"starts_at", "ends_at", "space"}:
            raise ma.ValidationError(_l("Please give starts_at and ends_at, or space."))
        if ("starts_at" in data) != ("ends_at" in data):
            missing = "ends_at" if "starts_at" in data else "starts_at"
            raise ma.ValidationError({missing: [_l("Please give starts_at and ends_at together.")]})


class SeriesRange(Strict):
    """The dates from `from` to `to`, both included; without them, from today on and to the end."""

    first = DayText(data_key="from")
    last = DayText(data_key="to")


class LeftOutSchema(ma.Schema):
    """A date that is not booked, with the code of why."""

    date = fields.Date(**GIVEN)
    code = fields.String(**GIVEN)


class RepeatSchema(ma.Schema):
    every = fields.Integer(**GIVEN)
    unit = fields.String(**GIVEN, validate=ma.validate.OneOf(UNITS))
    days = fields.List(fields.String(validate=ma.validate.OneOf(DAYS)), **GIVEN)
    nth = fields.Integer(**EMPTY)
    until = fields.Date(**EMPTY)
    count = fields.Integer(**EMPTY)


class SeriesSchema(ma.Schema):
    """All its bookings in the order of its dates, also those that were cancelled, and the dates that it never had."""

    id = fields.String(**GIVEN)
    hub = fields.String(**GIVEN, metadata={"description": "the hub's slug"})
    repeat = fields.Nested(RepeatSchema, **GIVEN)
    bookings = fields.List(fields.Nested(BookingSchema), **GIVEN)
    left_out = fields.List(fields.Nested(LeftOutSchema), **GIVEN)


class PlannedSchema(ma.Schema):
    """A date that would be booked."""

    date = fields.Date(**GIVEN)
    hub = fields.String(**GIVEN)
    space = fields.String(**GIVEN)
    space_name = fields.String(**GIVEN)
    kind = fields.String(**GIVEN, validate=ma.validate.OneOf(KINDS))
    starts_at = fields.DateTime(**GIVEN)
    ends_at = fields.DateTime(**GIVEN)
    price_cents = fields.Integer(**GIVEN)
    currency = fields.String(**GIVEN)


class SeriesPreview(ma.Schema):
    """What would be booked; nothing was written."""

    bookings = fields.List(fields.Nested(PlannedSchema), **GIVEN)
    left_out = fields.List(fields.Nested(LeftOutSchema), **GIVEN)


class SeriesProblem(Problem):
    """A problem that may list dates."""

    left_out = fields.List(fields.Nested(LeftOutSchema))
