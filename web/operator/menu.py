"""The menu of an operator's pages. Their endpoints take `operator`, its slug."""

from flask_babel import lazy_gettext as _l

from web.menu import MenuEntry

MONEY = (
    MenuEntry("operator.open_items", _l("Open items"), "euro", "operator.open_item"),
    MenuEntry("operator.transfers", _l("Bank transfers"), "calendar"),
    MenuEntry("operator.refunds", _l("Refunds"), "back"),
    MenuEntry("operator.withdrawals", _l("Withdrawals"), "mail", "operator.withdrawal"),
    MenuEntry("operator.differences", _l("What does not agree"), "warning"),
    MenuEntry("operator.takings", _l("Takings"), "chart"),
)
PAGES = (
    MenuEntry("operator.index", _l("Overview"), "monitor"),
    *MONEY,
    MenuEntry("operator.details", _l("Name and account"), "pin"),
    MenuEntry("operator.vat", _l("VAT"), "euro"),
    MenuEntry("operator.prices", _l("Prices in all hubs"), "euro"),
    MenuEntry("operator.invoices", _l("Invoices"), "euro", ("operator.invoice", "operator.cancel_invoice")),
    MenuEntry("operator.terms", _l("Terms and house rules"), "info", "operator.edit_terms"),
    MenuEntry("operator.people", _l("People and groups"), "users"),
    MenuEntry(
        "operator.companies",
        _l("Companies"),
        "users",
        ("operator.company", "operator.new_company", "operator.edit_company", "operator.set_contingent"),
    ),
    MenuEntry(
        "operator.passes",
        _l("Passes"),
        "check",
        ("operator.new_pass", "operator.edit_pass", "operator.sold_passes", "operator.settle"),
    ),
)
