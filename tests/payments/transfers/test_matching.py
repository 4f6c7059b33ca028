"""What a transfer is for: exact only when nothing else can be meant."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.transfers import references
from payments.transfers.camt import BankEntry
from payments.transfers.matching import Match, OpenItem, match, words_of_name

FIRST, SECOND, STRANGE = (references.numbered("CB", 2026, number) for number in (1, 2, 999))
ITEMS = [
    OpenItem("a", FIRST, 1200, ("Anna Müller",)),
    OpenItem("b", SECOND, 500, ("Bernd Beispiel", "Verein der Gartenfreunde")),
    OpenItem("c", references.numbered("CB", 2026, 3), 0, ("Clara Schmidt",)),
]


def came(
    text: str = "", cents: int = 1200, *, reference: str = "", debtor: str = "", currency: str = "EUR"
) -> BankEntry:
    return BankEntry("key", cents, currency, date(2026, 11, 23), text, reference, debtor, "")


def only(*entries: BankEntry, items: list[OpenItem] = ITEMS) -> Match:
    (found,) = match(entries, items)
    return found


def told(one: Match) -> tuple[str, list[str]]:
    return one.kind, [item.fee_id for item in one.items]


@pytest.mark.parametrize(
    "entry",
    [
        came(reference=FIRST),
        came(f"Miete {references.shown(FIRST).lower()} Danke"),
        came("SVWZ+RF62CB202\n60001ANNA"),
        came(f"{FIRST}", debtor="Somebody Else"),
    ],
)
def test_reference_and_amount_are_exact(entry: BankEntry) -> None:
    assert told(only(entry)) == ("exact", ["a"])
    assert only(entry).is_automatic


@pytest.mark.parametrize(
    ("entry", "told_as"),
    [
        (came(FIRST, 1199), ("amount_differs", ["a"])),
        (came(FIRST, 2400), ("amount_differs", ["a"])),
        (came(FIRST, currency="CHF"), ("amount_differs", ["a"])),
        (came(ITEMS[2].reference, 1200), ("paid_twice", ["c"])),
        (came(STRANGE), ("reference_unknown", [])),
        (came(debtor="MUELLER, ANNA"), ("looks_like", ["a"])),
        (came("Miete Verein der Gartenfreunde e. V.", 1), ("looks_like", ["b"])),
        (came("CB20260002"), ("looks_like", ["b"])),
        (came(f"{FIRST} {SECOND}", 1700), ("exact", ["a", "b"])),
        (came(f"{FIRST} {SECOND}", 1200), ("amount_differs", ["a", "b"])),
        (came(f"{FIRST} {ITEMS[2].reference}", 1200), ("amount_differs", ["a", "c"])),
    ],
)
def test_each_kind_is_told(entry: BankEntry, told_as: tuple[str, list[str]]) -> None:
    found = only(entry)
    assert told(found) == told_as
    assert found.is_automatic == (found.kind == "exact")


@pytest.mark.parametrize(
    "entry", [came("Pacht Garten 7"), came(debtor="Anna"), came(debtor="Müller"), came(debtor="Clara Schmidt"), came()]
)
def test_what_has_nothing_to_do_with_us_is_left_out(entry: BankEntry) -> None:
    assert match([entry], ITEMS) == []


def test_second_transfer_for_the_same_is_paid_twice() -> None:
    found = match([came(FIRST), came(FIRST), came(debtor="Anna Müller")], ITEMS)
    assert [told(one) for one in found] == [("exact", ["a"]), ("paid_twice", ["a"])]


def test_name_with_the_right_amount_comes_first() -> None:
    items = [OpenItem("old", "", 700, ("Anna Müller",)), OpenItem("due", FIRST, 1200, ("Anna Müller",))]
    assert told(only(came(debtor="Anna Müller"), items=items)) == ("looks_like", ["due", "old"])


def test_items_without_a_reference_are_told_apart() -> None:
    items = [OpenItem("paid", "", 0, ("Anna Müller",)), OpenItem("due", "", 700, ("Anna Müller",))]
    assert told(only(came(debtor="Anna Müller"), items=items)) == ("looks_like", ["due"])


@pytest.mark.parametrize(
    ("name", "same"),
    [("Dr. Jörg Weiß", "WEISS JOERG"), ("René Dupont", "Dupont, Rene"), ("Anna-Lena Kurz", "kurz anna lena")],
)
def test_names_are_compared_as_banks_write_them(name: str, same: str) -> None:
    assert words_of_name(name) == words_of_name(same)


AMOUNTS = st.integers(0, 3)
SOME = [references.numbered("CB", 2026, number) for number in range(1, 5)]


@given(
    st.lists(AMOUNTS, min_size=3, max_size=3),
    st.lists(st.tuples(st.lists(st.sampled_from(SOME), max_size=3), st.integers(0, 6)), max_size=8),
)
def test_no_item_is_paid_more_than_it_is_due(dues: list[int], sent: list[tuple[list[str], int]]) -> None:
    items = [OpenItem(reference, reference, due) for reference, due in zip(SOME, dues, strict=False)]
    entries = [came(" ".join(texts), cents) for texts, cents in sent]
    found = match(entries, items)
    exact = [one for one in found if one.is_automatic]
    paid = [item.fee_id for one in exact for item in one.items]
    assert len(paid) == len(set(paid))
    assert all(one.entry.amount_cents == one.due_cents > 0 for one in exact)
    assert [one.entry for one in found] == [entry for entry in entries if references.found_in(entry.text)]
