"""The menu of an operator's pages. Their endpoints take `operator`, its slug."""

from flask_babel import lazy_gettext as _l

from web.menu import MenuEntry

PAGES = (
    MenuEntry("operator.index", _l("Overview"), "monitor"),
    MenuEntry("operator.details", _l("Name and account"), "pin"),
    MenuEntry("operator.vat", _l("VAT"), "euro"),
    MenuEntry("operator.prices", _l("Prices in all hubs"), "euro"),
    MenuEntry("operator.invoices", _l("Invoices"), "euro", ("operator.invoice", "operator.cancel_invoice")),
    MenuEntry("operator.people", _l("People and groups"), "users"),
    MenuEntry(
        "operator.passes",
        _l("Passes"),
        "check",
        ("operator.new_pass", "operator.edit_pass", "operator.sold_passes", "operator.settle"),
    ),
)
