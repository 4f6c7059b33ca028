"""A bank's list of transactions (ISO 20022: camt.053, also 052 and 054; versions 2 to 8, and later ones that go on
alike) becomes what came in. Bytes in, values out; nothing else is known here.

What it holds may be made to hurt: `sandboxed` is called in a process of its own with limits (see `statements`), a
document type, and with it every entity, is refused, and entries are let go of as soon as they are read.
"""

import hashlib
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from core.text import one_line

LARGEST = 5_000_000
"""Bytes, some 10,000 entries; the same for what a ZIP file holds."""
MOST_FILES = 100
DEEPEST = 40
"""Levels; the format has about fifteen."""
LONGEST_TEXT, LONGEST_NAME = 600, 140
KIND = re.compile(r"\{urn:iso:std:iso:20022:tech:xsd:camt\.05[234]\.001\.\d\d\}Document")
AMOUNT = re.compile(r"(\d{1,13})(?:\.(\d{1,2})0*)?")
NOT_PROVIDED = "NOTPROVIDED"


class StatementRefused(Exception):
    """`reason` is a key of `errors.REASONS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class BankEntry:
    """Money that came in and is booked. Of who sent it as much as the eye needs: the account is shortened.

    `key` is the same whenever the same entry is read again, also from another file of the same bank.
    """

    key: str
    amount_cents: int
    currency: str
    booked_on: date
    text: str
    reference: str
    debtor: str
    debtor_account: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What was read of one account, and how many of its credits could not be understood."""

    entries: tuple[BankEntry, ...]
    unread: int


def read(content: bytes, iban: str) -> Statement:
    """What came in on this account, in the order of the file, or of the files in a ZIP, as some banks give them. What
    the file says of other accounts is nobody's business. Raises StatementRefused."""
    check_shape(content)
    own, is_about_it, drafts, unread = _plain(iban), False, list[BankEntry](), 0
    for file in _files(content):
        for account, entry in _entries(file):
            if account != own:
                continue
            is_about_it = True
            try:
                drafts += [] if entry is None else _credits(entry)
            except ValueError:
                unread += 1
    if not is_about_it:
        raise StatementRefused("other-account")
    return Statement(tuple(_with_keys(drafts)), unread)


def check_shape(content: bytes) -> None:
    """What can be said before anything is read. Raises StatementRefused."""
    if not content.strip():
        raise StatementRefused("empty")
    if len(content) > LARGEST:
        raise StatementRefused("too-large")


def sandboxed(content: bytes, what: dict[str, str]) -> dict[str, Any]:
    """What `read` says of the account `iban`, for `core.sandbox.run`; or why it is `refused`."""
    try:
        found = read(content, what["iban"])
    except StatementRefused as refusal:
        return {"refused": refusal.reason}
    entries = [asdict(entry) | {"booked_on": entry.booked_on.isoformat()} for entry in found.entries]
    return {"entries": entries, "unread": found.unread}


def statement_of(answer: dict[str, Any]) -> Statement:
    """What `sandboxed` answered, as values again."""
    entries = (BankEntry(**{**one, "booked_on": date.fromisoformat(one["booked_on"])}) for one in answer["entries"])
    return Statement(tuple(entries), answer["unread"])


def _files(content: bytes) -> Iterator[bytes]:
    if not content.startswith(b"PK\x03\x04"):
        yield content
        return
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            files = [one for one in archive.infolist() if one.filename.lower().endswith(".xml")]
            if not files:
                raise StatementRefused("not-camt")
            if len(files) > MOST_FILES or sum(one.file_size for one in files) > LARGEST:
                raise StatementRefused("too-large")
            yield from (archive.read(one) for one in files)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise StatementRefused("broken") from None  # also one with a password


def _entries(content: bytes) -> Iterator[tuple[str, Element | None]]:
    """Each entry with the IBAN of its account, and the account once by itself, for one without entries."""
    account, depth = "", 0
    try:
        for event, element in iterparse(BytesIO(content), events=("start", "end"), forbid_dtd=True):
            if event == "start":
                depth += 1
                account = "" if depth == 3 else account
                _check_start(element, depth)
                element.tag = element.tag.rpartition("}")[2]  # whatever the version's namespace is
                continue
            if depth == 4 and element.tag == "Acct":
                account = _plain(_said(element, "Id/IBAN"))
                yield account, None
            elif depth == 4 and element.tag == "Ntry":
                yield account, element
                element.clear()
            depth -= 1
    except DefusedXmlException:
        raise StatementRefused("unsafe") from None
    except (ParseError, LookupError, ValueError):  # broken off; an encoding that nobody knows
        raise StatementRefused("broken" if depth else "not-camt") from None


def _check_start(element: Element, depth: int) -> None:
    if depth > DEEPEST:
        raise StatementRefused("broken")
    if depth == 1 and not KIND.fullmatch(element.tag):
        is_iso = element.tag.startswith("{urn:iso:std:iso:20022:")
        raise StatementRefused("other-message" if is_iso else "not-camt")


def _credits(entry: Element) -> list[BankEntry]:
    """What came in by this entry: one thing, or as many as it was gathered of. ValueError when it says not what."""
    if _said(entry, "CdtDbtInd") != "CRDT" or _said(entry, "RvslInd") in {"true", "1"}:
        return []
    if (_said(entry, "Sts/Cd") or _said(entry, "Sts") or "BOOK") != "BOOK":
        return []
    parts = _all(entry, "NtryDtls/TxDtls")
    booked_on = _day(entry)
    whole = _amount(_one(entry, "Amt"))
    amounts = [_part_amount(part) for part in parts]
    is_gathered = len(parts) > 1 and all(cents and currency == whole[1] for cents, currency in amounts)
    if is_gathered and sum(cents for cents, _currency in amounts) == whole[0]:
        return [_entry(amount, booked_on, entry, [part]) for part, amount in zip(parts, amounts, strict=True)]
    return [_entry(whole, booked_on, entry, parts)]


def _entry(amount: tuple[int, str], booked_on: date, entry: Element, parts: list[Element]) -> BankEntry:
    texts = [text for part in parts for text in _texts(part)] or [_said(entry, "AddtlNtryInf")]
    first = parts[0] if len(parts) == 1 else None
    debtor = _first(first, "RltdPties/Dbtr/Nm", "RltdPties/Dbtr/Pty/Nm", "RltdPties/UltmtDbtr/Nm")
    iban = _plain(_first(first, "RltdPties/DbtrAcct/Id/IBAN"))
    bank_key = _first(first, "Refs/AcctSvcrRef") or _said(entry, "AcctSvcrRef")
    end_to_end = _first(first, "Refs/EndToEndId")
    return BankEntry(
        key=_digest(bank_key, *map(str, amount), booked_on.isoformat(), iban, debtor, end_to_end, *texts),
        amount_cents=amount[0],
        currency=amount[1],
        booked_on=booked_on,
        text=one_line(" ".join([*texts, *([end_to_end] if end_to_end != NOT_PROVIDED else [])]))[:LONGEST_TEXT],
        reference=_reference(parts),
        debtor=one_line(debtor)[:LONGEST_NAME],
        debtor_account=f"{iban[:4]} … {iban[-4:]}" if len(iban) > 12 and iban.isalnum() else "",
    )


def _texts(part: Element) -> list[str]:
    """What the sender wrote; a bank that has no field for it writes it among its own words."""
    found = [*_all(part, "RmtInf/Ustrd"), *_all(part, "RmtInf/Strd/AddtlRmtInf")] or _all(part, "AddtlTxInf")
    return [(one.text or "").strip() for one in found]


def _reference(parts: list[Element]) -> str:
    """The references in the field made for them; several are joined, as people join them in a text."""
    found = [one.text or "" for part in parts for one in _all(part, "RmtInf/Strd/CdtrRefInf/Ref")]
    return one_line(" ".join(found))[:LONGEST_TEXT]


def _part_amount(part: Element) -> tuple[int, str]:
    """What this part says of itself (version 8, then 2); 0 when it says nothing."""
    said = _one(part, "Amt")
    said = _one(part, "AmtDtls/TxAmt/Amt") if said is None else said
    if said is None or _said(part, "CdtDbtInd") == "DBIT":
        return 0, ""
    return _amount(said)


def _amount(said: Element | None) -> tuple[int, str]:
    """In hundredths, with its currency."""
    match = AMOUNT.fullmatch((said.text or "").strip()) if said is not None else None
    if said is None or match is None:
        raise ValueError("no amount")
    whole, part = match.groups(default="")
    return int(whole) * 100 + int(part.ljust(2, "0") or 0), said.get("Ccy", "")[:3].upper()


def _day(entry: Element) -> date:
    """When it was booked, by the bank's clock."""
    said = _first(entry, "BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm")
    return date.fromisoformat(said[:10])


def _with_keys(drafts: list[BankEntry]) -> Iterator[BankEntry]:
    """Two that say the same are two, and stay so when the file is read again."""
    seen: Counter[str] = Counter()
    for draft in drafts:
        yield replace(draft, key=_digest(draft.key, str(seen[draft.key])))
        seen[draft.key] += 1


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:40]


def _plain(iban: str) -> str:
    return iban.replace(" ", "").upper()


def _all(element: Element | None, path: str) -> list[Element]:
    return [] if element is None else element.findall(path)


def _one(element: Element | None, path: str) -> Element | None:
    return None if element is None else element.find(path)


def _said(element: Element | None, path: str) -> str:
    found = _one(element, path)
    return "" if found is None else (found.text or "").strip()


def _first(element: Element | None, *paths: str) -> str:
    return next((said for path in paths if (said := _said(element, path))), "")
