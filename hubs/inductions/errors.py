"""The named errors of inductions: setting them up, and giving them. What they forbid: `bookings.errors`."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from core.errors import DomainError
from core.formats import day


class InvalidInduction(DomainError):
    """A value does not do. `field` names it; facts: why, most."""

    code, status = "invalid-induction", 422
    meaning = _l("A value of the induction is missing or wrong.")

    def __init__(self, field: str, why: str, **facts: Any) -> None:
        super().__init__(why=why, **facts)
        self.field = field

    def message(self) -> Any:
        most = self.facts.get("most")
        return {
            "required": _l("Please fill this in."),
            "too-long": _l("Please use at most %(most)s characters.", most=most),
            "unknown": _l("Please choose one of the options."),
            "range": _l("Please enter a number of months from 1 to %(most)s.", most=most),
            "taken": _l("There is already an induction with this name here. Please choose another one."),
            "over": _l("This day has already passed. Please ask the hosts to enter a later one first."),
            "past": _l("This day has already passed. Please choose a later one."),
            "space": _l("This place does not belong to this hub."),
        }[self.facts["why"]]


class CannotGrantSelf(DomainError):
    """Nobody gives an induction to themselves."""

    code, status = "cannot-grant-self", 403

    def message(self) -> Any:
        return _l("You cannot record an induction for yourself. Please ask another trainer.")


class GrantedMeanwhile(DomainError):
    """What the member has of the induction is no longer what the trainer saw. Facts: `last_day`, the last one on which
    it holds (None: without an end), `has_it`: whether they have it at all."""

    code, status = "granted-meanwhile", 409
    meaning = _l("What the member has of the induction has changed since the page was opened.")

    def __init__(self, has_it: bool, last_day: date | None) -> None:
        super().__init__(has_it=has_it, last_day=last_day)

    def message(self) -> Any:
        if not self.facts["has_it"]:
            return _l("The induction has been taken back in the meantime. This page has been renewed: please check.")
        if self.facts["last_day"] is None:
            return _l("The person has it already, without an end. This page has been renewed: please check.")
        until = day(self.facts["last_day"])
        return _l("The person has it already, until %(day)s. This page has been renewed: please check.", day=until)


class NotTheTrainer(DomainError):
    """Only who was made a trainer of it gives an induction."""

    code, status = "not-the-trainer", 403

    def message(self) -> Any:
        return _l("Only trainers can record this induction. Hosts can choose who is a trainer.")


class NobodyKnown(DomainError):
    """None of the hub's people has this address; whether anybody at all has, is not said."""

    code, status, field = "nobody-known", 422, "email"

    def message(self) -> Any:
        return _l(
            "We do not know this address at this hub. Please ask the person to log in, open the page of the hub "
            "and choose “Ask for it” beside the induction: then they are listed here."
        )
