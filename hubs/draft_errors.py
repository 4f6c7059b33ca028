"""The named errors of the way from a draft to an open hub."""

from typing import Any

from flask_babel import lazy_gettext as _l

from core.errors import DomainError


class NotReady(DomainError):
    """A draft that nothing could be booked in; the fact `missing` holds sentences, one for each thing."""

    code, status = "hub-not-ready", 422
    meaning = _l("The hub cannot be opened yet: something is missing.")

    def message(self) -> Any:
        return " ".join(str(sentence) for sentence in self.facts["missing"])
