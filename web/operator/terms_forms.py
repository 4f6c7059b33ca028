"""What an operator's people write as their texts of law. The shape of the input only."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import Optional

from core.text import lines
from payments.terms.models import TermsText
from payments.terms.shipped import template
from web.host.stale import WithSeen


class TextForm(WithSeen):
    text_de = TextAreaField(_l("Text in German"), filters=[lines])
    text_en = TextAreaField(_l("Text in English"), [Optional()], filters=[lines])


def shown(kind: str, last: TermsText | None) -> dict[str, str]:
    """What one begins with: the text that was published last, or the template."""
    if last is not None:
        return {"text_de": last.text_de, "text_en": last.text_en}
    return {"text_de": template(kind, "de"), "text_en": template(kind, "en")}
