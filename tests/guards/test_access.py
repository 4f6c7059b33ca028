"""Who may call which route: the whole URL map against each kind of person."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from core.access import (
    ADMIN,
    EMPLOYER,
    HOST,
    LINK,
    MEMBER,
    OPENS_HUBS,
    OPERATOR,
    PUBLIC,
    REVIEWER,
    TRAINER,
    Access,
    access,
)
from core.clock import now
from core.db import db
from core.transactions import transaction
from demo.accounts import DEMO_PASSWORD, LOG_INS
from hubs.inductions import actions as induction_actions
from hubs.inductions.models import Induction
from hubs.queries import hub_by_slug
from members import passwords
from members.admin_actions import add_member
from payments.companies.models import Company, CompanyMember
from tests.support import sitemap
from web.site import pages

pytestmark = pytest.mark.one_database
PEOPLE = {"visitor": None} | {role or "member": email for email, _name, role, _hub in LOG_INS}
NEIGHBOUR = "host of another hub"
HASH = passwords.hash_password(DEMO_PASSWORD)
PEOPLE[NEIGHBOUR] = "neighbour@example.org"
OF_OPERATOR, OF_ANOTHER = "operator", "operator of other hubs"
PEOPLE |= {OF_OPERATOR: "operator@example.org", OF_ANOTHER: "other-operator@example.org"}
MANAGER, OF_ANOTHER_COMPANY = "manager of a company", "manager of another company"
PEOPLE |= {MANAGER: "manager@example.org", OF_ANOTHER_COMPANY: "other-manager@example.org"}
GIVES_INDUCTIONS, GIVES_OTHERS = "trainer", "trainer of another hub"
PEOPLE |= {GIVES_INDUCTIONS: "trainer@example.org", GIVES_OTHERS: "other-trainer@example.org"}
OF_HUBS = ("/host/<slug>", "/trainer/<slug>")
ROLES: dict[str, tuple[str, str | None]] = {
    NEIGHBOUR: ("host", "fischbeck"),
    OF_OPERATOR: ("operator", sitemap.OPERATOR),
    OF_ANOTHER: ("operator", "emmerthal"),
}
ALLOWED = {
    PUBLIC: set(PEOPLE),
    LINK: set(PEOPLE),
    MEMBER: set(PEOPLE) - {"visitor"},
    REVIEWER: {"reviewer"},
    ADMIN: {"admin"},
    HOST: {"host"},
    OPERATOR: {OF_OPERATOR, "admin"},
    EMPLOYER: {MANAGER},
    TRAINER: {GIVES_INDUCTIONS, "host"},
    OPENS_HUBS: {"host", NEIGHBOUR, "admin"},
}


def test_every_route_declares_one_of_the_rules(demo_app: Flask) -> None:
    rules = {endpoint: getattr(view, "access", None) for endpoint, view in demo_app.view_functions.items()}
    assert {endpoint for endpoint, rule in rules.items() if rule not in ALLOWED} == set()


def test_app_does_not_start_with_a_route_that_declares_none(
    make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(pages.problem_type, "access")
    with pytest.raises(RuntimeError, match="without an access rule"):
        make_app()


@pytest.mark.parametrize("person", PEOPLE)
def test_get_routes_answer_to_whom_they_allow(demo_app: Flask, person: str) -> None:
    """What is the member's own does not exist for others, whatever their role."""
    client, samples = client_of(demo_app, person), sitemap.prepare(demo_app)
    wrong = []
    for endpoint, addresses in sitemap.addresses(demo_app, samples).items():
        answer = client.get(addresses[0])
        leaving = f"/employers/{samples.company_person}/"
        own = (samples.booking, samples.proposal, samples.own_pass, samples.invoice, samples.fee)
        own = (*own, samples.series, samples.group)
        is_of_member = any(key in addresses[0] for key in (*own, leaving))
        is_own = is_of_member and not addresses[0].startswith("/operators/")
        is_others = is_own and person not in {"visitor", "member"}
        fine = answer.status_code in {401, 404} if is_others else fits(demo_app, endpoint, person, answer)
        wrong += [] if fine else [f"{person} gets {answer.status_code} from {addresses[0]}"]
    assert wrong == []


@pytest.mark.parametrize("person", PEOPLE)
def test_writing_routes_refuse_whom_they_do_not_allow(demo_app: Flask, person: str) -> None:
    """Only the refused ones are called: nothing is to be written here."""
    client, company = client_of(demo_app, person), sitemap.prepare(demo_app).company
    called = 0
    for method in ("POST", "PATCH", "PUT", "DELETE"):
        for rule in sitemap.rules(demo_app, method):
            if person in ALLOWED[rule_of(demo_app, rule.endpoint)]:
                continue
            answer = client.open(filled(rule, company), method=method)
            assert fits(demo_app, rule.endpoint, person, answer), f"{person}: {answer.status_code} from {rule}"
            called += 1
    assert called > 10 or person != "visitor"


@pytest.mark.parametrize(
    ("rule", "person", "status"),
    [
        (REVIEWER, "visitor", 302),
        (REVIEWER, "member", 403),
        (REVIEWER, "host", 403),
        (REVIEWER, "reviewer", 200),
        (ADMIN, "reviewer", 403),
        (ADMIN, "admin", 200),
        (HOST, "visitor", 302),
        (HOST, "member", 404),
        (HOST, "reviewer", 404),
        (HOST, "admin", 404),
        (HOST, "host", 200),
    ],
)
def test_each_rule_allows_whom_it_names(
    make_app: Callable[..., Flask], demo_url: str, rule: Access, person: str, status: int
) -> None:
    app = with_route(make_app, demo_url, rule)
    assert client_of(app, person).get("/guarded/coppenbruegge").status_code == status


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_no_route_of_a_hub_exists_for_the_host_of_another(demo_app: Flask, method: str) -> None:
    """Each with the hub's own slug, and for GET with arguments that lead somewhere for its own hosts."""
    client, samples = client_of(demo_app, NEIGHBOUR), sitemap.prepare(demo_app)
    rules = [rule for rule in sitemap.rules(demo_app, method) if str(rule).startswith(OF_HUBS)]
    addresses = [sitemap.addresses(demo_app, samples)[r.endpoint][0] if method == "GET" else filled(r) for r in rules]
    answers = {address: client.open(address, method=method).status_code for address in addresses}
    assert {address: status for address, status in answers.items() if status != 404} == {}
    assert len(answers) > 3 or method != "GET"


def test_a_host_of_another_hub_is_a_stranger_here(make_app: Callable[..., Flask], demo_url: str) -> None:
    app = with_route(make_app, demo_url, HOST)
    assert client_of(app, "host").get("/guarded/fischbeck").status_code == 404


@pytest.mark.parametrize("person", ["visitor", "member", "reviewer", NEIGHBOUR, "host"])
def test_hub_that_was_withdrawn_is_gone_for_all_but_its_hosts(
    make_app: Callable[..., Flask], fresh_database: Callable[..., str], person: str
) -> None:
    """Whatever leads to it: its pages, calendar and pictures, the codes on its desks, the sign at its door, the API."""
    app = make_app(url=fresh_database("demo"))
    samples, client = sitemap.prepare(app), client_of(app, person)
    found = {address: endpoint for endpoint, here in sitemap.addresses(app, samples).items() for address in here}
    signs = (f"/{sitemap.HUB}", f"hub={sitemap.HUB}", samples.sign, samples.code, f"space={samples.space}")
    found = {a: e for a, e in found.items() if rule_of(app, e).is_open and any(sign in a for sign in signs)}
    others = ("invitations", "operator_texts")  # its hosts gave them away; they are an operator's of the same name
    of_hub = {a for a, e in found.items() if e.partition(".")[0] not in others}
    assert {rule_of(app, found[address]) for address in of_hub} == {PUBLIC, LINK}
    before = {address: client.get(address).status_code for address in of_hub}
    with app.app_context(), transaction():
        hub = hub_by_slug(sitemap.HUB)
        assert hub is not None
        hub.is_public = False
    after = {address: client.get(address).status_code for address in of_hub}
    if person == "host":
        assert {a: s for a, s in after.items() if s >= 400 and a.startswith(("/door/", "/q/"))} == {}
    else:
        assert {a: s for a, s in after.items() if s != 404} == {}
    assert {a: s for a, s in before.items() if s >= 400} == {}


def with_route(make_app: Callable[..., Flask], url: str, rule: Access) -> Flask:
    """The app with one more route, which has this rule."""
    app = make_app(url=url)
    app.add_url_rule("/guarded/<slug>", "guarded", access(rule)(lambda slug: slug))
    return app


def client_of(app: Flask, person: str) -> FlaskClient:
    client = app.test_client()
    email = PEOPLE[person]
    if person in ROLES:
        with app.app_context(), transaction():
            add_member(email=email or "", password_hash=HASH, roles=[ROLES[person]])
    if person in {MANAGER, OF_ANOTHER_COMPANY}:
        make_manager(app, email or "", is_another=person == OF_ANOTHER_COMPANY)
    if person in {GIVES_INDUCTIONS, GIVES_OTHERS}:
        make_trainer(app, email or "", is_another=person == GIVES_OTHERS)
    if email:
        sitemap.log_in(client, email)
    return client


def make_manager(app: Flask, email: str, *, is_another: bool) -> None:
    company_id = sitemap.prepare(app).company
    with app.app_context(), transaction():
        member = add_member(email=email, password_hash=HASH)
        db.session.flush()
        of = (
            db.session.scalars(select(Company.id).where(Company.id != company_id)).first() if is_another else company_id
        )
        there = select(CompanyMember).where(CompanyMember.member_id == member.id)
        if db.session.scalars(there).first() is None:
            db.session.add(CompanyMember(company_id=of, member_id=member.id, role="manager", joined_at=now()))


def make_trainer(app: Flask, email: str, *, is_another: bool) -> None:
    samples = sitemap.prepare(app)
    with app.app_context(), transaction():
        member = add_member(email=email, password_hash=HASH)
        db.session.flush()
        key = samples.demo_induction if is_another else samples.induction
        induction_actions.appoint(induction=db.session.get_one(Induction, key), member=member)


def fits(app: Flask, endpoint: str, person: str, answer: Any) -> bool:
    """Allowed: no refusal (an API call without a token always is one). Refused: in the way of its kind."""
    is_api = answer.request.path.startswith("/api/")
    rule = rule_of(app, endpoint)
    if is_api and rule is not PUBLIC:
        return bool(answer.status_code == 401)
    if person in ALLOWED[rule]:
        return bool(answer.status_code < 400)
    if person == "visitor":
        return answer.status_code == 302 and answer.location.startswith("/login")
    return bool(answer.status_code == (404 if rule.hides else 403))


def rule_of(app: Flask, endpoint: str) -> Access:
    found: Access = app.view_functions[endpoint].access  # type: ignore[attr-defined]
    return found


def filled(rule: Rule, company: int = 1) -> str:
    """The rule's address with arguments of the right kind."""
    values: dict[str, Any] = dict.fromkeys(rule.arguments, 1)
    values |= {name: UUID(int=1) for name in rule.arguments if f"<uuid:{name}>" in rule.rule}
    if str(rule).startswith(OF_HUBS):
        values["slug"] = sitemap.HUB
    if str(rule).startswith("/operators/<operator>"):
        values["operator"] = sitemap.OPERATOR
    if str(rule).startswith("/companies/<int:company>"):
        values["company"] = company
    _domain, address = rule.build(values) or ("", "")
    assert address
    return address
