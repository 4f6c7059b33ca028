"""The named errors of the impact of a change."""

from typing import Any

from flask_babel import lazy_gettext as _l

from core.errors import DomainError


class Undecided(DomainError):
    """Bookings are hit, and for at least one of them nobody has said what is to become of it."""

    code, status = "undecided", 409

    def message(self) -> Any:
        return _l("Nothing has been saved yet: please choose what should happen to each booking.")


class NoPlaceLeft(DomainError):
    """A booking was to move, and there is no free place for it."""

    code, status = "no-place-left", 409

    def message(self) -> Any:
        return _l("One of the bookings has no other free place. Please check them again.")


class NothingLeftToBlock(DomainError):
    """A place is to be out of order, and all of the time is kept by bookings or blocked already."""

    code, status = "nothing-left-to-block", 409

    def message(self) -> Any:
        return _l("The place is already booked or blocked for all of this time. Nothing has been saved.")


class TooLateToUndo(DomainError):
    """The mails are out, or somebody has changed the same thing since."""

    code, status = "too-late-to-undo", 409

    def message(self) -> Any:
        return _l("This can no longer be undone: the emails have gone out, or something has changed since.")
