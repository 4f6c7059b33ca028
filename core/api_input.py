"""What programs send: JSON bodies and query strings, read strictly, refused by field in the caller's language."""

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NoReturn

import marshmallow as ma
from flask import Request, abort
from flask_babel import lazy_gettext as _l
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import UnprocessableEntity

from core.incoming import can_be_kept, clean
from core.text import TURNS_TEXT_ROUND, is_blank, trimmed

EVERY_FIELD = {
    "required": _l("This value is missing."),
    "null": _l("This value may not be empty."),
    "validator_failed": _l("This value is not allowed."),
}
UNPRINTABLE_TEXT = _l("This text has characters that cannot be shown, such as line breaks. Please remove them.")
RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1970, 2999
UNPRINTABLE = {"Cc", "Cs", "Zl", "Zp"}


class Parser(FlaskParser):
    """webargs, but 415 for a body that is not JSON, 400 for whatever cannot be read, and errors as plain lists. No body
    at all is an empty object."""

    def _raw_load_json(self, req: Request) -> Any:
        if not req.is_json:
            if req.content_type or req.get_data(cache=True):
                abort(415)
            return {}
        try:
            data = json.loads(req.get_data(cache=True))
            is_fine = can_be_kept(data)
        except (ValueError, RecursionError):
            abort(400)
        if not is_fine:
            raise ma.ValidationError(_unkeepable(data))
        return data

    def handle_error(self, error: ma.ValidationError, *_args: Any, **_kwargs: Any) -> NoReturn:
        refusal = UnprocessableEntity()
        refusal.data = {"messages": _by_field(error.messages)}  # type: ignore[attr-defined]
        raise refusal


def _unkeepable(data: Any) -> dict[str, list[str]]:
    """Each member that holds signs which no database keeps, see core.incoming."""
    members = data if isinstance(data, dict) else {ma.exceptions.SCHEMA: data}
    wrong = [name for name, value in members.items() if not (can_be_kept(name) and can_be_kept(value))]
    return {clean(name.replace("\0", "")): [str(UNPRINTABLE_TEXT)] for name in wrong}


def _by_field(messages: Any) -> dict[str, Any]:
    """marshmallow's messages without the level that says where they came from; what is about the whole is `body`."""
    ((_location, fields),) = messages.items()
    if not isinstance(fields, Mapping):
        fields = {ma.exceptions.SCHEMA: fields}
    return {"body" if name == ma.exceptions.SCHEMA else str(name): _texts(texts) for name, texts in fields.items()}


def _texts(messages: Any) -> Any:
    if isinstance(messages, Mapping):
        return {str(name): _texts(inner) for name, inner in messages.items()}
    return [str(m) for m in messages] if isinstance(messages, list) else [str(messages)]


class Strict(ma.Schema):
    """A body's shape: unknown members are refused by name."""

    error_messages = {  # noqa: RUF012  (marshmallow's own convention)
        "unknown": _l("This value is not known here."),
        "type": _l("This must be a JSON object."),
    }

    class Meta:
        unknown = ma.RAISE


class Query(ma.Schema):
    """A query string's shape: parameters that are not known are ignored."""

    class Meta:
        unknown = ma.EXCLUDE


class Text(ma.fields.String):
    """One line of text: a string of signs that can be shown, without spaces around it."""

    default_error_messages = {  # noqa: RUF012
        **EVERY_FIELD,
        "invalid": _l("This must be text."),
        "invalid_utf8": _l("This must be text."),
        "unprintable": UNPRINTABLE_TEXT,
    }

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = str(super()._deserialize(value, attr, data, **kwargs))
        if not is_printable(text):
            raise self.make_error("unprintable")
        if self.required and is_blank(text):
            raise self.make_error("null")
        return trimmed(text)


def is_printable(text: str) -> bool:
    """No control signs, no line breaks, no halves of signs, nothing that turns the direction of what follows."""
    return (text.isascii() and text.isprintable()) or not any(
        unicodedata.category(sign) in UNPRINTABLE or sign in TURNS_TEXT_ROUND for sign in text
    )


class Moment(ma.fields.DateTime):
    """A moment by RFC 3339 with its offset, as aware UTC. The seconds may be left out."""

    default_error_messages = {  # noqa: RUF012
        **EVERY_FIELD,
        "no_moment": _l("Please give date, time and offset, such as 2026-11-25T09:00:00+01:00."),
        "no_offset": _l("The offset is missing. Please add it: 2026-11-25T09:00:00+01:00 or …T08:00:00Z."),
        "too_far": _l("Please give a date between the years 1970 and 2999."),
    }

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        text = value if isinstance(value, str) else ""
        if not RFC3339.fullmatch(text):
            raise self.make_error("no_offset" if RFC3339.fullmatch(f"{text}Z") else "no_moment")
        try:
            moment = datetime.fromisoformat(text.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            raise self.make_error("no_moment") from None
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise self.make_error("too_far")
        return moment


class QueryMoment(Moment):
    """In an address a `+` that was not encoded arrives as a space; before an offset it can mean nothing else."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        text = value.replace(" ", "+") if isinstance(value, str) else value
        return super()._deserialize(text, attr, data, **kwargs)


class CountField(ma.fields.Integer):
    """A whole number in a query string."""

    default_error_messages = {  # noqa: RUF012
        **EVERY_FIELD,
        "invalid": _l("This must be a whole number."),
        "too_large": _l("This number is too large."),
    }


class Flag(ma.fields.Boolean):
    """true or false, and nothing that could be meant by it."""

    default_error_messages = {  # noqa: RUF012
        **EVERY_FIELD,
        "invalid": _l("This must be true or false."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(truthy={True}, falsy={False}, **kwargs)


class PlaceField(ma.fields.Field[tuple[float, float]]):
    """`LAT,LON` in degrees."""

    default_error_messages = {  # noqa: RUF012
        **EVERY_FIELD,
        "invalid": _l("Please give latitude and longitude in degrees, such as 52.1185,9.5487."),
    }
    NUMBER = r"[+-]?\d{1,3}(?:\.\d{1,15})?"
    PATTERN = re.compile(rf"\s*({NUMBER})\s*,\s*({NUMBER})\s*", re.ASCII)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[float, float]:
        found = self.PATTERN.fullmatch(value) if isinstance(value, str) else None
        if not found:
            raise self.make_error("invalid")
        lat, lon = float(found[1]), float(found[2])
        if abs(lat) > 90 or abs(lon) > 180:
            raise self.make_error("invalid")
        return lat, lon


def one_of(choices: tuple[str, ...]) -> ma.validate.OneOf:
    return ma.validate.OneOf(choices, error=_l("Please use one of: %(choices)s.", choices=", ".join(choices)))


def at_most(signs: int) -> ma.validate.Length:
    return ma.validate.Length(max=signs, error=_l("Please use at most %(num)s characters.", num=signs))
