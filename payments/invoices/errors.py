"""The named errors of invoices. Amounts in `facts` are gross cents."""

from typing import Any

from flask_babel import lazy_gettext as _l

from core.errors import DomainError
from core.formats import day


class InvoiceCannotBeCancelled(DomainError):
    """A cancellation is not cancelled: what was cancelled is invoiced anew."""

    code, status = "invoice-cannot-be-cancelled", 409

    def message(self) -> Any:
        return _l("A cancellation invoice cannot be cancelled. Please issue a new invoice instead.")


class AlreadyInvoiced(DomainError):
    """There is an invoice for it that was not cancelled. Facts: number."""

    code, status = "already-invoiced", 409
    meaning = _l("There is an invoice for this already.")

    def message(self) -> Any:
        return _l(
            "There is an invoice for this already: %(number)s. To change it, the operator must cancel it first.",
            number=self.facts["number"],
        )


class NothingToInvoice(DomainError):
    """It is covered by what was paid, or is paid, elsewhere: a pass with VAT at its sale, an employer, a trial day."""

    code, status = "nothing-to-invoice", 409

    def message(self) -> Any:
        return _l("There is no invoice for this: something else covers it. A pass has its own invoice.")


class InvoicedLater(DomainError):
    """What a visit with a pass is worth is not known yet. Facts: day, the first on which it is."""

    code, status = "invoiced-later", 409
    meaning = _l("There is no invoice for this visit yet.")

    def message(self) -> Any:
        return _l("You can get the invoice for this visit from %(day)s.", day=day(self.facts["day"]))


class BuyerIncomplete(DomainError):
    """The law wants name and address of the buyer on this invoice. Facts: missing, a tuple of "name", "address"."""

    code, status = "buyer-incomplete", 422

    def message(self) -> Any:
        return _l("This invoice needs the name and the address of whoever it is for. Please enter both.")


class BadVatId(DomainError):
    """Not a VAT ID of a country of the European Union."""

    code, status = "bad-vat-id", 422
    field = "vat_id"

    def message(self) -> Any:
        return _l("This VAT ID cannot be right. Please check it, or leave the field empty.")
