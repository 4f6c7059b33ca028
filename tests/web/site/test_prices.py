"""What the pages on which one books say of the price: why it is so, how it is paid, and that one orders knowing it."""

import re
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from core.db import db
from core.outbox import OutboxMail
from core.outbox.message import render
from core.transactions import transaction
from hubs.models import Tariff
from payments import payment_actions, queries
from tests.support import people, stripe
from tests.support.api import ApiClient
from tests.support.booking import book
from tests.support.hosts import HOST, make_host
from tests.support.house import House, bookings, house
from tests.support.html import faults, form_data, hidden, text
from tests.support.invoiced import documents, pay
from tests.support.lent import employ, give_pass, renew
from tests.support.mail import text_of
from tests.support.money import account, book_for_money, fees, paid_house
from tests.support.money import member as anna
from tests.support.places import a_token
from tests.support.queries import counted
from tests.support.terms import publish, shown_on

pytestmark = pytest.mark.one_database
WISH = {"date": "2026-11-25", "from": "09:00", "to": "11:00"}
ORDER = "Book with obligation to pay"


@pytest.fixture
def home(app: Flask, anna: int) -> House:
    return paid_house(app, ways=("on_site", "transfer"))


@pytest.fixture
def member(client: FlaskClient, home: House) -> FlaskClient:
    people.log_in(client)
    client.set_cookie("lang", "en")
    return client


def new(client: FlaskClient, home: House, **values: str) -> Any:
    return client.get("/bookings/new", query_string=WISH | {"space": home.spaces["Platz 1"]} | values)


def send(client: FlaskClient, home: House, page: Any, **values: str) -> Any:
    sent = WISH | {"space": str(home.spaces["Platz 1"]), "form_key": "k", "price": hidden(page, "price")}
    return client.post("/bookings", data=sent | values)


def offered(page: Any, name: str) -> list[str]:
    """The values of the choices of a name."""
    return re.findall(rf'name="{name}" value="([^"]*)"', page.text)


def test_what_is_due_is_explained_and_ordered_by_the_words_of_the_law(member: FlaskClient, home: House) -> None:
    page = new(member, home)
    assert "2 hours at €3.00 each" in text(page)
    assert "incl. 19% VAT" in text(page)
    assert ORDER in text(page)
    assert offered(page, "way") == ["on_site", "transfer"]
    assert offered(page, "buyer") == ["private", "business"]
    assert (
        '<input class="kern-form-check__checkbox" type="checkbox" id="starts-early" name="starts_early" value="1">'
        in page.text
    )
    assert faults(page.text) == []
    answer = send(member, home, page, way="transfer", buyer="private", starts_early="1")
    found = account(home, bookings(home.app)[0])
    assert answer.status_code == 303
    assert found is not None
    assert (found.fee.covered_by, found.fee.is_business, found.fee.consent_at is not None) == ("transfer", False, True)


def test_business_has_nothing_to_withdraw_and_consent_is_not_asked_beyond_two_weeks(
    member: FlaskClient, home: House
) -> None:
    assert offered(new(member, home, date="2026-12-09"), "starts_early") == []
    send(member, home, new(member, home), buyer="business", starts_early="1")
    found = account(home, bookings(home.app)[0])
    assert found is not None
    assert (found.fee.is_business, found.fee.consent_at) == (True, None)


def ticks(client: FlaskClient, home: House) -> dict[str, str]:
    """All that can be chosen and ticked, other than the page begins with."""
    publish(home)
    terms = shown_on(new(client, home))
    chosen = {"way": "transfer", "buyer": "business", "starts_early": "1"}
    return chosen | {"terms": terms, "accepts_terms": "1"}


def test_update_button_keeps_what_was_chosen_and_ticked(member: FlaskClient, home: House) -> None:
    chosen = ticks(member, home) | {"date": "2026-11-26", "title": "Treffen"}
    page = send(member, home, new(member, home), check="1", **chosen)
    filled = form_data(page.text, "price")
    assert page.status_code == 200
    assert filled | chosen == filled
    assert faults(page.text) == []
    assert bookings(home.app) == []
    assert member.post("/bookings", data=filled).status_code == 303


@pytest.mark.parametrize(
    "meanwhile",
    [
        {"from": "19:00", "to": "21:00"},
        {"from": "11:00", "to": "09:00"},
        {"title": "x" * 130},
        {"date": "2026-12-20"},
    ],
)
def test_what_was_ticked_outlasts_a_wish_that_does_not_ask_for_it(
    member: FlaskClient, home: House, meanwhile: dict[str, str]
) -> None:
    chosen = ticks(member, home)
    between = send(member, home, new(member, home), check="1", **(chosen | meanwhile))
    assert faults(between.text) == []
    filled = form_data(between.text, "price")
    assert not chosen.items() <= filled.items()
    again = member.post("/bookings", data=filled | WISH | {"title": "", "check": "1"})
    assert chosen.items() <= form_data(again.text, "price").items()


def test_what_was_ticked_outlasts_an_order_that_is_refused(member: FlaskClient, home: House) -> None:
    chosen = ticks(member, home)
    page = new(member, home)
    book(home)
    refused = send(member, home, page, **chosen)
    assert refused.status_code == 409
    earlier = {"from": "08:00", "to": "09:00", "check": "1"}
    again = member.post("/bookings", data=form_data(refused.text, "price") | earlier)
    assert chosen.items() <= form_data(again.text, "price").items()


def test_consent_that_is_not_asked_for_is_not_given(member: FlaskClient, home: House) -> None:
    give_pass(home)
    page = send(member, home, new(member, home), check="1", starts_early="1", way="transfer")
    filled = form_data(page.text, "price")
    assert filled["kept_starts_early"] == "1"
    assert member.post("/bookings", data=filled).status_code == 303
    found = account(home, bookings(home.app)[0])
    assert found is not None
    assert (found.fee.covered_by, found.fee.consent_at) == ("pass", None)


def test_no_address_ticks_a_consent(member: FlaskClient, home: House) -> None:
    page = new(member, home, **ticks(member, home))
    filled = form_data(page.text, "price")
    assert (filled["way"], filled["buyer"]) == ("transfer", "business")
    assert filled.keys().isdisjoint({"starts_early", "accepts_terms", "kept_starts_early", "kept_accepts_terms"})


def test_pass_covers_it_and_the_button_promises_no_payment(member: FlaskClient, home: House) -> None:
    give_pass(home)
    page = new(member, home)
    assert "Your ten-visit pass: 10 of 10 visits left" in text(page)
    assert "You pay €0.00" in text(page)
    assert ORDER not in text(page)
    assert "Book now" in text(page)
    assert offered(page, "way") == offered(page, "buyer") == []
    assert send(member, home, page).status_code == 303
    assert "9 of 10 visits left" in text(new(member, home, date="2026-11-26"))


def test_pass_that_ended_meanwhile_shows_the_price_before_it_counts(member: FlaskClient, home: House) -> None:
    give_pass(home, size=1)
    page = new(member, home)
    book(home, "Platz 2")
    refused = send(member, home, page)
    assert refused.status_code == 409
    assert ORDER in text(refused)
    assert len(bookings(home.app)) == 1
    assert send(member, home, refused).status_code == 303


def test_changed_price_is_refused_with_the_new_one_and_nothing_is_held(member: FlaskClient, home: House) -> None:
    page = new(member, home)
    with home.app.app_context(), transaction():
        db.session.execute(update(Tariff).values(hour_cents=400))
        renew(home)
    refused = send(member, home, page)
    assert refused.status_code == 409
    assert "€8.00" in text(refused)
    assert (bookings(home.app), fees(home)) == ([], [])
    assert send(member, home, refused).status_code == 303


def test_employer_pays_when_asked_and_else_it_is_offered_to_pay_oneself(member: FlaskClient, home: House) -> None:
    employ(home, days=1)
    assert "My employer pays (Bau GmbH)" in text(new(member, home))
    page = new(member, home, for_employer="1")
    assert "Your employer pays (Bau GmbH). 1 of 1 days left that month" in text(page)
    assert "Book now" in text(page)
    assert send(member, home, page, for_employer="1").status_code == 303
    refused = send(member, home, page, for_employer="1", space=str(home.spaces["Platz 2"]))
    assert refused.status_code == 409
    assert "You can pay for this booking yourself" in text(refused)
    assert ORDER in text(refused)
    answer = send(member, home, refused, space=str(home.spaces["Platz 2"]))
    assert (answer.status_code, len(bookings(home.app))) == (303, 2)


def test_way_that_is_not_offered_is_refused_at_its_choice(member: FlaskClient, home: House) -> None:
    page = send(member, home, new(member, home), way="online")
    assert page.status_code == 422
    assert "You cannot pay this way here" in text(page)
    assert ORDER in text(page)
    assert bookings(home.app) == []


def test_request_that_may_cost_is_called_a_request(app: Flask, member: FlaskClient) -> None:
    home = paid_house(app, slug="gefragt", rules={"admission": "approval"})
    page = new(member, home)
    assert "You only pay if they accept. Request with obligation to pay" in text(page)
    assert ORDER not in text(page)
    assert send(member, home, page).status_code == 303
    assert bookings(home.app)[0].status == "requested"


def test_online_leads_to_our_page_on_which_one_pays(make_app: Any, tuesday: Any) -> None:
    app = make_app(
        stripe_secret_key=stripe.KEY, stripe_webhook_secret=stripe.SECRET, stripe_api_base="http://127.0.0.1:9"
    )
    people.add(app, "anna@example.org", "Anna Muster")
    home, client = paid_house(app), app.test_client()
    people.log_in(client)
    client.set_cookie("lang", "en")
    page = new(client, home)
    assert offered(page, "way") == ["on_site", "transfer", "online"]
    answer = send(client, home, page, way="online")
    assert (answer.status_code, answer.location) == (303, f"/payments/{fees(home)[0].id}")
    assert bookings(app)[0].status == "held"
    assert send(client, home, page, way="online").location == answer.location


def test_move_says_what_is_more_and_a_pass_makes_it_no_order(member: FlaskClient, home: House) -> None:
    booking = book(home)
    page = member.get(f"/bookings/{booking.id}/edit", query_string={"to": "12:00"})
    assert "You pay €3.00 more than before." in text(page)
    assert ORDER in text(page)
    give_pass(home)
    other = book(home, "Platz 2")
    page = member.get(f"/bookings/{other.id}/edit", query_string={"to": "12:00"})
    assert "Move booking" in text(page)
    assert ORDER not in text(page)


@pytest.mark.parametrize(
    ("tariff", "to", "cents"),
    [
        ((300, None, None), "12:30", 1200),
        ((200, 700, 1200), "14:00", 700),
        ((200, 700, 1200), "15:00", 900),
        ((299, 999, 1333), "18:00", 1333),
        ((None, 777, None), "16:30", 1554),
    ],
)
def test_price_is_the_same_on_page_in_program_mail_and_invoice(
    member: FlaskClient, home: House, tariff: tuple[int | None, ...], to: str, cents: int
) -> None:
    with home.app.app_context(), transaction():
        values = dict(zip(("hour_cents", "half_day_cents", "day_cents"), tariff, strict=True))
        db.session.execute(update(Tariff).values(values))
        renew(home)
        program = ApiClient(home.app, a_token(anna()))
    page = new(member, home, to=to)
    assert f"€{cents / 100:.2f}" in text(page)
    assert send(member, home, page, to=to).status_code == 303
    [made] = bookings(home.app)
    pay(home, made)
    told = program.get(f"/bookings/{made.id}").json
    with home.app.app_context():
        mails = {
            mail.context["price_cents"]
            for mail in db.session.scalars(select(OutboxMail))
            if "price_cents" in mail.context
        }
    [invoice] = documents(home)
    assert {int(hidden(page, "price")), made.price_cents, fees(home)[0].gross_cents} == {cents}
    assert {told["price_cents"], told["fee"]["gross_cents"], *mails} == {cents}
    assert (invoice.totals.gross_cents, sum(line.gross_cents for line in invoice.lines)) == (cents, cents)


def test_what_a_browser_sends_along_is_never_used_and_another_price_is_refused(
    member: FlaskClient, home: House
) -> None:
    """20"""
    page = new(member, home)
    assert send(member, home, page, price="1").status_code == 409
    assert (bookings(home.app), fees(home)) == ([], [])
    more = {
        "price_cents": "1",
        "gross_cents": "1",
        "amount": "1",
        "currency": "usd",
        "member": "99",
        "status": "confirmed",
    }
    assert send(member, home, page, form_key="another", **more).status_code == 303
    [made] = bookings(home.app)
    [fee] = fees(home)
    assert (made.price_cents, fee.gross_cents, fee.covered_by) == (600, 600, "on_site")
    with home.app.app_context():
        assert made.member_id == anna().id


@pytest.mark.parametrize("takes_money", [False, True])
def test_page_of_a_free_desk_asks_for_no_money(app: Flask, member: FlaskClient, takes_money: bool) -> None:
    free = paid_house(app, slug="frei", prices={}) if takes_money else house(app, slug="frei")
    new(member, free)
    with counted(app) as asked:
        page = new(member, free)
    money = re.compile(r"\b(fee|pass|contingent|company|trial_use|member_group|payment)\b")
    assert [
        statement for statement in asked if money.search(statement.partition(" FROM ")[2].partition("WHERE")[0])
    ] == []
    assert len(asked) == 5
    assert "Book now" in text(page)


def test_prices_are_told_to_hosts_who_tell_guests(app: Flask, home: House) -> None:
    make_host(app, home.slug)
    client = app.test_client()
    people.log_in(client, HOST)
    client.set_cookie("lang", "en")
    for path in ("bookings/new", "today"):
        assert "Prices for guests: Desk: €3.00 per hour, incl. 19% VAT" in text(client.get(f"/host/{home.slug}/{path}"))


def test_passes_of_another_day_are_not_promised(member: FlaskClient, home: House) -> None:
    give_pass(home, until=date(2026, 11, 24))
    assert ORDER in text(new(member, home))


def test_mail_says_that_the_pass_covers_it(home: House, member: FlaskClient) -> None:
    give_pass(home)
    send(member, home, new(member, home))
    with home.app.app_context():
        [mail] = db.session.scalars(db.select(OutboxMail))
        told = text_of(render(mail))
    assert "6,00 € (inkl. 19 % USt.), mit Ihrer Karte bezahlt" in told.replace("\u00a0", " ")


def test_dearer_move_of_what_is_paid_online_does_not_say_that_the_rest_is_payable(
    member: FlaskClient, home: House
) -> None:
    booking = book_for_money(home)
    with home.app.app_context(), transaction():
        found = queries.account_of_booking(booking.id)
        assert found is not None
        found.fee.covered_by = "online"
        payment_actions.note(account=found, way="online", cents=600, by=None)
    page = text(member.get(f"/bookings/{booking.id}/edit", query_string={"to": "12:00"}))
    assert "more than you have paid" in page
    assert "payable at the hub" not in page
