"""Texts of law that an operator has published, and under which of them something was booked."""

from typing import Any

from sqlalchemy import select

from core.db import db
from core.transactions import transaction
from payments.terms import actions
from payments.terms.models import Acceptance, TermsText
from tests.support.house import House
from tests.support.money import operator_of

TERMS = "# Nutzungsbedingungen\n\nBitte **gut** lesen."


def publish(home: House, kind: str = "terms", text_de: str = TERMS, text_en: str = "") -> int | None:
    """The id of the version that holds from now on; None when it did already."""
    with home.app.app_context(), transaction():
        published = actions.publish(operator=operator_of(home), kind=kind, text_de=text_de, text_en=text_en, by=None)
        return published.id if published else None


def texts(home: House) -> list[TermsText]:
    with home.app.app_context():
        return list(db.session.scalars(select(TermsText).order_by(TermsText.id)))


def acceptances(home: House) -> list[Acceptance]:
    with home.app.app_context():
        return list(db.session.scalars(select(Acceptance).order_by(Acceptance.id)))


def shown_on(page: Any) -> str:
    """The versions that a page's form carries along; "" for none."""
    found = page.text.partition('name="terms" value="')[2]
    return str(found.partition('"')[0])
