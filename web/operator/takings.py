"""What an operator took in, per day, way and VAT rate: a month on the page, and as a file."""

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from flask import Response, request
from flask_babel import gettext as _

from core.access import OPERATOR, access
from core.clock import today
from core.formats import DEFAULT_ZONE, locale_code
from payments.invoices import words as invoice_words
from payments.invoices.tables import Cents, Spreadsheet, csv_file, xlsx_file
from payments.takings.queries import Taking, by_rate, takings
from payments.takings.redemption_queries import redemptions
from payments.takings.rules import Redemption, redeemed_by_rate
from web.downloads import CSV, XLSX, download
from web.operator import money_words
from web.operator.frame import blueprint, operator_of_page, operator_page

_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


class ChosenMonth(NamedTuple):
    """A month of the calendar, by its first and last day."""

    first: date
    last: date

    @property
    def name(self) -> str:
        """As the address has it: 2026-11."""
        return f"{self.first:%Y-%m}"

    @property
    def before(self) -> str:
        return f"{self.first - timedelta(days=1):%Y-%m}"

    @property
    def after(self) -> str:
        return f"{self.last + timedelta(days=1):%Y-%m}"


@blueprint.get("/takings", endpoint="takings")
@access(OPERATOR)
def takings_of_month(operator: str) -> str:
    found, month = operator_of_page(operator), _month()
    rows = takings(found.id, month.first, month.last)
    redeemed = redeemed_by_rate(redemptions(found.id, month.first, month.last))
    return operator_page(
        "operator/takings.html",
        found,
        month=month,
        is_running=month.last >= today(DEFAULT_ZONE),
        rows=rows,
        sums=by_rate(rows),
        gross_cents=sum(row.gross_cents for row in rows),
        redeemed=redeemed,
        has_datev=bool(redeemed and found.datev_consultant and found.datev_client),
        rate_words=lambda vat: invoice_words.vat_rate(vat, locale_code()),
        ways=money_words.WAYS,
    )


@blueprint.get("/takings.csv")
@access(OPERATOR)
def takings_csv(operator: str) -> Response:
    month, sheet = _sheet(operator)
    return download(csv_file(sheet), CSV, f"{operator}-{month.name}.csv")


@blueprint.get("/takings.xlsx")
@access(OPERATOR)
def takings_xlsx(operator: str) -> Response:
    month, sheet = _sheet(operator)
    return download(xlsx_file(sheet, today(DEFAULT_ZONE)), XLSX, f"{operator}-{month.name}.xlsx")


def _month() -> ChosenMonth:
    """That of the address, else this one."""
    named, day = _MONTH.fullmatch(request.args.get("month", "")), today(DEFAULT_ZONE)
    year, month = (int(named[1]), int(named[2])) if named else (day.year, day.month)
    return ChosenMonth(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def _sheet(operator: str) -> tuple[ChosenMonth, Spreadsheet]:
    found, month = operator_of_page(operator), _month()
    head = (_("Day"), _("Way to pay"), _("VAT rate"), _("Received"), _("Given back"), _("Net"), _("VAT"), _("Gross"))
    rows = [_row(row) for row in takings(found.id, month.first, month.last)]
    rows += [_redeemed(row) for row in redemptions(found.id, month.first, month.last)]
    return month, Spreadsheet(_("Takings"), head, rows)


def _row(row: Taking) -> tuple[date | str | Cents | None, ...]:
    rate = invoice_words.vat_rate(row.vat, locale_code())
    came_and_went = Cents(row.received_cents), Cents(row.returned_cents)
    sums = Cents(row.net_cents), Cents(row.vat_cents), Cents(row.gross_cents)
    return (row.key.day, str(money_words.WAYS[row.key.way]), rate, *came_and_went, *sums)


def _redeemed(row: Redemption) -> tuple[date | str | Cents | None, ...]:
    """No money comes with it, but the VAT is due."""
    rate, way = invoice_words.vat_rate(row.vat, locale_code()), str(money_words.REDEEMED)
    return (row.day, way, rate, None, None, Cents(row.net_cents), Cents(row.vat_cents), Cents(row.gross_cents))
