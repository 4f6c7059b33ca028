"""What an operator's people fill in about a company. The shape of the input only: payments.companies.rules say the
rest."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from core.fields import NEEDED, MailboxField, Needed
from core.text import lines, one_line
from payments.companies.models import Company
from payments.companies.rules import CompanyValues
from payments.passes.words import month as month_words
from web.host.stale import WithSeen
from web.operator.pass_forms import Number


class CompanyForm(WithSeen):
    """The names are those of CompanyValues."""

    name = StringField(_l("Name of the company"), [Needed()], filters=[one_line])
    address = TextAreaField(_l("Address as on invoices"), [Needed()], filters=[lines])
    email = MailboxField(_l("Email address for invoices"), [Needed()])
    vat_id = StringField(_l("VAT ID"), [Optional()], filters=[one_line])

    @property
    def values(self) -> CompanyValues:
        return CompanyValues(
            name=self.name.data,
            address=self.address.data,
            email=self.email.data,
            vat_id=self.vat_id.data or "",
        )


class NewCompanyForm(CompanyForm):
    """`form_key` is new each time the form is shown, so that one that is sent twice makes one company."""

    size = Number(_l("Days a month"), [InputRequired(NEEDED)])
    form_key = HiddenField()


class ContingentForm(FlaskForm):  # type: ignore[misc]
    size = Number(_l("Number of days"), [InputRequired(NEEDED)])
    month = SelectField(_l("From which month on"))

    def offer(self, months: Sequence[date]) -> None:
        """This month first, then those to come."""
        self.month.choices = [SelectChoice(f"{month:%Y-%m}", month_words(month)) for month in months]

    @property
    def first(self) -> date:
        """The month that was chosen, by its first day; one that was offered, once the form is valid."""
        return date.fromisoformat(f"{self.month.data}-01")


class ManagerForm(FlaskForm):  # type: ignore[misc]
    email = MailboxField(_l("Email address"), [Needed()])
    form_key = HiddenField()


def shown(company: Company | None) -> dict[str, Any]:
    """What the form shows of a company, or of a new one."""
    if company is None:
        return {"size": 20}
    return {
        "name": company.name,
        "address": company.address,
        "email": company.email,
        "vat_id": company.vat_id or "",
    }
