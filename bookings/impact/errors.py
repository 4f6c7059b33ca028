"""The named errors of the impact of a change."""

from typing import Any

from flask_babel import lazy_gettext as _l

from core.errors import DomainError


class Undecided(DomainError):
    """Bookings are hit, and for at least one of them nobody has said what is to become of it."""

    code, status = "undecided", 409

    def message(self) -> Any:
        return _l("Nothing is saved yet: please say for each booking what is to become of it.")


class NoPlaceLeft(DomainError):
    """A booking was to move, and there is no free place for it."""

    code, status = "no-place-left", 409

    def message(self) -> Any:
        return _l("There is no other free place left for one of the bookings. Please look at them again.")


class NothingLeftToBlock(DomainError):
    """A place is to be out of order, and all of the time is kept by bookings or blocked already."""

    code, status = "nothing-left-to-block", 409

    def message(self) -> Any:
        return _l("In all of this time the place is kept for bookings, or blocked already. Nothing is saved.")


class TooLateToUndo(DomainError):
    """The mails are out, or somebody has changed the same thing since."""

    code, status = "too-late-to-undo", 409

    def message(self) -> Any:
        return _l("This can no longer be undone: the emails have gone out, or something has changed since.")
