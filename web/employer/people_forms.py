"""What employers fill in about their people. The shape of the input only: payments.companies.rules say the rest."""

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional, ValidationError

from core.fields import Needed
from core.mailboxes import BadEmail, clean_email
from core.text import is_blank, lines, one_line
from payments.companies.rules import LONGEST_CENTRE
from web.host.stale import WithSeen

ROLES = {
    "person": _l("The company pays for their days"),
    "manager": _l("They look after the company: invite people, see days used and invoices"),
}
_BETWEEN = re.compile(r"[\n;,]+")
MOST_SIGNS = 20_000


def _centre() -> StringField:
    return StringField(_l("Cost centre"), [Optional(), Length(max=LONGEST_CENTRE)], filters=[one_line])


class InvitePeopleForm(FlaskForm):  # type: ignore[misc]
    """`addresses` are read out of the text once it is valid: one on each line, or with commas between them."""

    emails = TextAreaField(_l("Email addresses"), [Needed(), Length(max=MOST_SIGNS)], filters=[lines])
    cost_centre = _centre()
    role = RadioField(_l("What are they to do?"), choices=[SelectChoice(key, text) for key, text in ROLES.items()])
    form_key = HiddenField()

    addresses: list[str]

    def validate_emails(self, field: Any) -> None:
        """Each address that cannot be read is named with what is wrong."""
        wrong, self.addresses = [], []
        for typed in filter(lambda part: not is_blank(part), _BETWEEN.split(field.data or "")):
            try:
                self.addresses.append(clean_email(typed))
            except BadEmail as error:
                wrong.append(_("%(typed)s: %(why)s", typed=one_line(typed)[:80], why=error.message()))
        if wrong:
            raise ValidationError(" ".join(wrong[:5]))
        if not self.addresses:
            raise ValidationError(Needed().message)


class CentreForm(WithSeen):
    cost_centre = _centre()
