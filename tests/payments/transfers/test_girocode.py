"""A GiroCode says what is to be transferred, and nothing that people write adds to it."""

from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from payments.transfers.errors import NoGiroCode
from payments.transfers.girocode import LONGEST_NAME, QUIET, girocode
from tests.support.bank_files import IBAN

REFERENCE = "RF62CB20260001"


def fields(name: str, euros: str, bic: str = "") -> bytes:
    """As the guideline of the European Payments Council has them, line by line."""
    return "\n".join(["BCD", "002", "1", "SCT", bic, name, IBAN, euros, "", REFERENCE]).encode()


def squares(png: bytes, scale: int) -> list[list[bool]]:
    """Which squares of a picture are dark, without its white edge."""
    picture = Image.open(BytesIO(png)).convert("L")
    side = picture.width // scale - 2 * QUIET
    middle = [(QUIET + number) * scale + scale // 2 for number in range(side)]
    return [[picture.getpixel((x, y)) < 128 for x in middle] for y in middle]  # type: ignore[operator]


def expected(payload: bytes) -> list[list[bool]]:
    return [[bool(one) for one in row] for row in segno.make_qr(payload, error="m", boost_error=False).matrix]


@pytest.mark.parametrize(("cents", "euros"), [(1200, "EUR12"), (1, "EUR0.01"), (1250, "EUR12.5"), (10000, "EUR100")])
def test_code_says_payee_account_amount_and_reference(cents: int, euros: str) -> None:
    code = girocode("Flecken Salzhemmendorf", "DE89 3704 0044 0532 0130 00", cents, "rf62 cb20 2600 01")
    assert squares(code.png(4), 4) == expected(fields("Flecken Salzhemmendorf", euros))


def test_umlauts_are_read_by_every_app() -> None:
    code = girocode("Dorfladen Börry", IBAN, 1200, REFERENCE, "COBADEFFXXX")
    assert squares(code.png(), 8) == expected(fields("Dorfladen Börry", "EUR12", "COBADEFFXXX"))


def test_line_feeds_in_a_name_add_no_field() -> None:
    code = girocode("Evil\nDE02120300000000202051\r\nEUR999\u2028x", IBAN, 1200, REFERENCE)
    assert code.payee == "Evil DE02120300000000202051 EUR999 x"
    assert squares(code.png(2), 2) == expected(fields(code.payee, "EUR12"))


def test_long_name_is_cut_between_words() -> None:
    code = girocode("Samtgemeinde " * 9, IBAN, 1200, REFERENCE)
    assert code.payee == " ".join(["Samtgemeinde"] * 5)


@given(st.text(min_size=1, max_size=200), st.integers(1, 99_999_999_999))
def test_code_of_any_name_fits(name: str, cents: int) -> None:
    code = girocode(f"G{name}", IBAN, cents, REFERENCE, "COBADEFFXXX")
    assert 0 < len(code.payee) <= LONGEST_NAME
    assert len(code.payee.splitlines()) == 1


@pytest.mark.parametrize("sign", ["x", "ü", "漢", "👩"])
def test_longest_name_of_any_script_is_drawn(sign: str) -> None:
    assert girocode(sign * 200, IBAN, 99_999_999_999, REFERENCE, "COBADEFFXXX").png(1)


@pytest.mark.parametrize(
    ("part", "values"),
    [
        ("name", {"payee": " \n"}),
        ("iban", {"iban": "DE89370400440532013001"}),
        ("iban", {"iban": ""}),
        ("iban", {"iban": "DE٨٩370400440532013000"}),
        ("iban", {"iban": IBAN + "\nEUR1"}),
        ("bic", {"bic": "COBA"}),
        ("amount", {"amount_cents": 0}),
        ("amount", {"amount_cents": -1200}),
        ("amount", {"amount_cents": 100_000_000_000}),
        ("reference", {"reference": "RF63CB20260001"}),
        ("reference", {"reference": ""}),
    ],
)
def test_code_with_a_wrong_part_is_refused(part: str, values: dict[str, str | int]) -> None:
    right = {"payee": "Gemeinde", "iban": IBAN, "amount_cents": 1200, "reference": REFERENCE, "bic": ""}
    with pytest.raises(NoGiroCode) as refusal:
        girocode(**{**right, **values})  # type: ignore[arg-type]
    assert refusal.value.facts == {"part": part}


def test_picture_for_pages_has_a_name_and_no_style_of_its_own() -> None:
    drawn = girocode("Gemeinde", IBAN, 1200, REFERENCE).svg('GiroCode <for> "12 €"')
    root = ET.fromstring(drawn)
    assert (root.get("role"), root.get("class"), root.get("width")) == ("img", "lr-qr", None)
    assert "".join(root.itertext()) == 'GiroCode <for> "12 €"'
    assert "style" not in drawn


def test_same_details_give_the_same_picture() -> None:
    assert girocode("G", IBAN, 1, REFERENCE).png() == girocode("G", IBAN, 1, REFERENCE).png()
