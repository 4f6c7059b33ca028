"""Named errors: what the house does not allow, said in a sentence that tells people what to do next."""

from collections.abc import Callable
from typing import Any, ClassVar, ParamSpec

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext as _ln

P = ParamSpec("P")


class DomainError(Exception):
    """Base of all named errors.

    `code` ends the problem type in the API and never changes; `status` is the HTTP status; `field` names the
    input at which the message is shown; `facts` holds values for the message and for the answer. An error
    whose message needs facts says in `meaning` (a lazy string) what it stands for without them.
    """

    code: ClassVar[str]
    status: ClassVar[int]
    field: str | None = None
    meaning: ClassVar[Any] = None

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code)
        self.facts: dict[str, Any] = facts

    @property
    def headers(self) -> dict[str, str]:
        """What the answer says to programs besides its status: when to try again, if it is known."""
        seconds = self.facts.get("retry_after")
        return {"Retry-After": str(seconds)} if seconds else {}

    @property
    def members(self) -> dict[str, Any]:
        """What the answer to a program has besides the members that all problems have."""
        return {}

    def message(self) -> Any:
        """A lazy string, translated when it is shown."""
        raise NotImplementedError(f"{type(self).__name__} needs a message")


class TooManyAttempts(DomainError):
    """The rate limit is reached. Facts: retry_after, seconds."""

    code, status = "too-many-attempts", 429

    def message(self) -> Any:
        minutes = max(1, round(self.facts["retry_after"] / 60))
        return _ln(
            "Too many attempts. Please try again in %(num)s minute.",
            "Too many attempts. Please try again in %(num)s minutes.",
            minutes,
        )


class TryAgain(DomainError):
    """The database refused several times because others wrote at the same moment."""

    code, status = "try-again", 409

    def message(self) -> Any:
        return _l("Many people are booking right now. Nothing was saved; please try again.")


def is_allowed(check: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> bool:
    """Whether this rule (a function named check_…) raises no named error: "may I" asks the very rule of "do it"."""
    try:
        check(*args, **kwargs)
    except DomainError:
        return False
    return True
