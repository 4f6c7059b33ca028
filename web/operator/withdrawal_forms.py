"""What an operator's people answer to a withdrawal. The shape of the input only: what the law gives, rules say."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length

from core.fields import Needed
from core.text import lines, one_line
from payments.withdrawals.rules import LONGEST_REASON
from web.host.rule_forms import PriceField


class AcceptForm(FlaskForm):  # type: ignore[misc]
    """`contract` is the first fee of what was withdrawn from."""

    amount = PriceField(_l("Amount that goes back"), [Needed()], filters=[one_line])
    contract = HiddenField()


class RefuseForm(FlaskForm):  # type: ignore[misc]
    reason = TextAreaField(
        _l("Why can it not be accepted?"),
        [Needed(), Length(max=LONGEST_REASON, message=_l("Please use at most 400 characters."))],
        filters=[lines],
    )
    contract = HiddenField()
