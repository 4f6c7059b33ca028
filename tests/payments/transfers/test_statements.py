"""An uploaded file is read in a process of its own."""

import pytest
from flask import Flask

from payments.transfers import statements
from payments.transfers.camt import LARGEST
from payments.transfers.errors import REASONS, StatementUnreadable
from tests.support.bank_files import IBAN, OTHER_IBAN, Transfer, camt, entry

pytestmark = pytest.mark.one_database


def test_file_is_read_in_a_process_of_its_own(app: Flask) -> None:
    with app.app_context():
        found = statements.read(camt(entry(Transfer("12.00")), entry(Transfer("3.00"))), "DE89 3704 0044 0532 0130 00")
    assert [one.amount_cents for one in found.entries] == [1200, 300]
    assert statements.unseen(found, {found.entries[0].key}) == [found.entries[1]]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"no xml", "not-camt"),
        (camt(iban=OTHER_IBAN), "other-account"),
        (b"x" * 10**7, "too-large"),
    ],
)
def test_refusal_is_a_named_error_with_words(app: Flask, content: bytes, reason: str) -> None:
    with app.app_context(), pytest.raises(StatementUnreadable) as refusal:
        statements.read(content, IBAN)
    assert refusal.value.reason == reason
    with app.test_request_context():
        assert str(refusal.value.message()) == str(REASONS[reason])


def test_year_of_a_busy_operator_is_read(app: Flask) -> None:
    content = camt(*[entry(Transfer(text=("Miete November",)))] * 1500)
    with app.app_context():
        found = statements.read(content, IBAN)
    assert len({one.key for one in found.entries}) == 1500


@pytest.mark.parametrize("sign", ["<a>", "<a b='c'>", "&#65;"])
def test_what_is_made_to_hurt_ends(app: Flask, sign: str) -> None:
    content = camt(sign * ((LARGEST - 1000) // len(sign)))
    with app.app_context(), pytest.raises(StatementUnreadable) as refusal:
        statements.read(content.replace(b"</Stmt>", b""), IBAN)
    assert refusal.value.reason == "broken"
