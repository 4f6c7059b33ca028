"""What hosts fill in to sell a pass at the hub. The shape of the input only."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from core.fields import NEEDED, MailboxField, Needed


class SellPassForm(FlaskForm):  # type: ignore[misc]
    email = MailboxField(_l("Email address of the person"), [Needed()])
    product = SelectField(_l("Pass"), [InputRequired(NEEDED)], validate_choice=False)
    is_paid = BooleanField(_l("I have the money: it is in our till, or was paid by card"))
    form_key = HiddenField()

    def offer(self, products: list[tuple[int, Any]]) -> None:
        """Ids with the texts of what can be sold. None is chosen beforehand: it is about money."""
        first = SelectChoice("", _("Choose a pass"))
        self.product.choices = [first, *(SelectChoice(str(key), text) for key, text in products)]
