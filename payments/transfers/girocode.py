"""GiroCode: a QR code from which a banking app fills in a transfer (EPC069-12, "Quick Response Code: Guidelines to
enable data capture for the initiation of a SEPA credit transfer", version 002).

Its fields are lines: whatever an operator calls itself must not add one.
"""

from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from types import ModuleType

import segno
from segno import helpers
from stdnum import bic as bic_numbers
from stdnum import iban as iban_numbers
from stdnum import iso11649
from stdnum.exceptions import ValidationError

from core.text import one_line, trimmed
from payments.transfers.errors import NoGiroCode

LONGEST_NAME, MOST_NAME_BYTES = 70, 140
MOST_CENTS = 99_999_999_999
QUIET = 4
"""Squares of white around a code that readers need (ISO/IEC 18004)."""
DARK, LIGHT = "#0f2418", "#ffffff"
"""The darkest green of the house: readers want it dark on white, whatever the page's colours are."""


@dataclass(frozen=True, slots=True)
class GiroCode:
    """What the code says (`payee` as it fits into it, IBAN without blanks), to be drawn as often as wanted."""

    payee: str
    iban: str
    bic: str
    amount_cents: int
    reference: str

    def svg(self, title: str) -> str:
        """For a page: as wide as its style (`lr-qr`) says; `title` is for those who cannot see it."""
        drawn: str = self._drawn().svg_inline(
            border=QUIET, dark=DARK, light=LIGHT, title=one_line(title), svgclass="lr-qr", omitsize=True
        )
        return drawn.replace("<svg ", '<svg role="img" ', 1)

    def png(self, scale: int = 8) -> bytes:
        """For mails and documents: `scale` pixels a square; the same details give the same bytes."""
        out = BytesIO()
        self._drawn().save(out, kind="png", border=QUIET, scale=scale, dark=DARK, light=LIGHT)
        return out.getvalue()

    def _drawn(self) -> segno.QRCode:
        euros = Decimal(self.amount_cents).scaleb(-2)
        return helpers.make_epc_qr(
            self.payee, self.iban, euros, reference=self.reference, bic=self.bic or None, encoding="utf-8"
        )


def girocode(payee: str, iban: str, amount_cents: int, reference: str, bic: str = "") -> GiroCode:
    """The code for a transfer of 0,01 to 999 999 999,99 € with a creditor reference.

    The payee's name is put on one line and cut to 70 signs. Raises NoGiroCode when a part is missing or wrong (check
    digits of IBAN and reference included).
    """
    name = _payee(payee)
    account, own_bic = _checked("iban", iban_numbers, iban), _checked("bic", bic_numbers, bic) if bic else ""
    if not name:
        raise NoGiroCode(part="name")
    if not 1 <= amount_cents <= MOST_CENTS:
        raise NoGiroCode(part="amount")
    return GiroCode(name, account, own_bic, amount_cents, _checked("reference", iso11649, reference))


def _payee(name: str) -> str:
    """As much of it as fits, in whole words."""
    whole = one_line(name)
    cut = whole.encode(errors="ignore")[:MOST_NAME_BYTES].decode(errors="ignore")[:LONGEST_NAME]
    if cut != whole and " " in cut:
        cut = cut.rpartition(" ")[0]
    return trimmed(cut)


def _checked(part: str, numbers: ModuleType, value: str) -> str:
    """Without blanks, in large letters. Digits of other scripts, which stdnum takes for digits, are none to a bank."""
    try:
        valid = str(numbers.validate(value))
    except ValidationError:
        raise NoGiroCode(part=part) from None
    if not valid.isascii():
        raise NoGiroCode(part=part)
    return valid
