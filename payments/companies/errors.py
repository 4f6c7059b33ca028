"""The named errors of companies, their people and their days."""

from typing import Any

from flask_babel import format_date
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext as _ln

from core.errors import DomainError


class ContingentBelowUsed(DomainError):
    """More days of a month are used already than the contingent is to have. Facts: used, month (its first day)."""

    code, status, field = "contingent-below-used", 409, "size"
    meaning = _l("More days are used already than the contingent is to have.")

    def message(self) -> Any:
        return _ln(
            "%(num)s day of %(month)s is used already. Please choose at least that many, or a later month.",
            "%(num)s days of %(month)s are used already. Please choose at least that many, or a later month.",
            self.facts["used"],
            month=format_date(self.facts["month"], "LLLL yyyy"),
        )


class CompanyNameTaken(DomainError):
    """The operator has another company of this name."""

    code, status, field = "company-name-taken", 409, "name"

    def message(self) -> Any:
        return _l("There is a company of this name already.")


class CompanyClosed(DomainError):
    """The company pays for nothing any more."""

    code, status = "company-closed", 409

    def message(self) -> Any:
        return _l("This company is no longer active, so nobody can be invited. Please ask the operator of the hubs.")


class AlreadyInCompany(DomainError):
    """Somebody who is to be invited is there already. Facts: emails."""

    code, status, field = "already-in-company", 409, "emails"
    meaning = _l("Somebody who is to be invited belongs to the company already.")

    def message(self) -> Any:
        return _l("Already there: %(emails)s. Nobody was invited.", emails=", ".join(self.facts["emails"]))


class TooManyInvited(DomainError):
    """More people than can be invited at once, or than a company may have. Facts: most."""

    code, status, field = "too-many-invited", 422, "emails"
    meaning = _l("These are more people than can be invited.")

    def message(self) -> Any:
        return _l("These are too many: please invite at most %(most)s people.", most=self.facts["most"])


class CompanyInvitationOver(DomainError):
    """The link of a company's invitation was used, withdrawn or declined, or is too old. Facts: expired (bool)."""

    code, status = "company-invitation-over", 410
    meaning = _l("The company's invitation was used, withdrawn or declined, or is too old.")

    def message(self) -> Any:
        if self.facts.get("expired"):
            return _l("This invitation is more than two weeks old. Please ask your employer for a new one.")
        return _l("This invitation has been used, declined or withdrawn. Please ask your employer for a new one.")


class CompanyInvitationForAnother(DomainError):
    """Only the person with the invited address can accept or decline."""

    code, status = "company-invitation-for-another", 403

    def message(self) -> Any:
        return _l("This invitation was sent to a different email address from the one on your account.")


class NotInCompany(DomainError):
    """The person has left already, or the invitation is not there any more."""

    code, status = "not-in-company", 409

    def message(self) -> Any:
        return _l("This has changed in the meantime. Please look at it again.")
