"""A company's month: how many days are used, by whom, for which cost centre; also as a file."""

from flask import Response
from flask_babel import gettext as _

from core.access import EMPLOYER, access
from core.clock import now, today
from core.formats import DEFAULT_ZONE
from payments.companies import queries, rules
from payments.companies.month_queries import CompanyMonth, PersonsDays
from payments.invoices.tables import Spreadsheet, csv_file, xlsx_file
from payments.passes.words import month as month_words
from web.downloads import CSV, XLSX, download
from web.employer.frame import ONE, blueprint, company_of_page, employer_page, month_of_page
from web.employer.people_words import state


@blueprint.get(ONE)
@access(EMPLOYER)
def show(company: int) -> str:
    form, month = month_of_page(company)
    people, moment = queries.people_of(company), now()
    return employer_page(
        "employer/month.html",
        month.days.company,
        form=form,
        month=month,
        month_name=month_words(month.month),
        name_of=name_of,
        managers=[one for one in people if one.member and one.row.role == "manager"],
        invited=[(one, state(one, moment)) for one in people if one.member is None],
    )


@blueprint.get(f"{ONE}/days.csv")
@access(EMPLOYER)
def days_csv(company: int) -> Response:
    month, sheet = _sheet(company)
    return download(csv_file(sheet), CSV, f"days-{month.month:%Y-%m}.csv")


@blueprint.get(f"{ONE}/days.xlsx")
@access(EMPLOYER)
def days_xlsx(company: int) -> Response:
    month, sheet = _sheet(company)
    return download(xlsx_file(sheet, today(DEFAULT_ZONE)), XLSX, f"days-{month.month:%Y-%m}.xlsx")


def name_of(line: PersonsDays) -> str:
    """Nobody is named whose account is gone, or whose fee no longer says whose it was."""
    if not line.name:
        return str(_("No longer known"))
    return line.name if line.person_id else str(_("%(name)s (has left)", name=line.name))


def _sheet(company: int) -> tuple[CompanyMonth, Spreadsheet]:
    company_of_page(company)
    _form, month = month_of_page(company)
    head = (_("Month"), _("Person"), _("Cost centre"), _("Days"))
    name = f"{rules.month_of(month.month):%m/%Y}"
    rows = [(name, name_of(line), line.cost_centre, line.days) for line in month.lines]
    return month, Spreadsheet(_("Days used"), head, rows)
