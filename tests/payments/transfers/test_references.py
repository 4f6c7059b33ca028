"""The reference of a transfer is made with check digits, and found in whatever a bank makes of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iso11649

from payments.transfers import references
from payments.transfers.errors import ReferenceMistyped

PREFIXES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=8)
NUMBERED = st.builds(references.numbered, PREFIXES, st.integers(2026, 2099), st.integers(1, 999_999_999))


def test_reference_has_prefix_year_and_number() -> None:
    assert references.numbered("CB", 2026, 1) == "RF62CB20260001"
    assert references.shown("RF62CB20260001") == "RF62 CB20 2600 01"


@pytest.mark.parametrize(
    ("prefix", "year", "number"),
    [
        ("", 2026, 1),
        ("cb", 2026, 1),
        ("Ä", 2026, 1),
        ("ABCDEFGHI", 2026, 1),
        ("C-B", 2026, 1),
        ("CB\n", 2026, 1),
        ("CB", 26, 1),
        ("CB", 2026, 0),
        ("ABCDEFGH", 2026, 10**9),
    ],
)
def test_reference_of_wrong_parts_is_refused(prefix: str, year: int, number: int) -> None:
    with pytest.raises(ValueError):
        references.numbered(prefix, year, number)


@given(NUMBERED)
def test_every_reference_is_valid(reference: str) -> None:
    assert iso11649.is_valid(reference)
    assert len(reference) <= 25


@given(PREFIXES)
def test_random_reference_is_valid_and_has_no_doubtful_signs(prefix: str) -> None:
    reference = references.random(prefix)
    assert iso11649.is_valid(reference)
    assert not {*reference[4 + len(prefix) :]} & {*"IO01"}
    assert reference != references.random(prefix)


@pytest.mark.parametrize(
    "typed",
    ["RF62CB20260001", "rf62 cb20 2600 01", " RF62-CB20-2600-01\n", "62 CB20 2600 01", "RF62\u00a0CB20\u202f260001"],
)
def test_typed_reference_is_read(typed: str) -> None:
    assert references.read(typed) == "RF62CB20260001"


@pytest.mark.parametrize(
    "typed", ["", "RF", "RF62CB20260002", "RF26CB20260001", "CB20260001", "RF٦٢CB20260001", "x" * 10_000]
)
def test_mistyped_reference_is_refused(typed: str) -> None:
    with pytest.raises(ReferenceMistyped):
        references.read(typed)


@given(NUMBERED, st.data())
def test_one_wrong_sign_is_noticed(reference: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(4, len(reference) - 1))
    wrong = data.draw(st.sampled_from([sign for sign in references.CLEAR_SIGNS if sign != reference[place]]))
    with pytest.raises(ReferenceMistyped):
        references.read(reference[:place] + wrong + reference[place + 1 :])


@given(NUMBERED, st.data())
def test_reference_is_found_however_it_is_broken(reference: str, data: st.DataObject) -> None:
    gaps = data.draw(st.lists(st.sampled_from(["", "", "", " ", "\n", "-", " / "]), min_size=25, max_size=25))
    broken = "".join(sign + gap for sign, gap in zip(reference, gaps, strict=False))
    around = data.draw(st.sampled_from(["{}", "SVWZ+{} DANKE", "Miete{}.", "Rechnung {}\nAnna", "{}Danke"]))
    text = around.format(broken.lower() if data.draw(st.booleans()) else broken)
    assert reference in [one.reference for one in references.found_in(text)]


def test_reference_that_stands_alone_comes_first() -> None:
    found = references.found_in("Miete, RF62CB20260001 von Anna")
    assert found[0] == references.FoundReference("RF62CB20260001", is_whole=True)


@pytest.mark.parametrize("text", ["", "Miete November", "RF", "RFRFRF", "Überweisung 12,00 €", "RF62"])
def test_text_without_reference_has_none(text: str) -> None:
    assert references.found_in(text) == []


@given(st.text(max_size=300))
def test_any_text_is_searched(text: str) -> None:
    assert all(iso11649.is_valid(one.reference) for one in references.found_in(text))


@pytest.mark.parametrize("text", ["cb20260001", "RF26 CB2026 0001", "RF62 CB2O26 OOO1", "Miete CB2026-0001"])
def test_reference_with_a_slip_is_a_hint(text: str) -> None:
    assert references.is_hinted_at("RF62CB20260001", references.shape(text))


@pytest.mark.parametrize("text", ["", "CB20260002", "2026", "Miete"])
def test_other_text_is_no_hint(text: str) -> None:
    assert not references.is_hinted_at("RF62CB20260001", references.shape(text))
    assert not references.is_hinted_at("", references.shape(text))
