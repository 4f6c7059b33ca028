"""What is not possible with texts of law."""

from typing import Any

from flask_babel import lazy_gettext as _l

from core.errors import DomainError


class _OfText(DomainError):
    """Facts: of, the field in whose language it is."""

    status = 422

    def __init__(self, **facts: Any) -> None:
        super().__init__(**facts)
        self.field = facts.get("of", "text_de")


class TextEmpty(_OfText):
    """There is no German text."""

    code = "text-empty"

    def message(self) -> Any:
        return _l("Please write the German text. English may stay empty; then the German text is shown to everybody.")


class TextHasGap(_OfText):
    """Something is still to be filled in. Facts: of, gap."""

    code = "text-has-gap"
    meaning = _l("Something in the text is still to be filled in.")

    def message(self) -> Any:
        return _l("Please fill in or take out first: “%(gap)s”", gap=self.facts["gap"])


class TextTooLong(_OfText):
    """Facts: of, most (signs)."""

    code = "text-too-long"
    meaning = _l("The text is too long.")

    def message(self) -> Any:
        return _l("The text is too long: please use at most %(most)s characters.", most=self.facts["most"])


class TermsChanged(DomainError):
    """The operator has published another version since the page was shown."""

    code, status = "terms-changed", 409

    def message(self) -> Any:
        return _l("The terms have just changed. Please look at them once more; nothing was booked yet.")


class TermsNotAccepted(DomainError):
    """There is a version that this member has not accepted yet."""

    code, status, field = "terms-not-accepted", 422, "accepts_terms"

    def message(self) -> Any:
        return _l("Please tick that you agree to the operator’s terms.")
