"""The named errors of series."""

from typing import Any

from flask_babel import lazy_gettext as _l

from bookings.errors import SlotTaken
from core.errors import DomainError
from core.formats import listed, short_day

MOST_NAMED = 10


class BadRepetition(DomainError):
    """The repetition makes no sense. Facts: part, which of its members is wrong; most, where that is a number."""

    code, status = "bad-repetition", 422
    meaning = _l("The repetition makes no sense; the answer names the part that is wrong.")

    def message(self) -> Any:
        return {
            "every": _l("Please enter a whole number from 1 to %(most)s.", most=self.facts.get("most")),
            "days": _l("Days of the week belong to a repetition by weeks."),
            "nth": _l("For months, please give one or more days of the week together with which of them it is."),
            "until": _l("Please give either a last day, at most two years after the first, or a number of dates."),
            "count": _l("Please enter a whole number from 1 to %(most)s.", most=self.facts.get("most")),
        }[self.facts["part"]]


class NoSuchTime(DomainError):
    """On this date the clock change leaves the time out, or shows it twice."""

    code, status = "no-such-time", 422

    def message(self) -> Any:
        return _l("The clocks change that day: this time does not exist, or happens twice.")


class DatesTaken(SlotTaken):
    """Some dates of a series are taken, and none was to be left out. Facts: days, a list of dates."""

    meaning = _l("Some dates of the series are already taken; the answer lists them.")

    @property
    def members(self) -> dict[str, Any]:
        return {"left_out": [{"date": day.isoformat(), "code": self.code} for day in self.facts["days"]]}

    def message(self) -> Any:
        days = [short_day(day) for day in self.facts["days"][:MOST_NAMED]]
        return _l("Already taken: %(days)s. Please leave these dates out, or choose another place.", days=listed(days))


class NoDateLeft(SlotTaken):
    """All dates of a series are taken, and each may be left out."""

    status = 422

    def message(self) -> Any:
        return _l("All these dates are already taken. Please choose another time or another place.")


class NothingToMove(DomainError):
    """From the wanted day on no date of the series can be moved. Facts: some (bool), whether there are any that could
    be moved elsewhere."""

    code, status = "nothing-to-move", 409
    meaning = _l("No date of the series can be moved so.")

    def message(self) -> Any:
        if self.facts.get("some"):
            return _l("Not one of these dates can be had at this time and place. Please choose others.")
        return _l("From this day on the series has no more dates that can be moved.")
