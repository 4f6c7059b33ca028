"""The shape of what people type into the account's forms. What is allowed stands in members.rules."""

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext as _ln
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired, Length, ValidationError

from core.errors import DomainError
from core.fields import NEEDED, MailboxField, Needed
from core.security import safe_next
from members import rules

LANGUAGES = [SelectChoice("de", "Deutsch"), SelectChoice("en", "English")]


def _checked_by(rule: Callable[[str], Any]) -> Callable[[Any, Any], None]:
    """A WTForms validator of one of our rules."""

    def validate(_form: Any, field: Any) -> None:
        try:
            rule(field.data or "")
        except DomainError as error:
            raise ValidationError(error.message()) from None

    return validate


def _good_password(form: Any, field: Any) -> None:
    email = form.email.data if "email" in form else ""
    _checked_by(lambda password: rules.check_password(password, email or ""))(form, field)


class WithNext(FlaskForm):  # type: ignore[misc]
    """A form that knows where the person was going."""

    next = HiddenField()

    @property
    def next_path(self) -> str | None:
        """The path when it is one of this site, else None."""
        return safe_next(self.next.data)


class SignUpForm(WithNext):
    name = StringField(_l("Your name"), [Needed(), _checked_by(rules.clean_name)])
    email = MailboxField(_l("Email address"), [Needed()])
    password = PasswordField(_l("Password"), [InputRequired(NEEDED), _good_password])


class ConfirmForm(FlaskForm):  # type: ignore[misc]
    password = PasswordField(_l("The password you chose when you signed up"), [InputRequired(NEEDED)])


class ConfirmAgainForm(FlaskForm):  # type: ignore[misc]
    """Stands before another form whose fields are sent along: hence its own name."""

    FIELD = "password_again"
    password_again = PasswordField(_l("Your password"), [InputRequired(NEEDED)])

    @property
    def was_sent(self) -> bool:
        return bool(self[self.FIELD].raw_data)


class LoginForm(WithNext):
    """Whatever is wrong with an address, the answer is that of a wrong password."""

    email = EmailField(_l("Email address"), [Needed()])
    password = PasswordField(_l("Password"), [InputRequired(NEEDED)])


class ForgotForm(FlaskForm):  # type: ignore[misc]
    email = MailboxField(_l("Email address"), [Needed()])


class ResetForm(FlaskForm):  # type: ignore[misc]
    password = PasswordField(_l("New password"), [InputRequired(NEEDED), _good_password])


class ChangePasswordForm(FlaskForm):  # type: ignore[misc]
    old = PasswordField(_l("Current password"), [InputRequired(NEEDED)])
    password = PasswordField(_l("New password"), [InputRequired(NEEDED), _good_password])


class ProfileForm(FlaskForm):  # type: ignore[misc]
    name = StringField(_l("Your name"), [Needed(), _checked_by(rules.clean_name)])
    language = RadioField(_l("Language"), choices=LANGUAGES)


class MailsForm(FlaskForm):  # type: ignore[misc]
    """Which mails a member gets; `hosts` is whether there are any for hosts."""

    language = RadioField(_l("Language of the emails"), choices=LANGUAGES)
    remind_day_before = BooleanField(_l("The evening before, at 6 pm"))
    remind_hours_before = SelectField(_l("A few hours before it starts"), validate_choice=True)
    confirmation = BooleanField(_l("When I book, change or cancel something myself"))
    invitation = BooleanField(_l("Attach a calendar entry for each booking"))
    digest = BooleanField(_l("On Monday morning: how last week went at my hub, and what is coming up"))

    def __init__(self, *args: Any, hosts: bool, hours: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        on_offer = sorted({*rules.REMIND_HOURS, *([hours] if hours else [])})
        self.remind_hours_before.choices = [
            SelectChoice("", _l("no reminder")),
            *(_hours(number) for number in on_offer),
        ]
        if not hosts:
            del self.digest

    @property
    def hours(self) -> int | None:
        return int(self.remind_hours_before.data) if self.remind_hours_before.data else None

    @property
    def muted(self) -> set[str]:
        return {kind for kind in rules.MUTABLE if kind in self and not self[kind].data}


def _hours(number: int) -> SelectChoice:
    return SelectChoice(str(number), _ln("%(num)s hour before", "%(num)s hours before", number))


class TokenForm(FlaskForm):  # type: ignore[misc]
    token_name = StringField(
        _l("What is the token for?"),
        [
            Needed(),
            Length(max=80, message=_l("At most 80 characters.")),
            _checked_by(rules.clean_name),
        ],
    )
