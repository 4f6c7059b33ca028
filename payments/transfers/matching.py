"""Which transfer pays for what. Only what cannot be meant otherwise is exact; all else a person decides."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from payments.transfers import references
from payments.transfers.camt import BankEntry

Kind = Literal["exact", "amount_differs", "reference_unknown", "paid_twice", "looks_like"]
AUTOMATIC: frozenset[Kind] = frozenset({"exact"})
CURRENCY = "EUR"
FORMS_OF_ADDRESS = {"dr", "prof", "herr", "frau", "mr", "mrs", "ms", "und", "and", "u", "oder", "or"}
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class OpenItem:
    """What a transfer may be for. `due_cents` is 0 for what is settled (paid, or cancelled): given along, it tells
    that somebody paid twice. `names`: of the buyer and, when another, of the member."""

    fee_id: str
    reference: str
    due_cents: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """What an entry seems to be for.

    exact: all items together are owed just this. amount_differs: the reference is ours, the amount is not what is due.
    paid_twice: nothing is due any more. reference_unknown: a valid reference, but none of these. looks_like: a guess by
    a name, or by a reference with a slip, the likeliest first.
    """

    kind: Kind
    entry: BankEntry
    items: tuple[OpenItem, ...] = ()
    reference: str = ""

    @property
    def is_automatic(self) -> bool:
        """Whether it may be noted as paid without anybody looking at it."""
        return self.kind in AUTOMATIC

    @property
    def due_cents(self) -> int:
        return sum(item.due_cents for item in self.items)


def match(entries: Iterable[BankEntry], open_items: Sequence[OpenItem]) -> list[Match]:
    """What each entry seems to be for, in their order; entries that have nothing to do with any item are left out.

    No item is paid by two exact matches: the second entry for it is paid_twice.
    """
    by_reference = {item.reference: item for item in open_items if item.reference}
    named = [(item, [words_of_name(name) for name in item.names]) for item in open_items]
    settled = {item.fee_id for item in open_items if item.due_cents <= 0}
    found: list[Match] = []
    for entry in entries:
        one = _by_reference(entry, by_reference, settled)
        if one is None:
            one = _by_looks(entry, [pair for pair in named if pair[0].fee_id not in settled])
        if one is not None:
            found.append(one)
        if one is not None and one.is_automatic:
            settled |= {item.fee_id for item in one.items}
    return found


def _by_reference(entry: BankEntry, known: dict[str, OpenItem], settled: set[str]) -> Match | None:
    in_entry = [*references.found_in(entry.reference), *references.found_in(entry.text)]
    items = tuple({one.reference: known[one.reference] for one in in_entry if one.reference in known}.values())
    if items:
        return Match(_kind(entry, items, settled), entry, items, items[0].reference)
    unknown = next((one.reference for one in in_entry if one.is_whole), None)
    return None if unknown is None else Match("reference_unknown", entry, (), unknown)


def _kind(entry: BankEntry, items: tuple[OpenItem, ...], settled: set[str]) -> Kind:
    is_settled = [item.fee_id in settled for item in items]
    if all(is_settled):
        return "paid_twice"
    is_due = entry.currency == CURRENCY and entry.amount_cents == sum(item.due_cents for item in items)
    return "exact" if is_due and not any(is_settled) else "amount_differs"


def _by_looks(entry: BankEntry, unpaid: Sequence[tuple[OpenItem, list[set[str]]]]) -> Match | None:
    shape = references.shape(f"{entry.reference} {entry.text}")
    words = words_of_name(f"{entry.debtor} {entry.text}")
    alike = [item for item, _names in unpaid if references.is_hinted_at(item.reference, shape)]
    alike = alike or [item for item, names in unpaid if any(len(own) >= 2 and own <= words for own in names)]
    alike.sort(key=lambda item: item.due_cents != entry.amount_cents)
    return Match("looks_like", entry, tuple(alike), alike[0].reference) if alike else None


def words_of_name(name: str) -> set[str]:
    """As banks write names too: in any order, MUELLER for Müller, without marks and titles."""
    plain = unicodedata.normalize("NFKC", name).casefold().translate(UMLAUTS)
    without_marks = "".join(sign for sign in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(sign))
    return {word for word in re.findall(r"[^\W\d_]+", without_marks) if word not in FORMS_OF_ADDRESS}
