"""Giving inductions and taking them back: what the database holds, who is told, and what is kept how long."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from core import retention
from core.clock import now
from core.db import db
from core.outbox import OutboxMail
from core.transactions import transaction
from hubs.inductions import actions, jobs, queries
from hubs.inductions.errors import CannotGrantSelf, InvalidInduction, NotTheTrainer
from hubs.inductions.models import InductionGrant, InductionTrainer, InductionWish
from hubs.inductions.rules import InductionValues
from members import erasing_actions
from members.models import Member
from tests.support.at_once import tried_at_once
from tests.support.hosts import HOST
from tests.support.house import House, at, house
from tests.support.inductions import NOW, TRAINER, Workshop, email_of, workshop

ANNA = email_of("none")


def rows(made: Workshop) -> list[InductionGrant]:
    with made.app.app_context():
        return list(db.session.scalars(select(InductionGrant).order_by(InductionGrant.id)))


def mails(made: Workshop) -> list[tuple[str, str]]:
    with made.app.app_context():
        found = db.session.execute(select(OutboxMail.template, OutboxMail.recipient).order_by(OutboxMail.id))
        return [(template, to) for template, to in found]


def id_of(email: str) -> int:
    return db.session.scalars(select(Member.id).where(Member.email == email)).one()


def test_giving_it_again_renews_the_one_that_is_open(made: Workshop) -> None:
    made.grant(ANNA, at("2026-01-10", "9:00"))
    made.grant(ANNA)
    [row] = rows(made)
    assert (row.granted_at, row.ends_at) == (NOW, at("2027-11-25", "0:00"))


def test_taken_back_and_given_anew_is_another_one(made: Workshop) -> None:
    made.grant(ANNA)
    made.revoke(ANNA, "unsafe")
    made.grant(ANNA)
    assert [row.reason for row in rows(made)] == ["unsafe", None]


def test_nobody_gives_it_to_themselves_and_the_database_holds_that(made: Workshop) -> None:
    with pytest.raises(CannotGrantSelf):
        made.grant(TRAINER)
    with made.app.app_context():
        own = id_of(TRAINER)
        db.session.add(InductionGrant(induction_id=made.induction, member_id=own, granted_by=own))
        with pytest.raises(IntegrityError):
            db.session.flush()
    assert rows(made) == []


def test_host_who_is_no_trainer_gives_none(made: Workshop) -> None:
    with made.engine(HOST) as (host, hub, _setup, induction), pytest.raises(NotTheTrainer):
        actions.grant(hub=hub, induction=induction, member=db.session.get_one(Member, id_of(ANNA)), by=host)


def test_two_trainers_at_once_give_it_once(made: Workshop) -> None:
    def give() -> None:
        with made.engine(TRAINER) as (trainer, hub, _setup, induction):
            anna = db.session.get_one(Member, id_of(ANNA))
            actions.grant(hub=hub, induction=induction, member=anna, by=trainer)

    tried_at_once(*[give] * 4)  # in a request, who comes too late begins anew
    assert len(rows(made)) == 1


def test_who_loses_it_is_told_once_and_why(made: Workshop) -> None:
    made.grant(ANNA)
    made.revoke(ANNA, "changed")
    with made.engine(TRAINER) as (_trainer, hub, _setup, induction):
        row = db.session.scalars(select(InductionGrant)).one()
        actions.revoke(hub=hub, induction=induction, row=row, reason="unsafe")
    assert mails(made) == [("induction-revoked", ANNA)]
    assert rows(made)[0].reason == "changed", "a second time changes nothing"


def test_reason_is_one_of_a_few_and_no_note(made: Workshop) -> None:
    made.grant(ANNA)
    with pytest.raises(InvalidInduction):
        made.revoke(ANNA, "Hat sich am Finger verletzt")
    with made.app.app_context(), pytest.raises(IntegrityError), transaction():
        db.session.execute(update(InductionGrant).values(revoked_at=now(), reason="verletzt"))


def test_end_is_told_a_month_before_and_once(made: Workshop) -> None:
    made.grant(ANNA, at("2025-12-20", "9:00"))
    made.grant(email_of("valid"), at("2026-02-20", "9:00"))
    with made.app.app_context():
        assert [jobs.tell_of_endings() for _ in range(2)] == [1, 0]
    assert mails(made) == [("induction-ending", ANNA)]
    made.grant(ANNA)
    with made.at_moment(at("2027-11-01", "9:00")), made.app.app_context():
        jobs.tell_of_endings()
    assert mails(made)[1:] == [("induction-ending", ANNA)], "of the new end it is told again"


def test_end_is_not_told_again_when_its_mail_is_long_gone(made: Workshop) -> None:
    made.grant(ANNA, at("2025-12-20", "9:00"))
    with made.app.app_context():
        jobs.tell_of_endings()
        with transaction():
            db.session.execute(OutboxMail.__table__.delete())  # type: ignore[attr-defined]
        assert jobs.tell_of_endings() == 0


def test_who_asks_is_found_by_trainers_and_told_to_them_once_a_day(made: Workshop) -> None:
    for _ in range(2):
        with made.engine(ANNA) as (anna, hub, _setup, induction):
            actions.ask(hub=hub, induction=induction, member=anna)
            assert [member.email for member in queries.asking(induction.id)] == [ANNA]
            actions.take_back_wish(induction=induction, member_id=anna.id)
    assert mails(made) == [("induction-asked", TRAINER)]


def test_who_asked_and_has_it_no_longer_asks(made: Workshop) -> None:
    with made.engine(ANNA) as (anna, hub, _setup, induction):
        actions.ask(hub=hub, induction=induction, member=anna)
    made.grant(ANNA)
    with made.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(InductionWish)) == 0


def test_two_names_that_look_alike_are_refused(made: Workshop) -> None:
    with made.engine() as (_host, hub, _setup, induction):
        with pytest.raises(InvalidInduction):
            actions.define(hub=hub, values=InductionValues(name=" 3d-druck "))
        actions.define(hub=hub, values=InductionValues(name="3D-DRUCK"), known=induction)


def test_space_of_another_hub_never_needs_it(made: Workshop) -> None:
    other: House = house(made.app, "anderswo")
    with made.engine() as (_host, hub, _setup, induction), pytest.raises(InvalidInduction):
        actions.require_for(hub=hub, induction=induction, space_ids=[other.spaces["Platz 1"]])


def test_removed_induction_is_needed_no_more(made: Workshop) -> None:
    made.grant(ANNA)
    with made.engine() as (_host, hub, _setup, induction):
        actions.remove(hub=hub, induction=induction)
    with made.home.here(HOST) as (_host, _hub, setup):
        assert setup.needs == {}
    assert rows(made) == []


def test_what_is_over_is_deleted_after_a_year_and_what_holds_stays(made: Workshop, app: Flask) -> None:
    made.grant(ANNA, at("2024-11-01", "9:00"))  # ended on the first of November a year ago
    made.grant(email_of("valid"))
    made.grant(email_of("revoked"))
    made.revoke(email_of("revoked"))
    with made.engine(email_of("minor")) as (member, hub, _setup, induction):
        actions.ask(hub=hub, induction=induction, member=member)
    rules = {name: retention.registry(app)[name] for name in ("inductions", "induction-wishes")}
    with app.app_context():
        done = [retention.run(rules.values(), NOW + timedelta(days=days)) for days in (0, 181, 364, 366)]
    assert done == [
        {"inductions": 1, "induction-wishes": 0},
        {"inductions": 0, "induction-wishes": 1},
        {"inductions": 0, "induction-wishes": 0},
        {"inductions": 1, "induction-wishes": 0},
    ]
    assert len(rows(made)) == 1


def test_erased_trainer_leaves_what_they_gave_and_no_name(made: Workshop) -> None:
    made.grant(ANNA)
    with made.app.app_context(), transaction():
        erasing_actions.erase(member=db.session.get_one(Member, id_of(TRAINER)))
    [row] = rows(made)
    assert row.granted_by is None
    with made.app.app_context():
        assert db.session.scalars(select(InductionTrainer)).all() == []


def test_erased_person_is_named_in_no_mail_to_a_trainer(made: Workshop) -> None:
    for who in (ANNA, email_of("minor")):
        with made.engine(who) as (member, hub, _setup, induction):
            actions.ask(hub=hub, induction=induction, member=member)
    with made.app.app_context(), transaction():
        erasing_actions.erase(member=db.session.get_one(Member, id_of(ANNA)))
    with made.app.app_context():
        [left] = db.session.scalars(select(OutboxMail)).all()
        assert left.context["person_email"] == email_of("minor")


def test_set_up_is_read_anew_when_what_is_needed_changes(app: Flask, clock: Any) -> None:
    made = workshop(app, clock)
    stamps = set()
    for names in (["Platz 1"], []):
        with made.engine() as (_host, hub, _setup, induction):
            ids = [made.home.spaces[name] for name in names]
            actions.require_for(hub=hub, induction=induction, space_ids=ids)
            stamps.add(hub.setup_stamp)
        with made.home.here(HOST) as (_host, _hub, setup):
            assert [place.name for place in setup.places if place.needs] == names
    assert len(stamps) == 2
