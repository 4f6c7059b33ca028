"""What an operator's people and admins see and change: details, VAT, prices, groups; and hosts for their hub."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from core.clock import now
from core.db import db
from core.outbox import OutboxMail
from core.transactions import transaction
from hubs.models import Hub, Tariff
from hubs.operators import actions, queries
from hubs.operators.models import Operator
from hubs.operators.rules import OperatorValues
from hubs.people.models import HubMember
from hubs.refund_tiers import RefundTier
from hubs.setup import setup_of
from hubs.tariffs import ALWAYS, TariffValues
from members.models import LoginSession, MemberRole
from tests.support import hosts, people
from tests.support.house import NOW, House, house

OWN, ADMIN, ANNA = "own@example.org", "admin@example.org", "anna@example.org"
HERE = "/operators/coppenbruegge"
GOOD = {"legal_name": "Dorfladen eG", "address": "Musterstraße 1\n31863 Coppenbrügge", "prefix": "DL"}
IBAN = "DE02 1203 0000 0000 2020 51"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def home(app: Flask) -> House:
    made = house(app, prices={"desk": 200})
    _with_role(app, OWN, role="operator", operator_slug="coppenbruegge")
    return made


@pytest.fixture
def own(app: Flask, home: House) -> FlaskClient:
    return logged_in(app, OWN)


def logged_in(app: Flask, email: str) -> FlaskClient:
    client = app.test_client()
    people.log_in(client, email)
    return client


def operator_of(app: Flask) -> Operator:
    with app.app_context():
        return db.session.scalars(select(Operator).where(Operator.slug == "coppenbruegge")).one()


def test_overview_says_that_no_money_is_taken_yet(own: FlaskClient) -> None:
    page = own.get(HERE, query_string={"lang": "en"}).text
    assert "No money is taken here yet" in page
    assert own.get("/operators").location.endswith(HERE)


@pytest.mark.parametrize("path", ["", "/details", "/vat", "/prices", "/people"])
def test_pages_of_another_operator_do_not_exist(app: Flask, own: FlaskClient, path: str) -> None:
    with app.app_context(), transaction():
        actions.create_operator(values=OperatorValues(legal_name="Fremd"))
    assert own.get(f"{HERE}{path}").status_code == 200
    assert own.get(f"/operators/fremd{path}").status_code == 404
    assert own.get(f"/operators/nobody{path}").status_code == 404


def test_details_are_saved(app: Flask, own: FlaskClient) -> None:
    more = {"tax_number": "22/222/22222", "takes_money": "y", "ways": ["on_site"], "till_hint_accepted": "y"}
    assert own.post(f"{HERE}/details", data=GOOD | more).status_code == 303
    operator = operator_of(app)
    assert (operator.legal_name, operator.takes_money, operator.ways) == ("Dorfladen eG", True, ["on_site"])
    assert operator.till_hint_accepted_at is not None


def test_money_is_taken_only_with_a_tax_number_and_the_hint(app: Flask, own: FlaskClient) -> None:
    money = {"takes_money": "y", "ways": ["on_site"]}
    for more in (money, money | {"till_hint_accepted": "y"}):
        answer = own.post(f"{HERE}/details", data=GOOD | more)
        assert answer.status_code == 422
        assert "Dorfladen eG" in answer.text, "what was typed is still there"
    assert not operator_of(app).takes_money


def test_nothing_is_said_of_stripe_where_the_site_has_none(app: Flask, own: FlaskClient) -> None:
    page = own.get(f"{HERE}/details").text
    assert "tripe" not in page
    assert 'value="online"' not in page
    refused = own.post(f"{HERE}/details", data=GOOD | {"stripe_account": "acct_123"})
    assert refused.status_code == 303
    assert operator_of(app).stripe_account is None


def test_district_wide_passes_are_for_admins_to_switch_on(app: Flask, own: FlaskClient) -> None:
    own.post(f"{HERE}/details", data=GOOD | {"sells_passes_district_wide": "y"})
    assert not operator_of(app).sells_passes_district_wide
    _with_role(app, ADMIN, role="admin")
    logged_in(app, ADMIN).post(f"{HERE}/details", data=GOOD | {"sells_passes_district_wide": "y"})
    assert operator_of(app).sells_passes_district_wide


def test_new_account_asks_for_the_password_again_and_is_mailed(app: Flask, own: FlaskClient) -> None:
    _with_role(app, ADMIN, role="admin")
    with app.app_context(), transaction():
        for session in db.session.scalars(select(LoginSession)):
            session.created_at = now() - timedelta(hours=1)
    asked = own.post(f"{HERE}/details", data=GOOD | {"iban": IBAN})
    assert asked.status_code == 403
    assert operator_of(app).iban is None
    wrong = own.post(f"{HERE}/details", data=GOOD | {"iban": IBAN, "password_again": "wrong"})
    assert operator_of(app).iban is None, wrong.status_code
    done = own.post(f"{HERE}/details", data=GOOD | {"iban": IBAN, "password_again": people.PASSWORD})
    assert done.status_code == 303, done.text
    assert operator_of(app).iban == "DE02120300000000202051"
    with app.app_context():
        told = set(db.session.scalars(select(OutboxMail.recipient).where(OutboxMail.template.like("operator%"))))
    assert told == {OWN, ADMIN}


def test_form_that_was_overtaken_is_not_saved(app: Flask, own: FlaskClient) -> None:
    answer = own.post(f"{HERE}/details", data=GOOD | {"seen": "an-older-one"})
    assert answer.status_code == 422
    assert operator_of(app).legal_name == "Coppenbrügge"


def test_vat_rule_is_added_shown_and_removed(app: Flask, own: FlaskClient) -> None:
    rule = {"product": "space", "valid_from": "2027-01-01", "treatment": "outside", "reason": "§ 2b <UStG>"}
    assert own.post(f"{HERE}/vat", data=rule | {"reason": ""}).status_code == 422
    assert own.post(f"{HERE}/vat", data=rule).status_code == 303
    assert "§ 2b &lt;UStG&gt;" in own.get(f"{HERE}/vat").text
    with app.app_context():
        [made] = queries.vat_rules_of(operator_of(app).id)
    assert (made.rate, made.valid_from.isoformat()) == (0, "2027-01-01")
    assert own.post(f"{HERE}/vat/{made.id}/removal").status_code == 303
    assert own.post(f"{HERE}/vat/{made.id}/removal").status_code == 404


def test_prices_for_all_hubs_are_added_and_removed(app: Flask, own: FlaskClient) -> None:
    prices = {"what": "room", "group": "clubs", "day_cents": "12,50", "valid_from": "2026-12-01"}
    assert own.post(f"{HERE}/prices", data=prices | {"day_cents": "viel"}).status_code == 422
    assert own.post(f"{HERE}/prices", data=prices | {"valid_until": "2026-11-01"}).status_code == 422
    assert own.post(f"{HERE}/prices", data=prices).status_code == 303
    with app.app_context():
        [made] = queries.tariffs_of(operator_of(app).id)
    assert (made.kind, made.group, made.values) == ("room", "clubs", TariffValues(day=1250))
    assert own.post(f"{HERE}/prices/{made.id}/removal").status_code == 303
    assert own.post(f"{HERE}/prices/{made.id}/removal").status_code == 404


def test_admin_adds_an_operator_once(app: Flask, home: House) -> None:
    _with_role(app, ADMIN, role="admin")
    admin = logged_in(app, ADMIN)
    form = {"form_key": "key", "legal_name": "Dorfladen Bisperode", "address": "Musterstraße 2"}
    answers = [admin.post("/admin/operators", data=form) for _ in range(2)]
    assert [answer.location for answer in answers] == ["/operators/dorfladen-bisperode/details"] * 2
    assert "Dorfladen Bisperode" in admin.get("/admin/operators").text


def test_host_puts_a_person_into_a_group(app: Flask, home: House) -> None:
    anna = people.add(app, ANNA, "Anna Muster")
    hosts.make_host(app)
    with app.app_context(), transaction():
        hub = db.session.scalars(select(Hub)).one()
        db.session.add(HubMember(hub_id=hub.id, member_id=anna, is_member=True))
    host = logged_in(app, hosts.HOST)
    address = f"/host/coppenbruegge/people/{anna}/group"
    assert host.post(address, data={"group": "friends"}).status_code == 422
    assert host.post(address, data={"group": "clubs", "valid_until": "2026-12-31"}).status_code == 303
    own = logged_in(app, OWN)
    assert "Anna Muster" in own.get(f"{HERE}/people").text
    assert own.post(f"{HERE}/groups/{anna}/removal").status_code == 303
    assert own.post(f"{HERE}/groups/{anna}/removal").status_code == 404


def test_host_sets_what_comes_back(app: Flask, home: House) -> None:
    hosts.make_host(app)
    host, address = logged_in(app, hosts.HOST), "/host/coppenbruegge/rules/refunds"
    tiers = {"hours_1": "48", "percent_1": "100", "hours_2": "24", "percent_2": "50"}
    assert host.post(address, data=tiers | {"hours_2": "72"}).status_code == 422
    assert host.post(address, data=tiers).status_code == 303
    assert _setup(app).refund_tiers == (RefundTier(48, 100), RefundTier(24, 50))
    assert 'value="48"' in host.get(address).text
    assert host.post(address, data={"hours_1": ""}).status_code == 303
    assert _setup(app).refund_tiers is None


def test_host_sets_prices_of_one_space(app: Flask, home: House) -> None:
    hosts.make_host(app)
    host, address = logged_in(app, hosts.HOST), "/host/coppenbruegge/prices/more"
    prices = {"what": str(home.spaces["Platz 1"]), "group": "", "hour_cents": "5"}
    assert host.post(address, data=prices | {"what": "99999"}).status_code == 422
    assert host.post(address, data=prices).status_code == 303
    setup = _setup(app)
    cents = [setup.price(place, now(), now() + timedelta(hours=1)) for place in setup.places]
    assert cents == [500, 200, 200]
    assert "Platz 1" in host.get(address).text
    with app.app_context():
        tariff = db.session.scalars(select(Tariff.id).where(Tariff.space_id.is_not(None))).one()
    assert host.post(f"/host/coppenbruegge/prices/{tariff}/removal").status_code == 303


def test_usual_prices_are_not_removed_by_the_page_of_others(app: Flask, home: House) -> None:
    hosts.make_host(app)
    host = logged_in(app, hosts.HOST)
    with app.app_context():
        usual = _setup(app).tariffs
        key = db.session.scalars(select(Tariff.id)).one()
    assert host.post(f"/host/coppenbruegge/prices/{key}/removal").status_code == 404
    assert _setup(app).tariffs == usual


@pytest.mark.parametrize(
    ("treatment", "german", "english"),
    [
        ("standard", "inkl. 19 % USt.", "incl. 19% VAT"),
        ("reduced", "inkl. 7 % USt.", "incl. 7% VAT"),
        ("small", "umsatzsteuerfrei nach § 19 UStG", "no VAT (§ 19 UStG)"),
    ],
)
def test_vat_stands_beside_prices(app: Flask, home: House, treatment: str, german: str, english: str) -> None:
    client = logged_in(app, OWN)
    wish = f"/bookings/new?space={home.spaces['Platz 1']}&date=2026-11-25&from=09:00&to=11:00"
    pages = ("/hubs/coppenbruegge", wish, "/hubs", "/?date=2026-11-25")
    for page in pages:
        assert german not in client.get(page).text
    with app.app_context(), transaction():
        found = queries.operator("coppenbruegge")
        assert found is not None
        actions.set_vat(operator=found, product="space", valid_from=ALWAYS, treatment=treatment)
    for page in pages:
        assert german in client.get(page, headers={"Accept-Language": "de"}).text.replace("\xa0", " "), page
    assert english in client.get(f"{wish}&lang=en").text.replace("\xa0", " ")
    hub = client.get("/api/v1/hubs/coppenbruegge", headers={"Accept-Language": "en"}).json
    assert hub["vat_note"] == english
    assert hub["operator"] == {"slug": "coppenbruegge", "name": "Coppenbrügge"}


def _with_role(app: Flask, email: str, **role: Any) -> None:
    key = people.add(app, email, "Olga Muster")
    with app.app_context(), transaction():
        db.session.add(MemberRole(member_id=key, **role))


def _setup(app: Flask) -> Any:
    with app.app_context():
        return setup_of(db.session.scalars(select(Hub)).one())
