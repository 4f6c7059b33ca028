"""How the fake refuses: errors in Stripe's form, which the SDK turns into its exceptions."""

from typing import Any


class Refusal(Exception):
    """Ends the request with Stripe's error object. `kind` is Stripe's `type`, `code` its machine-readable reason."""

    def __init__(
        self, status: int, message: str, *, kind: str = "invalid_request_error", code: str = "", param: str = ""
    ) -> None:
        super().__init__(message)
        self.status = status
        said = {"type": kind, "message": message, "code": code, "param": param}
        self.body: dict[str, Any] = {"error": {name: value for name, value in said.items() if value}}


def missing(kind: str, id: str, param: str = "id") -> Refusal:
    """Nothing of that id, or it belongs to another account."""
    status = 404 if param == "id" else 400
    return Refusal(status, f"No such {kind.replace('.', ' ')}: '{id}'", code="resource_missing", param=param)


def wrong(param: str, message: str, code: str = "") -> Refusal:
    """A parameter whose value cannot be."""
    return Refusal(400, message, code=code, param=param)
