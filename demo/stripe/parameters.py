"""What a call may send: form fields with nested names, held against the types that Stripe's own SDK declares.

Unknown names are refused at any depth, as are wrong types and values outside an enumeration: the SDK's types leave
those open (`Literal[…] | str`), so here they are closed.
"""

import importlib
import inspect
import re
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Literal, NotRequired, Required, TypeVar, Union

import typing_extensions
from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails
from stripe._request_options import RequestOptions
from typing_extensions import TypedDict, is_typeddict

from demo.stripe.refusals import Refusal

T = TypeVar("T")
NAMED = dict[str, T]
"""What the SDK calls UntypedStripeObject[T]."""
DEEPEST = 12
PARTS = re.compile(r"\[([^\[\]]*)\]")
UNIONS: set[Any] = {Union, types.UnionType}
NAMES: set[Any] = {Literal, typing_extensions.Literal}
NEEDS: set[Any] = {Required, NotRequired, typing_extensions.Required, typing_extensions.NotRequired}


def decoded(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """`a[b][0]=x` as `{"a": {"b": ["x"]}}`; a Refusal for names that cannot be read."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        _put(found, name, value)
    return {name: _listed(value) for name, value in found.items()}


def checked(what: str, body: dict[str, Any]) -> dict[str, Any]:
    """The body with numbers and booleans in place of text; a Refusal that names the first parameter that is wrong.

    `what` names a type of the SDK: "checkout._session_create_params:SessionCreateParams".
    """
    try:
        value: dict[str, Any] = _adapter(what).validate_python(body)
    except ValidationError as error:
        raise _refusal(error.errors(include_url=False)) from None
    return value


def _put(found: dict[str, Any], name: str, value: str) -> None:
    first, parts = name.partition("[")[0], PARTS.findall(name)
    if not first or "]" in first or first + "".join(f"[{part}]" for part in parts) != name or len(parts) > DEEPEST:
        raise Refusal(400, f"Invalid parameter name: {name}", param=name)
    place, path = found, [first, *parts]
    for part in path[:-1]:
        place = place.setdefault(part, {})
        if not isinstance(place, dict):
            raise Refusal(400, f"Invalid parameter: {name}", param=name)
    place[path[-1] or str(len(place))] = value


def _listed(value: Any) -> Any:
    """Whose names are all numbers is a list."""
    if not isinstance(value, dict):
        return value
    inner = {name: _listed(each) for name, each in value.items()}
    return list(inner.values()) if inner and all(name.isdecimal() for name in inner) else inner


def _refusal(errors: list[ErrorDetails]) -> Refusal:
    """Of alternatives the longest way in is what was meant. What is unknown is named first."""
    unknown = [error for error in errors if error["type"] == "extra_forbidden"]
    error = max(unknown or errors, key=lambda each: len(each["loc"]))
    parts = [str(part) for part in error["loc"] if not _is_branch(part)]
    name = parts[0] + "".join(f"[{part}]" for part in parts[1:])
    if unknown:
        return Refusal(400, f"Received unknown parameter: {name}", code="parameter_unknown", param=name)
    code = "parameter_missing" if error["type"] == "missing" else "parameter_invalid"
    why = "none of its values" if error["type"] == "literal_error" else error["msg"]
    return Refusal(400, f"Invalid {name}: {why}", code=code, param=name)


def _is_branch(part: Any) -> bool:
    """pydantic also names which of several types it tried: those begin with a capital or are its own words."""
    words = ("list[", "dict[", "literal[", "function-", "nullable[", "union[")
    return isinstance(part, str) and (part[:1].isupper() or part.startswith(words) or part in {"str", "int", "bool"})


@lru_cache
def _adapter(what: str) -> TypeAdapter[dict[str, Any]]:
    module, _, name = what.partition(":")
    known = vars(importlib.import_module(f"stripe.params.{module}"))
    return TypeAdapter(_closed(known[name], _resolver(known), {}))


def _resolver(known: Mapping[str, Any]) -> Callable[[type], dict[str, Any]]:
    """The types of a TypedDict's values with their forward references resolved, without what is an option of the SDK
    itself (`api_key`, `idempotency_key`): Stripe knows no such parameter."""
    names = {**known, "UntypedStripeObject": NAMED, "StripeContext": str, "Mapping": Mapping}

    def resolve(declared: type) -> dict[str, Any]:
        hints = typing_extensions.get_type_hints(declared, globalns=names, include_extras=True)
        return {name: hint for name, hint in hints.items() if name not in RequestOptions.__annotations__}

    return resolve


def _closed(hint: Any, resolve: Callable[[type], dict[str, Any]], made: dict[Any, Any]) -> Any:
    """The same type with closed enumerations, and TypedDicts that know no other name."""
    if inspect.isclass(hint) and is_typeddict(hint):
        if hint not in made:
            fields = {name: _closed(each, resolve, made) for name, each in resolve(hint).items()}
            made[hint] = TypedDict(hint.__name__, fields)  # type: ignore[operator]
            made[hint].__pydantic_config__ = ConfigDict(extra="forbid")
        return made[hint]
    origin: Any = typing_extensions.get_origin(hint)
    inside = typing_extensions.get_args(hint)
    if origin is None or origin is Literal or not inside:
        return hint
    if origin in UNIONS:
        has_names = any(typing_extensions.get_origin(each) in NAMES for each in inside)
        inside = tuple(each for each in inside if not (has_names and each is str))
        return Union[tuple(_closed(each, resolve, made) for each in inside)]  # noqa: UP007
    closed = tuple(_closed(each, resolve, made) for each in inside)
    if origin in NEEDS:
        return origin[closed[0]]
    if origin is typing.Annotated:
        return closed[0]
    return origin[closed]
