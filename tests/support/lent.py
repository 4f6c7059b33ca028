"""What covers bookings without money: a member's pass, an employer's days, the trial day of an operator."""

import uuid
from datetime import date

from sqlalchemy import update

from core.clock import now
from core.db import db
from core.transactions import transaction
from hubs.models import Hub
from payments.companies.models import Company, CompanyMember, Contingent
from payments.passes.models import Pass, PassProduct
from tests.support.house import House
from tests.support.money import member, operator_of

FROM, UNTIL = date(2026, 11, 1), date(2026, 12, 31)


def give_pass(home: House, size: int | None = 10, until: date = UNTIL, kinds: tuple[str, ...] = ("desk",)) -> uuid.UUID:
    """Anna has paid for a pass of the hub's operator."""
    with home.app.app_context(), transaction():
        owner, kind = operator_of(home), "month" if size is None else "visits"
        product = PassProduct(
            operator_id=owner.id,
            name_de="Karte",
            kind=kind,
            size=size,
            price_cents=2500,
            valid_days=60,
            kinds=list(kinds),
        )
        db.session.add(product)
        db.session.flush()
        made = Pass(
            product_id=product.id,
            operator_id=owner.id,
            member_id=member().id,
            kind=kind,
            size=size,
            price_cents=2500,
            use_value_cents=250,
            scope="operator",
            kinds=list(kinds),
            voucher="single",
            valid_from=FROM,
            valid_until=until,
            status="active",
        )
        db.session.add(made)
        db.session.flush()
        return made.id


def employ(home: House, days: int = 2) -> int:
    """Anna's employer pays for so many days of a month; returns the contingent."""
    with home.app.app_context(), transaction():
        company = Company(operator_id=operator_of(home).id, name="Bau GmbH", address="Weg 1", email="lohn@example.org")
        db.session.add(company)
        db.session.flush()
        db.session.add(CompanyMember(company_id=company.id, member_id=member().id, joined_at=now()))
        contingent = Contingent(company_id=company.id, size=days, valid_from=FROM)
        db.session.add(contingent)
        db.session.flush()
        return contingent.id


def give_trial_days(home: House) -> None:
    """Each member's first day at the hub's operator is free; the hubs' set-ups are read anew."""
    with home.app.app_context(), transaction():
        operator_of(home).trial_day = True
        renew(home)


def renew(home: House) -> None:
    """The hub's set-up is read anew; inside a transaction."""
    db.session.execute(update(Hub).where(Hub.slug == home.slug).values(setup_stamp=uuid.uuid4().hex))


def renew_all() -> None:
    """The set-up of the only hub is read anew; inside a transaction."""
    db.session.execute(update(Hub).values(setup_stamp=uuid.uuid4().hex))
