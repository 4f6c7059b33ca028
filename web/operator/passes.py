"""The passes of an operator: what it sells, what it has sold, and taking one back."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from core.access import OPERATOR, access
from core.arguments import read_page, read_uuid
from core.clock import today
from core.errors import DomainError
from core.formats import DEFAULT_ZONE, money
from core.refusals import when_refused
from hubs.operators import queries as operator_queries
from payments.passes import product_actions, queries, sale_actions, words
from payments.passes.models import PassProduct
from web.host.hub_forms import refuse
from web.host.stale import is_outdated
from web.operator.frame import blueprint, operator_of_page, operator_page
from web.operator.pass_forms import ProductForm, shown

PAGE = 50
ONE = "/passes/<int:product_id>"


def _index(operator: str, **_of_the_pass: Any) -> str:
    return url_for("operator.passes", operator=operator)


def _new(operator: str) -> str:
    return url_for("operator.new_pass", operator=operator)


def _edit(operator: str, product_id: int) -> str:
    return url_for("operator.edit_pass", operator=operator, product_id=product_id)


@blueprint.get("/passes")
@access(OPERATOR)
def passes(operator: str) -> str:
    found = operator_of_page(operator)
    products = queries.products_of(found.id)
    return operator_page("operator/passes.html", found, products=products, words=words)


@blueprint.route("/passes/new", methods=["GET", "POST"])
@access(OPERATOR, come_back=_new)
def new_pass(operator: str) -> Any:
    form = ProductForm() if request.method == "POST" else ProductForm(formdata=None, data=shown(None))
    if not form.validate_on_submit():
        return _form_page(operator, form, None)
    return _create(operator, form)


@when_refused(lambda error, operator, form: _form_page(operator, form, None, error))
def _create(operator: str, form: ProductForm) -> Response:
    product_actions.create_product(operator=operator_of_page(operator), values=form.values)
    flash(_("The pass is sold from now on."), "success")
    return redirect(_index(operator), 303)


@blueprint.route(ONE, methods=["GET", "POST"])
@access(OPERATOR, come_back=_edit)
def edit_pass(operator: str, product_id: int) -> Any:
    product = _product(operator, product_id)
    there = shown(product)
    form = ProductForm() if request.method == "POST" else ProductForm(formdata=None, data=there)
    if is_outdated(form, there) or not form.validate_on_submit():
        return _form_page(operator, form, product)
    return _change(operator, form, product_id)


@when_refused(
    lambda error, operator, form, product_id: _form_page(operator, form, _product(operator, product_id), error)
)
def _change(operator: str, form: ProductForm, product_id: int) -> Response:
    product = _product(operator, product_id)
    product_actions.change_product(operator=operator_of_page(operator), product=product, values=form.values)
    flash(_("Saved. Passes that people have bought already stay as they were."), "success")
    return redirect(_index(operator), 303)


@blueprint.post(f"{ONE}/sale")
@access(OPERATOR, come_back=_index)
def sell_pass(operator: str, product_id: int) -> Response:
    """`is_sold`: yes, or anything else to stop selling."""
    product = _product(operator, product_id)
    is_sold = request.form.get("is_sold") == "yes"
    product_actions.set_sold(product=product, is_sold=is_sold)
    if is_sold:
        flash(_("The pass is sold again."), "success")
    else:
        flash(_("The pass is not sold any more. Passes that people have stay valid."), "success")
    return redirect(_index(operator), 303)


def _sold_back(operator: str, **_of_the_pass: Any) -> str:
    return url_for("operator.sold_passes", operator=operator)


@blueprint.get("/passes/sold")
@access(OPERATOR)
def sold_passes(operator: str) -> str:
    return _sold(operator, None)


@blueprint.post("/passes/sold/<pass_id>/return")
@access(OPERATOR, come_back=_sold_back)
@when_refused(lambda error, operator, pass_id: _sold(operator, error))
def take_back_pass(operator: str, pass_id: str) -> Response:
    """After a withdrawal: what was not used goes back."""
    found, key = operator_of_page(operator), read_uuid(pass_id)
    if key is None or queries.sold_pass(found.id, key) is None:
        abort(404)
    back = sale_actions.take_back(pass_id=key)
    flash(_("The pass is taken back. %(amount)s go back to its buyer.", amount=money(back)), "success")
    return redirect(_sold_back(operator), 303)


def _product(operator: str, product_id: int) -> PassProduct:
    found = queries.product(product_id)
    mine = found is not None and found.operator.slug == operator
    return found.product if found is not None and mine else abort(404)


def _form_page(operator: str, form: ProductForm, product: PassProduct | None, error: DomainError | None = None) -> Any:
    if error is not None:
        refuse(form, error)
    found = operator_of_page(operator)
    is_outdated(form, shown(product))
    form.offer(operator_queries.hubs_of(found.id), may_be_district=found.sells_passes_district_wide)
    page = operator_page("operator/pass.html", found, form=form, product=product, words=words)
    return page, 422 if form.errors else 200


def _sold(operator: str, error: DomainError | None) -> str:
    found, page = operator_of_page(operator), read_page(request.args.get("page"))
    rows = queries.sold_by(found.id, PAGE + 1, (page - 1) * PAGE)
    return operator_page(
        "operator/sold_passes.html",
        found,
        rows=rows[:PAGE],
        has_more=len(rows) > PAGE,
        page=page,
        error=error,
        day=today(DEFAULT_ZONE),
        words=words,
    )
