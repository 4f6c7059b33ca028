"""The meaning of each error code of the API, in a sentence that holds without the facts of one case."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from core.errors import DomainError


@dataclass(frozen=True)
class ProblemType:
    """`text` is a lazy string."""

    status: int
    text: Any


GENERAL = {
    "bad-request": ProblemType(400, _l("The request could not be read, for example because of invalid JSON.")),
    "unauthorized": ProblemType(401, _l("A valid token is missing.")),
    "forbidden": ProblemType(403, _l("The account may not do this.")),
    "not-found": ProblemType(404, _l("There is nothing at this address, or it belongs to somebody else.")),
    "method-not-allowed": ProblemType(405, _l("This address does not support this method.")),
    "too-large": ProblemType(413, _l("The request is larger than we accept.")),
    "unsupported-media-type": ProblemType(415, _l("The body must be JSON.")),
    "invalid": ProblemType(422, _l("Some values are missing or wrong; the answer names each.")),
    "internal-server-error": ProblemType(500, _l("Something went wrong on our side.")),
    "unavailable": ProblemType(503, _l("The service or its database is not answering at the moment.")),
    "too-many-attempts": ProblemType(429, _l("Too many attempts in a short time. The answer says when to try again.")),
}


def find(code: str) -> ProblemType | None:
    """What the code stands for, or None when there is no such code."""
    if code in GENERAL:
        return GENERAL[code]
    error = next((e for e in _named_errors(DomainError) if e.code == code), None)
    return ProblemType(error.status, _text(error)) if error else None


def _named_errors(base: type[DomainError]) -> list[type[DomainError]]:
    found = []
    for error in base.__subclasses__():
        found += [error] if "code" in vars(error) else []
        found += _named_errors(error)
    return found


def _text(error: type[DomainError]) -> Any:
    """Its `meaning`; without one its message, which then needs no facts."""
    return error.meaning or error().message()
