"""An operator's texts of law: which are published since when, and writing the next version."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from core.access import OPERATOR, access
from core.clock import now
from core.errors import DomainError
from core.refusals import when_refused
from payments.terms import actions, queries
from payments.terms.shipped import KINDS, LOCALES
from web.host.hub_forms import refuse
from web.host.stale import is_outdated
from web.operator.frame import blueprint, operator_of_page, operator_page
from web.operator.terms_forms import TextForm, shown
from web.site import terms_words
from web.site.text_html import readable

PREVIEW_FROM = 3


def _edit(operator: str, kind: str) -> str:
    return url_for("operator.edit_terms", operator=operator, kind=kind)


@blueprint.get("/terms")
@access(OPERATOR)
def terms(operator: str) -> str:
    found = operator_of_page(operator)
    published = queries.versions(found.id)
    kinds = [(kind, terms_words.in_address(kind), published.get(kind, [])) for kind in KINDS]
    return operator_page("operator/terms.html", found, kinds=kinds)


@blueprint.route("/terms/<kind>/edit", methods=["GET", "POST"])
@access(OPERATOR, come_back=_edit)
def edit_terms(operator: str, kind: str) -> Any:
    """A button shows how it will look; the other publishes it."""
    found, key = operator_of_page(operator), _kind(kind)
    there = shown(key, queries.version(found.id, key, None, now()))
    form = TextForm() if request.method == "POST" else TextForm(formdata=None, data=there)
    is_old = is_outdated(form, there)
    if not form.validate_on_submit() or is_old or "preview" in request.form:
        return _page(operator, kind, form)
    return _publish(operator, kind, form)


@when_refused(lambda error, operator, kind, form: _page(operator, kind, form, error))
def _publish(operator: str, kind: str, form: TextForm) -> Response:
    found, key = operator_of_page(operator), _kind(kind)
    texts = {"text_de": form.text_de.data or "", "text_en": form.text_en.data or ""}
    published = actions.publish(operator=found, kind=key, by=current_user, **texts)
    if published is None:
        flash(_("Nothing was changed: this is the text that applies already."), "info")
    else:
        flash(_("Published. Version %(number)s applies from now on.", number=published.version), "success")
    return redirect(url_for("operator.terms", operator=operator), 303)


def _kind(kind: str) -> str:
    key = kind.replace("-", "_")
    return key if key in KINDS and "_" not in kind else abort(404)


def _page(operator: str, kind: str, form: TextForm, error: DomainError | None = None) -> Any:
    found, key = operator_of_page(operator), _kind(kind)
    if error is not None:
        refuse(form, error)
    last = queries.version(found.id, key, None, now())
    is_outdated(form, shown(key, last))
    texts = {locale: form[f"text_{locale}"].data or "" for locale in LOCALES}
    wants_preview = "preview" in request.form
    page = operator_page(
        "operator/terms_text.html",
        found,
        form=form,
        kind=kind,
        key=key,
        last=last,
        preview=[(one, readable(texts[one], PREVIEW_FROM)) for one in LOCALES if texts[one]] if wants_preview else [],
    )
    return page, 422 if form.errors else 200
