"""People of a company: invited, joined, declined, left, ended; and what is known of them afterwards."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from core import retention
from core.db import db
from core.transactions import transaction
from members.erasing_actions import erase
from members.idle import kept_by
from members.models import Member
from payments.companies import company_actions, people_actions, queries
from payments.companies.errors import (
    AlreadyInCompany,
    CompanyClosed,
    CompanyInvitationForAnother,
    CompanyInvitationOver,
    NotInCompany,
)
from payments.companies.models import Company, CompanyMember
from tests.support import people
from tests.support.companies import (
    ANNA,
    BOSS,
    FOR_EMPLOYER,
    VALUES,
    company,
    invite,
    join,
    last_secret,
    lines,
    row_of,
    templates,
)
from tests.support.house import NOW, House, at
from tests.support.money import book_for_money, member, operator_of, paid_house

BERT = "bert@example.org"


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=True) as clock:
        yield clock


@pytest.fixture
def home(app: Flask, clock: Any) -> House:
    for email in (ANNA, BERT, BOSS):
        people.add(app, email, email.partition("@")[0].title())
    return paid_house(app)


def accept(home: House, secret: str, email: str) -> None:
    with home.app.app_context(), transaction():
        people_actions.accept(secret=secret, member=member(email))


def end(home: House, company_id: int, person_id: int) -> None:
    with home.app.app_context(), transaction():
        of = db.session.get_one(Company, company_id)
        people_actions.end(company=of, person_id=person_id, by=member(BOSS))


def rows(home: House) -> list[CompanyMember]:
    with home.app.app_context():
        return list(db.session.query(CompanyMember).order_by(CompanyMember.id))


def test_invited_person_joins_once_and_the_manager_is_told(home: House) -> None:
    key = company(home, people=())
    secret = invite(home, key, "  Anna@Example.org ")
    accept(home, secret, ANNA)
    found = row_of(home, ANNA)
    assert (found.email, found.cost_centre, found.role, found.left_at) == (None, "4711", "person", None)
    with pytest.raises(CompanyInvitationOver):
        accept(home, secret, ANNA)
    assert templates(home.app, ANNA) == ["company-invitation"]
    assert templates(home.app, BOSS) == ["company-invitation", "company-accepted"]


def test_link_is_for_its_address_and_for_two_weeks(home: House, clock: Any) -> None:
    secret = invite(home, company(home, people=()), ANNA)
    with pytest.raises(CompanyInvitationForAnother):
        accept(home, secret, BERT)
    clock.move_to(NOW + timedelta(days=14, minutes=1))
    with pytest.raises(CompanyInvitationOver) as refused:
        accept(home, secret, ANNA)
    assert refused.value.facts == {"expired": True}
    with pytest.raises(CompanyInvitationOver):
        accept(home, "made-up", ANNA)


def test_second_invitation_ends_the_first(home: House) -> None:
    key = company(home, people=())
    first, second = invite(home, key, ANNA), invite(home, key, ANNA, cost_centre="99")
    with pytest.raises(CompanyInvitationOver):
        accept(home, first, ANNA)
    accept(home, second, ANNA)
    assert row_of(home, ANNA).cost_centre == "99"
    with pytest.raises(AlreadyInCompany):
        invite(home, key, ANNA)
    invite(home, key, ANNA, role="manager")


def test_declined_invitation_can_be_renewed(home: House) -> None:
    key = company(home, people=())
    secret = invite(home, key, ANNA)
    with home.app.app_context(), transaction():
        people_actions.decline(secret=secret, member=None)
    with pytest.raises(CompanyInvitationOver):
        accept(home, secret, ANNA)
    [declined] = [row for row in rows(home) if row.email == ANNA]
    with home.app.app_context(), transaction():
        of = db.session.get_one(Company, key)
        people_actions.renew(company=of, person_id=declined.id, inviter=member(BOSS), locale="de")
    accept(home, last_secret(home.app), ANNA)
    with home.app.app_context(), pytest.raises(NotInCompany), transaction():
        people_actions.renew(
            company=db.session.get_one(Company, key), person_id=declined.id, inviter=member(BOSS), locale="de"
        )


def test_who_leaves_is_gone_and_the_managers_are_told(home: House) -> None:
    company(home)
    person = row_of(home, ANNA)
    with home.app.app_context(), pytest.raises(NotInCompany), transaction():
        people_actions.leave(person_id=person.id, member=member(BERT))
    for _twice in range(2):
        with home.app.app_context(), transaction(), contextlib.suppress(NotInCompany):
            people_actions.leave(person_id=person.id, member=member(ANNA))
    assert templates(home.app, BOSS)[-2:] == ["company-accepted", "company-left"]
    with home.app.app_context():
        assert queries.employers_of(member(ANNA).id, NOW.date().replace(day=1)) == []


def test_manager_ends_a_person_who_is_told_and_an_invitation_that_is_gone(home: House) -> None:
    key = company(home)
    end(home, key, row_of(home, ANNA).id)
    assert templates(home.app, ANNA) == ["company-invitation", "company-ended"]
    secret = invite(home, key, BERT)
    end(home, key, rows(home)[-1].id)
    with pytest.raises(CompanyInvitationOver):
        accept(home, secret, BERT)
    assert len(rows(home)) == 2


def test_row_of_another_company_is_not_there(home: House) -> None:
    company(home)
    with home.app.app_context(), transaction():
        values = replace(VALUES, name="Andere GmbH")
        other = company_actions.create_company(operator=operator_of(home), values=values, size=1).id
    with pytest.raises(NotInCompany):
        end(home, other, row_of(home, ANNA).id)


def test_changed_cost_centre_holds_for_days_to_come(home: House) -> None:
    key = company(home)
    book_for_money(home, choice=FOR_EMPLOYER)
    person = row_of(home, ANNA)
    with home.app.app_context(), transaction():
        of = db.session.get_one(Company, key)
        people_actions.set_cost_centre(company=of, person_id=person.id, cost_centre="0815")
    book_for_money(home, "Platz 1", at("2026-11-26", "9:00"), at("2026-11-26", "11:00"), choice=FOR_EMPLOYER)
    assert lines(home, key) == [("Anna", "0815", 1), ("Anna", "4711", 1)]


def test_company_that_is_not_active_invites_nobody_and_its_links_are_over(home: House) -> None:
    key = company(home)
    secret = invite(home, key, BERT)
    with home.app.app_context(), transaction():
        company_actions.set_active(company=db.session.get_one(Company, key), is_active=False)
    with pytest.raises(CompanyInvitationOver):
        accept(home, secret, BERT)
    with pytest.raises(CompanyClosed):
        invite(home, key, "carl@example.org")


def test_only_managers_who_are_there_manage(home: House) -> None:
    key = company(home, people=(ANNA, BERT))
    boss = row_of(home, BOSS, "manager")
    with home.app.app_context():
        assert [member(email).manages(key) for email in (ANNA, BOSS)] == [False, True]
        assert not member(BOSS).manages(key + 1)
        assert [one.id for one in queries.managed_by(member(BOSS).id)] == [key]
    end(home, key, boss.id)
    with home.app.app_context():
        assert not member(BOSS).manages(key)


def test_unanswered_invitation_goes_a_month_after_it_expired_and_who_has_left_after_a_year(
    home: House, clock: Any
) -> None:
    key = company(home)
    invite(home, key, BERT)
    end(home, key, row_of(home, ANNA).id)
    clock.move_to(NOW + timedelta(days=43))
    forget(home)
    assert len(rows(home)) == 3
    clock.move_to(NOW + timedelta(days=45))
    forget(home)
    assert [row.role for row in rows(home)] == ["manager", "person"]
    clock.move_to(NOW + timedelta(days=370))
    forget(home)
    assert [row.role for row in rows(home)] == ["manager"]


def forget(home: House) -> None:
    rules = retention.registry(home.app)
    with home.app.app_context():
        retention.run([rules["company-invitations"], rules["company-people"]])


def test_ended_account_leaves_no_trace_in_the_company_but_its_days(home: House, clock: Any) -> None:
    key = company(home)
    invite(home, key, ANNA, role="manager")
    book_for_money(home, choice=FOR_EMPLOYER)
    clock.move_to(NOW + timedelta(days=2))
    with home.app.app_context(), transaction():
        erase(member=member(ANNA))
    assert lines(home, key) == [("", "4711", 1)]
    assert [row.role for row in rows(home)] == ["manager"]


def test_account_of_a_manager_is_kept_while_they_manage(home: House) -> None:
    key = company(home)
    with home.app.app_context():
        kept = [db.session.query(Member.email).filter(condition(NOW)).all() for condition in kept_by]
    assert [(BOSS,)] in [[tuple(row) for row in found] for found in kept]
    end(home, key, row_of(home, BOSS, "manager").id)
    with home.app.app_context():
        kept = [db.session.query(Member.email).filter(condition(NOW)).all() for condition in kept_by]
    assert [(BOSS,)] not in [[tuple(row) for row in found] for found in kept]
    assert join(home, key, BERT)
