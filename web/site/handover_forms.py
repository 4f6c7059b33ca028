"""What is typed about a hand-over."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import Length, Optional

from core.text import one_line


class RecipientForm(FlaskForm):  # type: ignore[misc]
    """CSRF is checked for every form by core.security."""

    class Meta:
        csrf = False

    recipient = StringField(
        _l("For whom?"),
        [Optional(), Length(max=80, message=_l("Please use at most 80 characters."))],
        filters=[one_line],
    )
