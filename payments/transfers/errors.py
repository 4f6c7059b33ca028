"""What goes wrong with transfers, in words that say what to do next."""

from typing import Any

from flask_babel import lazy_gettext as _l

from core.errors import DomainError
from core.formats import money

CHOOSE_CAMT = _l(
    "Please choose the format CAMT.053 (some banks write “CAMT V8” or “XML”) when you download the transactions."
)


class ReferenceMistyped(DomainError):
    """What was typed is no payment reference: its check digits do not fit, or it is none at all."""

    code, status, field = "reference-mistyped", 422, "reference"

    def message(self) -> Any:
        return _l("This payment reference has a slip in it. Please compare it sign by sign: it begins with RF.")


class NoGiroCode(DomainError):
    """No GiroCode can be made of these details. Facts: part ("name", "iban", "bic", "amount" or "reference")."""

    code, status = "no-giro-code", 422

    def message(self) -> Any:
        return _l("There is no GiroCode for this transfer. Please type the details that stand beside it.")


class TooLittleTransferred(DomainError):
    """The transfer is less than what is due, or in another currency. Facts: due_cents."""

    code, status = "too-little-transferred", 409
    meaning = _l("The transfer is less than what is due.")

    def message(self) -> Any:
        return _l(
            "This transfer is less than the %(due)s that are due. Please ask for the rest; when all is there, note it "
            "among the open items.",
            due=money(self.facts["due_cents"]),
        )


class StatementUnreadable(DomainError):
    """The bank's file cannot be read; `reason` is a key of REASONS."""

    code, status, field = "statement-unreadable", 422, "file"
    meaning = _l("The bank's file cannot be read; the answer says why.")

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)
        self.reason = reason

    def message(self) -> Any:
        return REASONS.get(self.reason, REASONS["broken"])


REASONS: dict[str, Any] = {
    "empty": _l("The file is empty. Please download it from your bank once more."),
    "too-large": _l("The file is too large. Please download a shorter time, for example one month."),
    "not-camt": _l("This is no list of transactions that we can read. %(choose)s", choose=CHOOSE_CAMT),
    "other-message": _l("This file from your bank is of another kind. %(choose)s", choose=CHOOSE_CAMT),
    "other-account": _l(
        "This file is about another account. Please download the transactions of the account whose IBAN stands "
        "on your invoices."
    ),
    "unsafe": _l("The file holds what no bank writes (a DTD), so it was not read. Please download it once more."),
    "broken": _l("The file is damaged or cut off. Please download it from your bank once more."),
    "too-complex": _l("The file takes too long to read. Please download a shorter time, for example one month."),
}
