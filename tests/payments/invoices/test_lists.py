"""Lists for operators: what people typed is a text in each of them, and the amounts add up."""

import csv
import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from payments.invoices import datev
from payments.invoices.datev import DatevBatch, extf_file
from payments.invoices.documents import InvoiceDocument, Line, Party
from payments.invoices.tables import Cents, Spreadsheet, csv_file, decimal_comma, harmless, invoice_sheet, xlsx_file
from payments.passes.rules import AT_USE
from payments.takings.rules import Redemption
from tests.support import invoices
from tests.support.hostile import PAYLOADS
from tests.support.invoices import STANDARD, invoice

FORMULAS = ["=cmd|' /C calc'!A0", "+1+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u200b=1", "=\ud800\uffff1"]
TODAY = date(2026, 11, 30)
BATCH = DatevBatch(1001, 42, date(2026, 1, 1), date(2026, 11, 1), TODAY, datetime(2026, 11, 30, 9, 5, tzinfo=UTC))


def test_csv_opens_in_german_programs_and_adds_up() -> None:
    made = csv_file(invoice_sheet([invoice(), invoices.cases()["cancellation"]]))
    assert made.startswith(b"\xef\xbb\xbfRechnungsnummer;")
    rows = list(csv.DictReader(io.StringIO(made.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert [(row["Steuersatz"].replace("\xa0", " "), row["Netto"], row["Brutto"]) for row in rows] == [
        ("19 %", "113,45", "135,00"),
        ("7 %", "11,21", "12,00"),
        ("19 %", "-113,45", "-135,00"),
        ("7 %", "-11,21", "-12,00"),
    ]
    assert rows[2]["Storniert Rechnung"] == "CB-2026-0017"
    assert made.endswith(b"\r\n")


@pytest.mark.parametrize("text", [*FORMULAS, *PAYLOADS])
def test_csv_cell_is_no_formula_and_no_second_row(text: str) -> None:
    made = csv_file(Spreadsheet("a", ["b"], [[text, Cents(-5), date(2026, 1, 2), 7, None]]))
    [_, row] = csv.reader(io.StringIO(made.decode("utf-8-sig"), newline=""), delimiter=";")
    assert not row[0].startswith(("=", "+", "-", "@", "\t", "\r"))
    assert row[1:] == ["-0,05", "02.01.2026", "7", ""]


def test_harmless_text_stays_as_it_is() -> None:
    assert harmless("Müller & Söhne = gut") == "Müller & Söhne = gut"
    assert harmless("=1") == "'=1"


@pytest.mark.parametrize(("cents", "text"), [(0, "0,00"), (-5, "-0,05"), (123450, "1234,50"), (-100, "-1,00")])
def test_decimal_comma_of_known_amounts(cents: int, text: str) -> None:
    assert decimal_comma(cents) == text


@pytest.mark.parametrize("text", [*FORMULAS, "https://evil.example/", "mailto:a@example.org", "x" * 40_000])
def test_xlsx_cell_is_a_text_and_never_a_formula_or_link(text: str) -> None:
    made = xlsx_file(Spreadsheet("a", [text[:100]], [[text]]), TODAY)
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert len(re.findall(r'<c r="[A-Z]\d+"[^>]* t="s">', sheet)) == 2
        assert not re.search(r"<f>|<hyperlink", sheet)
        assert not any("rels" in name and "sheet" in name for name in book.namelist())


def test_xlsx_has_numbers_and_days_and_is_always_the_same() -> None:
    sheet = invoice_sheet([invoice()], "en")
    made = xlsx_file(sheet, TODAY)
    assert made == xlsx_file(sheet, TODAY)
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        cells = book.read("xl/worksheets/sheet1.xml").decode()
    assert {"113.45", "21.55", "135"} <= set(re.findall(r"<v>([\d.]+)</v>", cells))
    assert "<v>46350</v>" in cells  # 24.11.2026 as Excel counts


def test_xlsx_of_no_invoices_is_a_head() -> None:
    assert zipfile.ZipFile(io.BytesIO(xlsx_file(invoice_sheet([]), TODAY))).testzip() is None


def rows_of(*documents: InvoiceDocument, batch: DatevBatch = BATCH) -> list[list[str]]:
    made = extf_file(documents, batch)
    return list(csv.reader(io.StringIO(made.decode("cp1252"), newline=""), delimiter=";"))


def test_datev_file_has_its_header_and_all_columns() -> None:
    made = extf_file([invoice()], BATCH)
    assert made.startswith(
        b'"EXTF";700;21;"Buchungsstapel";13;20261130090500000;;"RE";"";"";1001;42;20260101;4;20261101;20261130;'
    )
    header, columns, *postings = rows_of(invoice())
    assert (len(header), header[26]) == (31, "03")
    assert {len(columns), *map(len, postings)} == {125}
    assert len(set(columns)) == 125
    assert made.count(b"\r\n") == made.count(b"\n") == 4


def test_datev_posts_gross_by_rate_and_the_cancellation_the_other_way_round() -> None:
    _, columns, *postings = rows_of(invoice(), invoices.cases()["cancellation"])
    wanted = ("Umsatz (ohne Soll/Haben-Kz)", "Soll/Haben-Kennzeichen", "Konto", "Gegenkonto (ohne BU-Schlüssel)")
    wanted += ("Belegdatum", "Belegfeld 1", "Leistungsdatum")
    assert [[row[columns.index(name)] for name in wanted] for row in postings] == [
        ["135,00", "S", "10000", "8400", "2411", "CB-2026-0017", "24112026"],
        ["12,00", "S", "10000", "8300", "2411", "CB-2026-0017", "24112026"],
        ["135,00", "H", "10000", "8400", "3011", "CB-2026-0017", "24112026"],
        ["12,00", "H", "10000", "8300", "3011", "CB-2026-0017", "24112026"],
    ]
    assert postings[2][columns.index("Buchungstext")].startswith("Storno CB-2026-0018, Weserbergland")


@pytest.mark.parametrize(("chart", "vouchers", "revenue"), [("03", "1590", "8400"), ("04", "1370", "4400")])
def test_datev_takes_a_multi_purpose_voucher_for_revenue_when_it_is_redeemed_and_only_then(
    chart: str, vouchers: str, revenue: str
) -> None:
    sold = invoice(lines=(Line("Zehnerkarte", 1, 10000, AT_USE),))
    visit = invoice(lines=(Line("Platz 1", 1, 1000, STANDARD),), is_redemption=True)
    text = f"{invoices.BUSINESS.name}, Zehnerkarte"
    days = [Redemption(date(2026, 11, 25), "standard", 19, 3, 3000), Redemption(TODAY, "reduced", 7, 1, 0)]
    made = extf_file([sold, visit], replace(BATCH, chart=chart), days)
    _, columns, *postings = csv.reader(io.StringIO(made.decode("cp1252"), newline=""), delimiter=";")
    wanted = ("Umsatz (ohne Soll/Haben-Kz)", "Soll/Haben-Kennzeichen", "Konto", "Gegenkonto (ohne BU-Schlüssel)")
    wanted += ("Belegdatum", "Belegfeld 1", "Buchungstext", "Leistungsdatum")
    assert [[row[columns.index(name)] for name in wanted] for row in postings] == [
        ["100,00", "S", "10000", vouchers, "2411", "CB-2026-0017", text, "24112026"],
        ["30,00", "S", vouchers, revenue, "2511", "MZG20261125", "Einlösung Mehrzweckgutscheine: 3", "25112026"],
    ]
    assert {len(row) for row in postings} == {125}
    with pytest.raises(ValueError, match="MZG20261201"):
        extf_file([], BATCH, [Redemption(date(2026, 12, 1), "standard", 19, 1, 1000)])


def test_list_says_which_invoices_are_of_redeemed_vouchers() -> None:
    visit = invoice(is_redemption=True)
    kinds = [[row[1] for row in invoice_sheet([visit, invoice()], locale).rows][::2] for locale in ("de", "en")]
    assert kinds == [
        ["Rechnung (Einlösung Mehrzweckgutschein)", "Rechnung"],
        ["Invoice (multi-purpose voucher redeemed)", "Invoice"],
    ]


@pytest.mark.parametrize("chart", datev.REVENUE)
def test_datev_has_an_account_for_each_treatment(chart: str) -> None:
    documents = [invoices.of_vat(vat) for vat in invoices.VATS]
    header, columns, *postings = rows_of(*documents, batch=replace(BATCH, chart=chart))
    accounts = [row[columns.index("Gegenkonto (ohne BU-Schlüssel)")] for row in postings]
    assert header[26] == chart
    assert accounts == [datev.REVENUE[chart][vat.treatment] for vat in invoices.VATS]


@pytest.mark.parametrize("text", [*FORMULAS, *PAYLOADS, '";"', "Łucja ☃"])
def test_datev_texts_stay_in_their_cell(text: str) -> None:
    document = invoice(buyer=Party(text or "x"), lines=(Line(text, 1, 100, STANDARD),), number=f"CB;{text}")
    _, columns, *postings = rows_of(document)
    [row] = postings
    assert len(row) == 125
    assert len(row[columns.index("Buchungstext")]) <= 60
    assert not row[columns.index("Buchungstext")].startswith(("=", "+", "-", "@"))
    assert re.fullmatch(r"[A-Za-z0-9$&%*+\-/]{1,36}", row[columns.index("Belegfeld 1")])


def test_datev_leaves_out_what_costs_nothing() -> None:
    assert len(rows_of(invoice(lines=(Line("a", 1, 0, STANDARD),)))) == 2


@pytest.mark.parametrize(
    "document", [invoice(issued_on=date(2026, 12, 1)), invoice(lines=(Line("a", 1, 10**12, STANDARD),))]
)
def test_datev_refuses_what_is_not_of_its_batch_or_too_much(document: InvoiceDocument) -> None:
    with pytest.raises(ValueError, match="CB-2026-0017"):
        extf_file([document], BATCH)


def test_datev_file_is_named_as_datev_looks_for_it() -> None:
    assert datev.file_name(BATCH) == "EXTF_Buchungsstapel_20261101_20261130.csv"
