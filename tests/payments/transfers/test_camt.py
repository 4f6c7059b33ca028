"""A bank's list says what came in, in each of its versions; what is made to hurt is refused."""

import zipfile
from datetime import date
from io import BytesIO

import pytest

from payments.transfers.camt import LARGEST, BankEntry, StatementRefused, read, sandboxed, statement_of
from tests.support.bank_files import IBAN, OTHER_IBAN, Transfer, camt, entry

RF = "RF62CB20260001"
A_FILE = "file:" + "///etc/passwd"
HEAD = '<?xml version="1.0"?>'
ROOT = '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">'


def only(content: bytes) -> BankEntry:
    (found,) = read(content, IBAN).entries
    return found


def zipped(**files: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.xml", content)
    return out.getvalue()


@pytest.mark.parametrize("version", [2, 4, 8, 13])
@pytest.mark.parametrize("kind", ["053", "052", "054"])
def test_credit_is_read_in_each_version(version: int, kind: str) -> None:
    sent = Transfer("12.50", ("Miete", "November"), RF, "Anna Müller", end_to_end="E2E-7")
    found = only(camt(entry(sent, version=version), version=version, kind=kind))
    assert (found.amount_cents, found.currency, found.booked_on) == (1250, "EUR", date(2026, 11, 23))
    assert (found.text, found.reference) == ("Miete November E2E-7", RF)
    assert (found.debtor, found.debtor_account) == ("Anna Müller", "DE02 … 2051")


@pytest.mark.parametrize(
    "left_out",
    [
        entry(Transfer(way="DBIT")),
        entry(Transfer(), status="PDNG"),
        entry(Transfer(), status="INFO", version=2),
        entry(Transfer(), more="<RvslInd>true</RvslInd>"),
    ],
)
def test_what_is_no_booked_credit_is_left_out(left_out: str) -> None:
    assert read(camt(left_out), IBAN).entries == ()


def test_entry_of_several_is_taken_to_pieces() -> None:
    sent = [Transfer("12.00", ("eins",)), Transfer("5.05", ("zwei",), name="Bernd Beispiel")]
    found = read(camt(entry(*sent, amount="17.05")), IBAN).entries
    assert [(one.amount_cents, one.text, one.debtor) for one in found] == [
        (1200, "eins", "Anna Muster"),
        (505, "zwei", "Bernd Beispiel"),
    ]


@pytest.mark.parametrize(
    ("sent", "has_amounts"),
    [
        ([Transfer("12.00", ("eins",)), Transfer("5.00", ("zwei",))], True),
        ([Transfer("12.00", ("eins",)), Transfer("5.05", ("zwei",))], False),
        ([Transfer("12.00", ("eins",)), Transfer("5.05", ("zwei",), currency="USD")], True),
    ],
    ids=["sum does not fit", "no amounts", "other currency"],
)
def test_entry_whose_parts_do_not_add_up_stays_one(sent: list[Transfer], has_amounts: bool) -> None:
    found = only(camt(entry(*sent, amount="17.05", has_amounts=has_amounts)))
    assert (found.amount_cents, found.text, found.debtor) == (1705, "eins zwei", "")


@pytest.mark.parametrize(
    ("said", "cents"), [("12", 1200), ("12.5", 1250), ("12.50000", 1250), ("0.01", 1), ("1234567.89", 123456789)]
)
def test_amount_is_read_to_the_cent(said: str, cents: int) -> None:
    assert only(camt(entry(Transfer(said)))).amount_cents == cents


@pytest.mark.parametrize("said", ["", "12,00", "-5", "1e3", "12.005", "NaN", "1" * 40])
def test_credit_without_a_clear_amount_is_counted(said: str) -> None:
    found = read(camt(entry(Transfer(said)), entry(Transfer("3.00"))), IBAN)
    assert (len(found.entries), found.unread) == (1, 1)


def test_credit_without_a_day_is_counted() -> None:
    assert read(camt(entry(Transfer(), day="gestern")), IBAN).unread == 1


def test_words_of_the_bank_stand_in_for_a_missing_text() -> None:
    assert only(camt(entry(Transfer()))).text == "GUTSCHR. UEBERWEISUNG"
    without = camt(entry(Transfer())).replace(b"<RmtInf></RmtInf>", b"<AddtlTxInf>RF62 CB20</AddtlTxInf>")
    assert only(without).text == "RF62 CB20"


def test_two_alike_are_two_and_known_again() -> None:
    twice = camt(entry(Transfer()), entry(Transfer()))
    keys = [one.key for one in read(twice, IBAN).entries]
    assert len(set(keys)) == 2
    assert [one.key for one in read(camt(entry(Transfer())), IBAN).entries] == keys[:1]
    assert [one.key for one in read(twice, IBAN).entries] == keys


@pytest.mark.parametrize(
    "other",
    [
        Transfer("12.01"),
        Transfer(text=("x",)),
        Transfer(name="B"),
        Transfer(iban=IBAN),
        Transfer(bank_key="2"),
        Transfer(end_to_end="3"),
        Transfer(currency="CHF"),
    ],
)
def test_what_differs_has_another_key(other: Transfer) -> None:
    assert only(camt(entry(other))).key != only(camt(entry(Transfer()))).key


def test_other_accounts_are_nobodys_business() -> None:
    both = zipped(a=camt(entry(Transfer("1.00"))), b=camt(entry(Transfer("2.00")), iban=OTHER_IBAN))
    assert [one.amount_cents for one in read(both, IBAN).entries] == [100]
    assert read(camt(), IBAN).entries == ()
    assert refused(camt(entry(Transfer()), iban=OTHER_IBAN)) == "other-account"


def refused(content: bytes) -> str:
    with pytest.raises(StatementRefused) as refusal:
        read(content, IBAN)
    return refusal.value.reason


def test_hostile_texts_are_one_harmless_line() -> None:
    sent = Transfer(text=("a\nb\u202e<script>" + "x" * 900,), name="=cmd|' /C calc'!A0\n" + "n" * 300)
    found = only(camt(entry(sent)))
    assert found.text.startswith("a b<script>x")
    assert len(found.text) == 600
    assert len(found.debtor) == 140


BOMB = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "empty"),
        (" \n", "empty"),
        ("Buchungstag;Betrag\n24.11.2026;12,00", "not-camt"),
        (":20:STARTUMSE\n:25:37040044/532013000", "not-camt"),
        ("%PDF-1.7", "not-camt"),
        ("<html><body>Log in</body></html>", "not-camt"),
        ('<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"/>', "other-message"),
        ('<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.029.001.09"/>', "other-message"),
        ('<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08.evil"/>', "other-message"),
        ("<Document/>", "not-camt"),
        (f"{HEAD}{ROOT}", "broken"),
        (camt(entry(Transfer()))[:-40].decode(), "broken"),
        (f"{HEAD}<!DOCTYPE Document>{ROOT}</Document>", "unsafe"),
        (f'{HEAD}<!DOCTYPE d [<!ENTITY l0 "lol">{BOMB}]>{ROOT}&l9;</Document>', "unsafe"),
        (f'{HEAD}<!DOCTYPE d [<!ENTITY x SYSTEM "{A_FILE}">]>{ROOT}&x;</Document>', "unsafe"),
        (f'{HEAD}<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd">{ROOT}</Document>', "unsafe"),
        (f'{HEAD}<!DOCTYPE d [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x">%p;]>{ROOT}</Document>', "unsafe"),
        (f'<?xml version="1.0" encoding="x-none"?>{ROOT}</Document>', "not-camt"),
        (f"{HEAD}{ROOT}</Document>", "other-account"),
        ("PK\x03\x04 broken", "broken"),
    ],
)
def test_what_is_no_statement_is_refused_by_its_reason(content: str, reason: str) -> None:
    assert refused(content.encode()) == reason


def test_large_file_is_refused() -> None:
    assert refused(b"<" * (LARGEST + 1)) == "too-large"


def test_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = zipped(a=b" " * (LARGEST + 1))
    assert len(bomb) < 20_000
    assert refused(bomb) == "too-large"


def test_zip_without_statement_is_refused() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("liesmich.txt", "Hallo")
    assert refused(out.getvalue()) == "not-camt"


def test_deep_nesting_does_no_harm() -> None:
    deep = f"{HEAD}{ROOT}" + "<a>" * 100_000 + "</a>" * 100_000 + "</Document>"
    assert refused(deep.encode()) == "broken"


def test_answer_of_the_process_becomes_the_statement_again() -> None:
    content = camt(entry(Transfer(text=(RF,))), entry(Transfer("?")))
    assert statement_of(sandboxed(content, {"iban": IBAN})) == read(content, IBAN)
    assert sandboxed(b"", {"iban": IBAN}) == {"refused": "empty"}
