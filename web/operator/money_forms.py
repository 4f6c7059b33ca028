"""What an operator's people fill in about money. The shape of the input only."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from core.fields import Needed
from core.text import one_line
from payments.open_items.rules import LONGEST_REASON


class ReceivedForm(FlaskForm):  # type: ignore[misc]
    """Money for an open item was seen."""

    way = RadioField(
        _l("Where did the money come?"),
        choices=[SelectChoice("transfer", _l("On the bank account")), SelectChoice("on_site", _l("At the hub"))],
        default="transfer",
    )

    def offer(self, ways: list[str]) -> None:
        """At the hub only where the operator takes money there; on the account always."""
        if "on_site" not in ways:
            self.way.choices = self.way.choices[:1]


class WriteOffForm(FlaskForm):  # type: ignore[misc]
    reason = StringField(
        _l("Why is it written off?"),
        [Needed(), Length(max=LONGEST_REASON, message=_l("Please use at most 200 characters."))],
        filters=[one_line],
    )


class StatementForm(FlaskForm):  # type: ignore[misc]
    file = FileField(_l("File from your bank (CAMT.053)"))
