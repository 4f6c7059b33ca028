"""What does not agree: between the books of this site and Stripe, or within them. A person looks at it."""

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from core.access import OPERATOR, access
from payments import difference_actions
from payments.open_items import difference_queries
from web.operator import money_words
from web.operator.frame import blueprint, operator_of_page, operator_page


def _back(operator: str, **_of_the_difference: object) -> str:
    return url_for("operator.differences", operator=operator)


@blueprint.get("/differences")
@access(OPERATOR)
def differences(operator: str) -> str:
    found = operator_of_page(operator)
    rows = [(one, money_words.difference_words(one.kind)) for one in difference_queries.open_of(found.id)]
    return operator_page("operator/differences.html", found, rows=rows)


@blueprint.post("/differences/<int:difference_id>/closing")
@access(OPERATOR, come_back=_back)
def close_difference(operator: str, difference_id: int) -> Response:
    found = operator_of_page(operator)
    one = difference_queries.one_of(found.id, difference_id) or abort(404)
    difference_actions.close(difference=one, by=current_user)
    flash(_("It is off the list."), "success")
    return redirect(_back(operator), 303)
