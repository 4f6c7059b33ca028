"""Who an invoice is for. The shape of the input only: what it needs, payments.invoices.rules say."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from core.text import lines, one_line
from payments.invoices.rules import LONGEST_ADDRESS, LONGEST_NAME, Buyer
from payments.models import Fee

LONGEST_VAT_ID = 20


class BuyerForm(FlaskForm):  # type: ignore[misc]
    is_business = BooleanField(_l("For a business, a club or an authority"))
    company = StringField(_l("Name of the organisation"), [Optional(), Length(max=LONGEST_NAME)], filters=[one_line])
    name = StringField(_l("Your name"), [Optional(), Length(max=LONGEST_NAME)], filters=[one_line])
    address = TextAreaField(_l("Address"), [Optional(), Length(max=LONGEST_ADDRESS)], filters=[lines])
    vat_id = StringField(_l("VAT ID"), [Optional(), Length(max=LONGEST_VAT_ID)], filters=[one_line])
    reference = StringField(_l("Your reference"), [Optional(), Length(max=LONGEST_NAME)], filters=[one_line])

    @classmethod
    def of(cls, fee: Fee) -> "BuyerForm":
        """With what is known already."""
        return cls(data={**fee.buyer, "is_business": fee.is_business})

    @property
    def buyer(self) -> Buyer:
        given = {name: self[name].data or "" for name in ("name", "company", "address", "vat_id", "reference")}
        if not self.is_business.data:
            given |= {"company": "", "vat_id": "", "reference": ""}
        return Buyer(**given)
