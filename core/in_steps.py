"""Views in steps: those that talk to a server outside, which may let us wait.

Such a view gets no transaction from `core.requests` and is never begun anew: what it said outside would be said twice.
It opens one for each step itself, `reading()`, `transaction()` or `transact(work)`, and talks while none is open;
whoever does the talking asks `transactions.assert_outside()` first.

Objects belong to the step that has read them: what is needed between steps (`current_user.id`) is taken out inside
one, or before the first; another look at an object opens a transaction, and the talk is refused.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from core.db import db

View = TypeVar("View", bound=Callable[..., Any])


def in_steps(view: View) -> View:
    """Declare that a view works in steps. Goes nearest to the function, below `@access`. A GET's steps only read."""

    @wraps(view)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        db.session.commit()  # ends what was read until here, such as who is calling, and keeps it
        return view(*args, **kwargs)

    wrapped.in_steps = True  # type: ignore[attr-defined]
    return wrapped  # type: ignore[return-value]


def is_in_steps(view: Callable[..., Any]) -> bool:
    """Whether the view, or what decorators have made of it, was declared so."""
    return getattr(view, "in_steps", False)
