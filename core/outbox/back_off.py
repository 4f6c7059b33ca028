"""How long this process leaves a mail server alone that it could not reach."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app

from core.clock import now

WAITS = [timedelta(seconds=s) for s in (0, 5, 15, 30, 60)]

LONG_AWAY = 60
"""So many failures in a row are about an hour."""


@dataclass
class BackOff:
    """The mails themselves lose nothing by it: they are not claimed, and all are due when the server is back."""

    failures: int = 0
    until: datetime | None = None

    def is_over(self) -> bool:
        """A clock that was put back does not prolong the wait."""
        return self.until is None or not now() < self.until <= now() + WAITS[-1]

    def failed(self) -> None:
        self.failures += 1
        self.until = now() + WAITS[min(self.failures, len(WAITS)) - 1]

    def worked(self) -> None:
        self.failures, self.until = 0, None


def back_off() -> BackOff:
    """That of this process."""
    kept: BackOff = current_app.extensions.setdefault("outbox_patience", BackOff())
    return kept
