"""The named errors of people: what to change, and nothing about who has an account."""

from typing import Any

from flask_babel import lazy_gettext as _l

from core.errors import DomainError
from members.limits import MAX_TOKENS, MIN_PASSWORD


class BadName(DomainError):
    """Nothing is left of the name, or it is too long."""

    code, status, field = "bad-name", 422, "name"

    def message(self) -> Any:
        return _l("Please enter a name of at most 120 characters.")


class PasswordTooShort(DomainError):
    code, status, field = "password-too-short", 422, "password"

    def message(self) -> Any:
        return _l("Please choose a password with at least %(length)s characters.", length=MIN_PASSWORD)


class PasswordTooLong(DomainError):
    code, status, field = "password-too-long", 422, "password"

    def message(self) -> Any:
        return _l("Please choose a password with at most 200 characters.")


class PasswordTooCommon(DomainError):
    """The e-mail address, one sign again and again, or one that many people have, with a few digits or signs or not."""

    code, status, field = "password-too-common", 422, "password"

    def message(self) -> Any:
        return _l(
            "Many people use this password, or a word in it, so it is easy to guess. Please choose another, "
            "for example four random words."
        )


class WrongCredentials(DomainError):
    """One error for every reason, so that nobody learns whether an address has an account."""

    code, status = "wrong-credentials", 422

    def message(self) -> Any:
        return _l(
            "Email address and password do not match, or the address has not been confirmed yet. Please try "
            "again or set a new password."
        )


class WrongPassword(DomainError):
    """The old password, asked for again, is wrong."""

    code, status, field = "wrong-password", 422, "old"

    def message(self) -> Any:
        return _l("This is not your current password.")


class WrongSignUpPassword(DomainError):
    """Asked for where a link is opened in another browser than the sign-up was begun in."""

    code, status, field = "wrong-sign-up-password", 422, "password"

    def message(self) -> Any:
        return _l("This is not the password chosen at sign-up.")


class LinkExpired(DomainError):
    """The link was ours, but it is too old, used, or overtaken by a newer one."""

    code, status = "link-expired", 410

    def message(self) -> Any:
        return _l("This link no longer works. Please ask for a new one.")


class LinkInvalid(DomainError):
    """The link was never ours, or was altered or cut on the way."""

    code, status = "link-invalid", 404

    def message(self) -> Any:
        return _l("This link is not complete. Please copy the whole link from the email.")


class TooManyTokens(DomainError):
    code, status, field = "too-many-tokens", 422, "name"

    def message(self) -> Any:
        return _l("You already have %(count)s tokens. Please revoke one first.", count=MAX_TOKENS)


class NoSuchHub(DomainError):
    """A host's hub does not exist. Facts: hub."""

    code, status = "unknown-hub", 422

    def message(self) -> Any:
        return _l("There is no such hub, so nobody can be its host.")


class NoSuchOperator(DomainError):
    """The operator for whom somebody is to act does not exist."""

    code, status = "unknown-operator", 422

    def message(self) -> Any:
        return _l("There is no such operator, so nobody can act for it.")


class BadRole(DomainError):
    """A role that does not exist, or one of an operator without its slug. Facts: role."""

    code, status = "bad-role", 422

    def message(self) -> Any:
        return _l(
            "Roles are member, host (may set up hubs), host:HUB, operator:OPERATOR, reviewer (the district) and admin."
        )


DEAD_LINK = (LinkExpired, LinkInvalid)
"""What a link of a mail may be that leads no further."""
