"""Named errors: what the house does not allow, said in a sentence that tells people what to do next."""

from typing import Any, ClassVar


class DomainError(Exception):
    """Base of all named errors.

    `code` ends the problem type in the API and never changes; `status` is the HTTP status; `field` names the
    input at which the message is shown; `facts` holds values for the message and for the answer.
    """

    code: ClassVar[str]
    status: ClassVar[int]
    field: ClassVar[str | None] = None

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code)
        self.facts: dict[str, Any] = facts

    def message(self) -> Any:
        """A lazy string, translated when it is shown."""
        raise NotImplementedError(f"{type(self).__name__} needs a message")
