"""An operator's texts of law, for everybody: the version that holds, and each earlier one."""

from flask import Blueprint, abort, render_template, request

from core.access import PUBLIC, access
from core.arguments import read_id
from core.clock import now
from core.formats import locale_code
from hubs.operators import queries as operator_queries
from payments.terms import queries
from payments.terms.shipped import KINDS
from web.site import terms_words
from web.site.text_html import readable

blueprint = Blueprint("operator_texts", __name__)


@blueprint.get("/operators/<operator>/terms/<kind>")
@access(PUBLIC)
def show(operator: str, kind: str) -> str:
    """`?version=3`: that one; without, the one that holds. 404 where there is none."""
    found, key = operator_queries.operator(operator) or abort(404), kind.replace("-", "_")
    if key not in KINDS or "_" in kind:
        abort(404)
    wanted = request.args.get("version")
    number = read_id(wanted) or abort(404) if wanted else None
    current = queries.version(found.id, key, None, now())
    text = queries.version(found.id, key, number, now()) if number else current
    if text is None:
        abort(404)
    shown = readable(text.text(locale_code()))
    return render_template(
        "site/operator_text.html",
        operator=found,
        text=text,
        title=shown.title or terms_words.KINDS[key],
        html=shown.html,
        is_current=current is not None and current.id == text.id,
        kind=kind,
        language=text.language(locale_code()),
    )
