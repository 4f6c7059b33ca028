"""Report a barrier: a form on a page of its own, whose text goes to the operator by mail.

Lower Saxony's law asks for such a way beside the accessibility statement (NBGG §§ 9–9e, after Directive (EU) 2016/2102,
Article 7), whatever the operator's own text says.
"""

from typing import Any

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import Length, Optional

from core import outbox, ratelimit
from core.access import PUBLIC, access
from core.client_address import network
from core.fields import MailboxField, Needed
from core.settings import Settings
from core.text import lines
from core.tokens import new_secret

blueprint = Blueprint("feedback", __name__)

LONGEST = 4000
PER_NETWORK, SECONDS = 10, 3600


class FeedbackForm(FlaskForm):  # type: ignore[misc]
    text = TextAreaField(
        _l("What can you not use, or what do you need?"),
        [
            Needed(),
            Length(max=LONGEST, message=_l("At most %(max)s characters.", max=LONGEST)),
        ],
        filters=[lines],
    )
    email = MailboxField(_l("Your email address"), [Optional()])


@blueprint.route("/accessibility/feedback", methods=["GET", "POST"])
@access(PUBLIC)
def form() -> Any:
    form = FeedbackForm()
    if not form.validate_on_submit():
        return render_template("site/pages/feedback.html", form=form, longest=LONGEST), 422 if form.errors else 200
    ratelimit.hit("feedback", network(), PER_NETWORK, SECONDS)
    _mail_to_operator(form.text.data, form.email.data or "")
    return redirect(url_for(".sent"), 303)


@blueprint.get("/accessibility/feedback/sent")
@access(PUBLIC)
def sent() -> str:
    return render_template("site/pages/feedback_sent.html")


def _mail_to_operator(text: str, answer_to: str) -> None:
    settings: Settings = current_app.extensions["settings"]
    outbox.queue(
        f"accessibility-feedback:{new_secret()[:20]}",
        to=settings.contact,
        locale=settings.default_locale,
        template="accessibility-feedback",
        text=text,
        answer_to=answer_to,
    )
