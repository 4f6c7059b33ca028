"""Operators, their VAT and groups. Each checks its values (or InvalidSetup), flushes and never commits."""

from dataclasses import asdict, replace
from datetime import date

from sqlalchemy import select

from core.clock import now
from core.db import db
from core.mailboxes import clean_email
from core.text import one_line
from hubs import naming
from hubs.models import Hub, Municipality
from hubs.operators import mails, queries, rules
from hubs.operators.models import MemberGroup, Operator, VatRule
from hubs.operators.rules import OperatorValues, Vat
from hubs.setup_errors import InvalidSetup
from hubs.tariffs import GROUPS
from members.models import Member

ONE_LINE = ("legal_name", "email", "phone", "tax_number", "register_entry")
WITHOUT_BLANKS = ("vat_id", "iban", "bic", "prefix", "stripe_account", "datev_consultant", "datev_client")
IN_CAPITALS = ("vat_id", "iban", "bic", "prefix")
WATCHED = ("iban", "stripe_account")
"""Where the money goes: whoever changes it gives the password again, and all who may are told."""


def create_operator(*, values: OperatorValues, slug: str | None = None) -> Operator:
    """A new operator. Its slug is made of its name and stays; so is the prefix of its invoices, when none is given."""
    values = _as_kept(values)
    if not values.prefix:
        values = replace(values, prefix=naming.free_prefix(values.legal_name, queries.prefixes()))
    rules.check_operator(values)
    _check_prefix(values, None)
    stem = slug or naming.slug_stem(values.legal_name)
    operator = Operator(slug=naming.free_slug(stem, queries.slugs_beginning(stem)))
    _assign(operator, values)
    db.session.add(operator)
    db.session.flush()
    return operator


def of_municipality(municipality: Municipality) -> Operator:
    """The operator to which the municipality's hubs belong unless they say another; made when there is none."""
    known = queries.operator(naming.slug_stem(municipality.name))
    return known or create_operator(values=OperatorValues(legal_name=municipality.name))


def update_operator(*, operator: Operator, values: OperatorValues, actor: Member) -> Operator:
    """All that it is, anew; the slug stays. Who acts for it and admins are told when its money goes elsewhere."""
    values = _as_kept(values)
    rules.check_operator(values)
    _check_prefix(values, operator)
    before = {name: getattr(operator, name) for name in WATCHED}
    _assign(operator, values)
    changed = [name for name in WATCHED if getattr(operator, name) != before[name]]
    if changed:
        mails.money_goes_elsewhere(operator, changed, actor)
    _flush(operator)
    return operator


def moves_money(operator: Operator, values: OperatorValues) -> bool:
    """Whether these values would send money elsewhere: then the password is asked for again."""
    kept = _as_kept(values)
    return any(getattr(operator, name) != getattr(kept, name) for name in WATCHED)


def set_vat(*, operator: Operator, product: str, valid_from: date, treatment: str, reason: str = "") -> VatRule:
    """From that day on the product is taxed so; the rate is that of the law. The same day once more replaces it."""
    vat = Vat(treatment, rules.RATES.get(treatment, -1), one_line(reason))
    rules.check_vat(product, vat)
    same = (VatRule.operator_id == operator.id, VatRule.product == product, VatRule.valid_from == valid_from)
    rule = db.session.scalars(select(VatRule).where(*same)).one_or_none()
    rule = rule or VatRule(operator_id=operator.id, product=product, valid_from=valid_from)
    rule.treatment, rule.rate, rule.reason = vat
    db.session.add(rule)
    _flush(operator)
    return rule


def remove_vat(*, operator: Operator, rule: VatRule) -> None:
    """The rule before it holds on."""
    db.session.delete(rule)
    _flush(operator)


def set_group(
    *, member: Member, operator: Operator, group: str | None, actor: Member, valid_until: date | None = None
) -> None:
    """The member belongs to this group of the operator's, until a day or for ever; None: to none any more."""
    if group is not None and group not in GROUPS:
        raise InvalidSetup("group", "choice", choices=", ".join(GROUPS))
    row = queries.membership(member.id, operator.id)
    if group is None:
        if row:
            db.session.delete(row)
    else:
        row = row or MemberGroup(member_id=member.id, operator_id=operator.id)
        row.group, row.valid_until, row.set_by, row.set_at = group, valid_until, actor.id, now()
        db.session.add(row)
    _flush(operator)


def _as_kept(values: OperatorValues) -> OperatorValues:
    """As it is written down: without blanks where they mean nothing, None for what is empty."""
    kept: dict[str, str | None] = {name: one_line(getattr(values, name) or "") or None for name in ONE_LINE}
    kept |= {name: "".join((getattr(values, name) or "").split()) or None for name in WITHOUT_BLANKS}
    kept |= {name: text.upper() for name, text in kept.items() if text and name in IN_CAPITALS}
    lines = [one_line(line) for line in values.address.splitlines()]
    kept["address"] = "\n".join(line for line in lines if line)
    kept["legal_name"], kept["prefix"] = kept["legal_name"] or "", kept["prefix"] or ""
    return replace(values, **kept)  # type: ignore[arg-type]


def _check_prefix(values: OperatorValues, operator: Operator | None) -> None:
    taken = queries.prefixes() - ({operator.prefix} if operator else set())
    if values.prefix in taken:
        raise InvalidSetup("prefix", "taken")


def _assign(operator: Operator, values: OperatorValues) -> None:
    given = asdict(values)
    accepted = given.pop("till_hint_accepted")
    operator.till_hint_accepted_at = (operator.till_hint_accepted_at or now()) if accepted else None
    given["ways"] = [way for way in rules.WAYS if way in values.ways]
    given["email"] = clean_email(values.email) if values.email else None
    for name, value in given.items():
        setattr(operator, name, value)


def _flush(operator: Operator) -> None:
    """The database renews the stamps of its hubs; what this session has read of them is not to be used any more."""
    db.session.flush()
    for hub in [row for row in db.session.identity_map.values() if isinstance(row, Hub)]:
        if hub.operator_id == operator.id:
            db.session.expire(hub, ["setup_stamp"])
