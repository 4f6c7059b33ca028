"""Which month, and why an invoice is cancelled."""

from collections.abc import Sequence
from datetime import date

from flask_babel import format_date
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import SelectChoice, SelectField, StringField
from wtforms.validators import Length

from core.fields import Needed
from core.text import one_line
from payments.invoices.rules import LONGEST_REASON


class MonthForm(FlaskForm):  # type: ignore[misc]
    """Sent as GET; it changes nothing and needs no token."""

    class Meta:
        csrf = False

    month = SelectField(_l("Month"))

    @classmethod
    def asked(cls, values: MultiDict[str, str], months: Sequence[date], usual: date | None = None) -> "MonthForm":
        """One of these months, which are the latest first; without a valid choice `usual`, else the first of them."""
        keys = [f"{month:%Y-%m}" for month in months]
        wish = values.get("month", "")
        form = cls(formdata=MultiDict({"month": wish if wish in keys else f"{usual or months[0]:%Y-%m}"}))
        form.month.choices = [
            SelectChoice(key, str(format_date(month, "LLLL yyyy"))) for key, month in zip(keys, months, strict=True)
        ]
        return form

    @property
    def first(self) -> date:
        return date.fromisoformat(f"{self.month.data}-01")


class CancelForm(FlaskForm):  # type: ignore[misc]
    reason = StringField(_l("Reason"), [Needed(), Length(max=LONGEST_REASON)], filters=[one_line])
