"""A bank's lists of transactions (CAMT), as German banks write them in version 2 and version 8."""

from dataclasses import dataclass
from xml.sax.saxutils import escape

IBAN = "DE89370400440532013000"
OTHER_IBAN = "DE02120300000000202051"
ROOTS = {
    "053": ("BkToCstmrStmt", "Stmt"),
    "052": ("BkToCstmrAcctRpt", "Rpt"),
    "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
}


@dataclass(frozen=True)
class Transfer:
    """One thing that came in (or, with `way` DBIT, went out)."""

    amount: str = "12.00"
    text: tuple[str, ...] = ()
    reference: str = ""
    name: str = "Anna Muster"
    iban: str = OTHER_IBAN
    bank_key: str = ""
    end_to_end: str = "NOTPROVIDED"
    way: str = "CRDT"
    currency: str = "EUR"


def camt(*entries: str, version: int = 8, kind: str = "053", iban: str = IBAN) -> bytes:
    """A file about one account with these entries."""
    message, statement = ROOTS[kind]
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.{version:02}">'
        f"<{message}><GrpHdr><MsgId>1</MsgId><CreDtTm>2026-11-24T05:00:00+01:00</CreDtTm></GrpHdr>"
        f"<{statement}><Id>1</Id><CreDtTm>2026-11-24T05:00:00+01:00</CreDtTm>"
        f"<Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        f"{''.join(entries)}</{statement}></{message}></Document>"
    ).encode()


def entry(
    *transfers: Transfer,
    amount: str = "",
    version: int = 8,
    status: str = "BOOK",
    day: str = "2026-11-23",
    has_amounts: bool = True,
    more: str = "",
) -> str:
    """An entry, of one transfer or gathered of several; `amount` is needed for several."""
    status = f"<Sts><Cd>{status}</Cd></Sts>" if version >= 8 else f"<Sts>{status}</Sts>"
    first = transfers[0]
    details = "".join(_details(one, version, has_amounts=has_amounts) for one in transfers)
    return (
        f'<Ntry><Amt Ccy="{first.currency}">{amount or first.amount}</Amt><CdtDbtInd>{first.way}</CdtDbtInd>{more}'
        f"{status}<BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>"
        f"<BkTxCd><Prtry><Cd>166</Cd></Prtry></BkTxCd><NtryDtls>{details}</NtryDtls>"
        f"<AddtlNtryInf>GUTSCHR. UEBERWEISUNG</AddtlNtryInf></Ntry>"
    )


def _details(one: Transfer, version: int, *, has_amounts: bool) -> str:
    amount = f'<Amt Ccy="{one.currency}">{one.amount}</Amt>'
    said = amount if version >= 8 else f"<AmtDtls><TxAmt>{amount}</TxAmt></AmtDtls>"
    name = f"<Nm>{escape(one.name)}</Nm>"
    debtor = f"<Pty>{name}</Pty>" if version >= 8 else name
    texts = "".join(f"<Ustrd>{escape(text)}</Ustrd>" for text in one.text)
    structured = f"<Strd><CdtrRefInf><Ref>{one.reference}</Ref></CdtrRefInf></Strd>" if one.reference else ""
    bank_key = f"<AcctSvcrRef>{one.bank_key}</AcctSvcrRef>" if one.bank_key else ""
    return (
        f"<TxDtls><Refs>{bank_key}<EndToEndId>{one.end_to_end}</EndToEndId></Refs>{said if has_amounts else ''}"
        f"<RltdPties><Dbtr>{debtor}</Dbtr><DbtrAcct><Id><IBAN>{one.iban}</IBAN></Id></DbtrAcct></RltdPties>"
        f"<RmtInf>{texts}{structured}</RmtInf></TxDtls>"
    )
