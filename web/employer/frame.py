"""What all pages of an employer share: the company of the address, its month, and the frame around the page."""

from typing import Any

from flask import Blueprint, abort, render_template, request

from core.clock import today
from core.formats import DEFAULT_ZONE
from payments.companies import month_queries, queries, rules
from payments.companies.models import Company
from payments.companies.month_queries import CompanyMonth
from web.operator.invoice_forms import MonthForm

blueprint = Blueprint("companies", __name__, url_prefix="/companies")
ONE = "/<int:company>"


def company_of_page(company: int) -> Company:
    """The company of the address; 404 without. The access rule stands before it."""
    return queries.company(company) or abort(404)


def employer_page(template: str, company: Company, **context: Any) -> str:
    """Render a template that extends employer/base.html (blocks: title, employer)."""
    return render_template(template, company=company, **context)


def month_of_page(company: int) -> tuple[MonthForm, CompanyMonth]:
    """The month that the address names (?month=2026-11) if it can be looked at, else this one."""
    day = today(DEFAULT_ZONE)
    form = MonthForm.asked(request.args, month_queries.months_of(company, day), rules.month_of(day))
    return form, month_queries.month_of(company, form.first) or abort(404)
