"""What is typed about a hand-over."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField
from wtforms.validators import Length, Optional

from core.text import one_line
from core.tokens import new_secret


class RecipientForm(FlaskForm):  # type: ignore[misc]
    """`form_key` is new each time the form is shown: sent once more (a page that is loaded again) it makes no other
    codes. CSRF is checked for every form by core.security."""

    class Meta:
        csrf = False

    form_key = HiddenField(default=new_secret)
    recipient = StringField(
        _l("For whom?"),
        [Optional(), Length(max=80, message=_l("Please use at most 80 characters."))],
        filters=[one_line],
    )
