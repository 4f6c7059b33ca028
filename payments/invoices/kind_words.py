"""What the kinds of invoices are called on pages."""

from flask_babel import lazy_gettext as _l

KINDS = {
    "invoice": _l("Invoice"),
    "small": _l("Invoice"),
    "collective": _l("Monthly invoice"),
    "cancellation": _l("Cancellation invoice"),
}
