"""What hosts limit, and groups of members, for tests."""

from typing import Any

from flask import Flask
from sqlalchemy import select

from core.db import db
from core.transactions import transaction
from hubs import actions
from hubs.models import Space
from hubs.operators import actions as operator_actions
from hubs.operators.models import Operator
from hubs.queries import hub_by_slug
from hubs.questions import actions as question_actions
from hubs.questions.rules import QuestionFacts
from hubs.quotas import actions as quota_actions
from hubs.quotas.rules import QuotaFacts
from hubs.setup_rules import RuleValues
from members.models import Member
from tests.support.house import House


def limit(home: House, unit: str, most: int, **about: str) -> None:
    """At most so many of a unit a week; `about`: kind, group."""
    with home.here() as (_member, hub, _setup), transaction():
        quota_actions.set_quota(hub=hub, quota=QuotaFacts(unit, most, **about))


def rule(home: House, space: str | None = None, **values: Any) -> None:
    """Rules of the hub, or exceptions of a space."""
    with home.here() as (_member, hub, _setup), transaction():
        one = db.session.get_one(Space, home.spaces[space]) if space else None
        actions.set_rules(hub=hub, space=one, values=RuleValues(**values))


def belongs_to(home: House, group: str | None, who: str = "anna@example.org", **until: Any) -> None:
    """The member is in this group of the hub's operator."""
    with home.here(who) as (_member, hub, _setup), transaction():
        member = db.session.scalars(select(Member).where(Member.email == who)).one()
        operator = db.session.get_one(Operator, hub.operator_id)
        operator_actions.set_group(member=member, operator=operator, group=group, actor=member, **until)


def ask(home: House, text: str = "Wie viele Personen?", **how: Any) -> int:
    """The hub asks this; the question's id."""
    return ask_at(home.app, home.slug, text, **how)


def ask_at(app: Flask, slug: str, text: str = "Wie viele Personen?", **how: Any) -> int:
    with app.app_context(), transaction():
        hub = hub_by_slug(slug)
        assert hub is not None
        return question_actions.ask(hub=hub, wanted=QuestionFacts(0, text, **how)).id
