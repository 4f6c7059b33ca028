"""What is refused is answered by the page on which it was asked for: it says why, and still holds what was typed."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from flask import Response, make_response
from werkzeug import Response as AnyResponse

from core.errors import DomainError
from core.transactions import after_refusal

Errors = type[DomainError] | tuple[type[DomainError], ...]
P = ParamSpec("P")
R = TypeVar("R")
Page = str | tuple[str, int] | AnyResponse
"""A page; with a status of its own where that is not the error's."""
WRONG = 422
"""The status of a form that is refused without a named error: what is wrong stands at its fields."""


def when_refused(
    show: Callable[Concatenate[DomainError, P], Page],
    by: Errors = DomainError,
) -> Callable[[Callable[P, R]], Callable[P, R | Response]]:
    """Decorate what may raise a named error (`by`): it is undone then, and `show(error, *arguments)` is the answer.

    `show` gets the arguments of the call, reads the database anew, and returns the page. See `page_again` for the
    answer's status and headers. Stands nearest to the function, below `@access`.
    """

    def decorate(work: Callable[P, R]) -> Callable[P, R | Response]:
        @wraps(work)
        def wrapped(*args: P.args, **kwargs: P.kwargs) -> R | Response:
            try:
                return work(*args, **kwargs)
            except by as raised:
                error = raised
            return page_again(lambda: show(error, *args, **kwargs), error)

        return wrapped

    return decorate


def page_again(page: Callable[[], Page], error: DomainError | None = None) -> Response:
    """Undo what this request has written so far, and answer with `page()`, which only reads.

    Its status is the error's (422 without one), unless the page brings its own; the error's headers always go along.
    """
    with after_refusal():
        shown = page()
        response = make_response((shown, error.status if error else WRONG) if isinstance(shown, str) else shown)
    response.headers.extend(error.headers if error else {})
    return response
