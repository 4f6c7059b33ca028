"""Closing the hub over bookings: all are told or nothing happens, and all is undone while the mails wait."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from bookings.impact.rules import DELAY
from bookings.models import Booking, Impact
from core import outbox
from core.db import db
from core.journal import JournalEntry
from core.outbox import OutboxMail
from core.transactions import transaction
from hubs.models import Closure
from tests.support import people
from tests.support.booking import ELEVEN, NINE, TEN, TWELVE, book, cancel, check_in
from tests.support.hosts import HOST, make_host
from tests.support.house import House, at, bookings, house, steps, taken
from tests.support.html import fields, hidden, text
from tests.support.impact import closures, waiting
from tests.support.lent import give_pass
from tests.support.money import book_for_money, paid_house
from tests.support.queries import counted

URL = "/host/coppenbruegge/closures"
DAY = {"date": "2026-11-25", "until": "", "from": "", "to": "", "reason": "Stromausfall"}


def close(client: FlaskClient, **values: Any) -> Any:
    return client.post(URL, data={"form_key": "k1"} | DAY | values)


def statuses(app: Flask) -> list[str]:
    return [booking.status for booking in bookings(app)]


@pytest.fixture
def full(app: Flask, tuesday: Any) -> House:
    """40 bookings of 40 members on Wednesday: 20 desks, morning and afternoon."""
    names = tuple(f"Platz {n}" for n in range(1, 21))
    home = house(app, spaces=names)
    times = [(at("2026-11-25", "8:00"), TWELVE), (at("2026-11-25", "13:00"), at("2026-11-25", "17:00"))]
    for number in range(40):
        people.add(app, f"m{number}@example.org", f"Mitglied {number}")
        book(home, names[number % 20], *times[number // 20], who=f"m{number}@example.org")
    return home


def test_closing_without_bookings_closes_at_once(app: Flask, host: FlaskClient) -> None:
    answer = close(host)

    assert (answer.status_code, answer.location) == (303, URL)
    (closure,) = closures(app)
    assert (closure.starts_at, closure.ends_at) == (at("2026-11-25", "0:00"), at("2026-11-26", "0:00"))
    assert "Wed 25 Nov 2026 Stromausfall" in text(host.get(URL))


def test_closing_times_of_a_day_hits_only_what_reaches_into_them(app: Flask, host: FlaskClient, home: House) -> None:
    book(home, start=NINE, end=TEN)
    book(home, "Platz 2", start=ELEVEN, end=TWELVE, who="bert@example.org")
    page = close(host, **{"from": "10:00", "to": "11:30"})

    assert len(fields(page)["hit"]) == 1
    assert "Bert Beispiel" in text(page)
    assert "Anna Muster" not in text(page)


def test_nothing_is_saved_before_it_is_decided(app: Flask, host: FlaskClient, home: House) -> None:
    book(home)
    before = people.rows(app)
    page = close(host)

    assert page.status_code == 200
    assert "1 booking is affected" in text(page)
    assert "Anna Muster" in text(page)
    again = host.post(URL, data=fields(page))
    assert again.status_code == 409
    assert "please choose what should happen to each booking" in text(again)
    after = people.rows(app)
    assert all(before[name] == after[name] for name in before if name not in {"journal", "rate_hit", "login_session"})


def test_looking_at_hits_is_noted_in_the_journal(app: Flask, host: FlaskClient, home: House) -> None:
    book(home)
    close(host)
    with app.app_context():
        assert db.session.scalars(select(JournalEntry.what)).all() == ["hits"]


def test_closing_a_day_with_40_bookings_tells_all_and_undo_brings_all_back(
    app: Flask, client: FlaskClient, full: House
) -> None:
    make_host(app)
    people.log_in(client, "host@example.org")
    client.set_cookie("lang", "en")
    occupied = taken(app)
    page = close(client)
    assert len(fields(page)["hit"]) == 40
    answer = client.post(URL, data=fields(page) | {"all": "cancel"})

    assert answer.status_code == 303
    assert statuses(app) == ["cancelled"] * 40
    assert taken(app) == []
    mails = waiting(app)
    assert sorted(mail.recipient for mail in mails) == sorted(f"m{n}@example.org" for n in range(40))
    assert {mail.due_at - mail.created_at for mail in mails} == {DELAY}
    receipt = client.get(answer.location)
    assert "40 bookings" in text(receipt)

    undone = client.post("/host/coppenbruegge/impact", data=fields(receipt))
    assert (undone.status_code, undone.location) == (303, URL)
    assert statuses(app) == ["confirmed"] * 40
    assert taken(app) == occupied
    assert waiting(app) == []
    assert closures(app) == []
    assert "no email goes out" in text(client.get(URL))


def test_undo_that_a_used_up_pass_forbids_says_whose_booking_it_is(
    app: Flask, client: FlaskClient, tuesday: Any
) -> None:
    people.add(app)
    home = paid_house(app)
    make_host(app)
    people.log_in(client, HOST)
    client.set_cookie("lang", "en")
    give_pass(home, size=1)
    book_for_money(home)
    answer = client.post(URL, data=fields(close(client)) | {"all": "cancel"})
    book_for_money(home, start=NINE + timedelta(days=1), end=ELEVEN + timedelta(days=1))
    refused = client.post("/host/coppenbruegge/impact", data=fields(client.get(answer.location)))

    assert refused.status_code == 409
    assert "Anna Muster, Wed 25 Nov 2026, 09:00–11:00: the member’s pass has no visit left" in text(refused)
    assert "your pass" not in text(refused)
    assert sorted(statuses(app)) == ["cancelled", "confirmed"]


def test_the_mails_leave_after_ten_minutes_and_then_nothing_is_undone(
    app: Flask, host: FlaskClient, home: House, smtp: Any, tuesday: Any, make_app: Any
) -> None:
    book(home)
    answer = host.post(URL, data=fields(close(host)) | {"all": "cancel"})
    receipt = host.get(answer.location)
    sending = make_app(smtp_url=smtp.url)
    with sending.app_context():
        outbox.send_due()
    assert all(mail.sent_at is None for mail in waiting(app))

    tuesday.shift(DELAY)
    with sending.app_context():
        outbox.send_due()
    assert all(mail.sent_at for mail in waiting(app))
    assert "Stromausfall" in people.mails(app)[-1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    late = host.post("/host/coppenbruegge/impact", data=fields(receipt))
    assert late.status_code == 409
    assert "can no longer be undone" in text(late)
    assert statuses(app) == ["cancelled"]
    assert len(closures(app)) == 1


def test_undo_is_too_late_when_a_mail_is_on_its_way(app: Flask, host: FlaskClient, home: House) -> None:
    book(home)
    receipt = host.get(host.post(URL, data=fields(close(host)) | {"all": "cancel"}).location)
    with app.app_context(), transaction():
        mail = db.session.scalars(select(OutboxMail).where(OutboxMail.key.startswith("impact:"))).one()
        mail.attempts = 1

    assert host.post("/host/coppenbruegge/impact", data=fields(receipt)).status_code == 409
    assert statuses(app) == ["cancelled"]


def test_undo_sent_twice_undoes_once(app: Flask, host: FlaskClient, home: House) -> None:
    booking = book(home)
    receipt = host.get(host.post(URL, data=fields(close(host)) | {"all": "cancel"}).location)
    answers = [host.post("/host/coppenbruegge/impact", data=fields(receipt)).status_code for _ in range(2)]

    assert answers == [303, 404]
    assert [step[1] for step in steps(app, booking.id)] == ["confirmed", "cancelled", "confirmed"]


def test_what_cannot_be_restored_is_listed_and_its_mail_stays(app: Flask, host: FlaskClient, home: House) -> None:
    book(home)
    second = book(home, "Platz 2", who="bert@example.org")
    receipt = host.get(host.post(URL, data=fields(close(host)) | {"all": "cancel"}).location)
    with app.app_context(), transaction():
        closure = db.session.scalars(select(Closure)).one()
        db.session.delete(closure)
    book(home, "Platz 2", start=TEN, end=TWELVE)
    answer = host.post("/host/coppenbruegge/impact", data=fields(receipt))
    page = host.get(answer.location)

    assert "Bert Beispiel" in text(page)
    assert "Anna Muster" not in text(page)
    assert "Undo everything" not in text(page)
    assert [mail.recipient for mail in waiting(app)] == ["bert@example.org"]
    with app.app_context():
        assert db.session.scalars(select(Impact.booking_id)).all() == [second.id]


def test_booking_made_meanwhile_brings_the_page_back_with_the_longer_list(
    app: Flask, host: FlaskClient, home: House
) -> None:
    book(home)
    page = close(host)
    book(home, "Platz 2", who="bert@example.org")
    answer = host.post(URL, data=fields(page) | {"all": "cancel"})

    assert answer.status_code == 409
    assert len(fields(answer)["hit"]) == 2
    assert "Bert Beispiel new" in text(answer)
    assert (closures(app), statuses(app)) == ([], ["confirmed"] * 2)
    assert host.post(URL, data=fields(answer) | {"all": "cancel"}).status_code == 303
    assert statuses(app) == ["cancelled"] * 2


def test_booking_cancelled_meanwhile_is_no_longer_hit(app: Flask, host: FlaskClient, home: House) -> None:
    booking = book(home)
    page = close(host)
    cancel(home, booking)

    answer = host.post(URL, data=fields(page) | {"all": "cancel"})
    assert (answer.status_code, answer.location) == (303, URL)
    assert waiting(app) == []


def test_double_click_closes_once(app: Flask, host: FlaskClient, home: House) -> None:
    book(home)
    data = fields(close(host)) | {"all": "cancel"}
    answers = [host.post(URL, data=data) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert (len(closures(app)), len(waiting(app))) == (1, 1)


def test_who_is_there_may_stay_or_has_to_leave(app: Flask, host: FlaskClient, home: House, tuesday: Any) -> None:
    first, second = book(home), book(home, "Platz 2", who="bert@example.org")
    tuesday.move_to(NINE)
    check_in(home, first)
    with home.here("bert@example.org"), transaction():
        db.session.get_one(Booking, second.id).status = "checked_in"
    people.log_in(host, HOST)
    page = close(host)
    way = {f"way-{first.id.hex}": "keep", f"way-{second.id.hex}": "cancel"}
    receipt = host.get(host.post(URL, data=fields(page) | way).location)

    assert sorted(statuses(app)) == ["checked_in", "completed"]
    assert {row[0] for row in taken(app)} == {home.spaces["Platz 1"]}
    assert "1 booking still stands" in text(host.get(URL))
    tuesday.shift(timedelta(minutes=5))
    assert host.post("/host/coppenbruegge/impact", data=fields(receipt)).status_code == 303
    assert statuses(app) == ["checked_in"] * 2
    assert taken(app)[-1][2] == ELEVEN


def test_guests_get_no_mail_and_are_to_be_called(app: Flask, host: FlaskClient, home: House) -> None:
    booking = book(home)
    with home.here(), transaction():
        row = db.session.get_one(Booking, booking.id)
        row.member_id, row.origin, row.guest_name = None, "host", "Frau Anruf"
    page = close(host)
    receipt = host.get(host.post(URL, data=fields(page) | {"all": "cancel"}).location)

    assert "Frau Anruf" in text(page)
    assert "please call" in text(receipt)
    assert waiting(app) == []
    assert host.post("/host/coppenbruegge/impact", data=fields(receipt)).status_code == 303
    assert statuses(app) == ["confirmed"]


def test_requests_are_hit_and_come_back_as_requests(app: Flask, host: FlaskClient, home: House) -> None:
    booking = book(home)
    with home.here(), transaction():
        row = db.session.get_one(Booking, booking.id)
        row.status, row.expires_at = "requested", NINE
    page = close(host)
    assert "waiting for your answer" in text(page)
    receipt = host.get(host.post(URL, data=fields(page) | {"all": "cancel"}).location)
    host.post("/host/coppenbruegge/impact", data=fields(receipt))
    assert statuses(app) == ["requested"]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"date": ""}, "Please choose a day"),
        ({"until": "2026-11-24"}, "The last day is before the first"),
        ({"date": "2026-11-20"}, "already passed"),
        ({"from": "12:00", "to": "11:00"}, "The end must be after the start"),
        ({"from": "25:00"}, "Please enter a time"),
        ({"date": "2027-03-28", "from": "2:30"}, "clocks go forward"),
        ({"reason": "x" * 201}, "at most 200"),
    ],
)
def test_wrong_closure_is_refused_at_its_field(
    app: Flask, host: FlaskClient, values: dict[str, str], message: str
) -> None:
    answer = close(host, **values)
    assert answer.status_code == 422
    assert message in text(answer)
    assert closures(app) == []


def test_closure_is_taken_back_by_a_host_of_its_hub_only(app: Flask, host: FlaskClient, home: House) -> None:
    close(host)
    (closure,) = closures(app)
    house(app, "elsewhere")
    make_host(app, "elsewhere", "other@example.org")
    other = app.test_client()
    people.log_in(other, "other@example.org")

    assert other.post(f"/host/elsewhere/closures/{closure.id}/take-back").status_code == 404
    assert other.post(f"{URL}/{closure.id}/take-back").status_code == 404
    assert len(closures(app)) == 1
    assert host.post(f"{URL}/{closure.id}/take-back").status_code == 303
    assert closures(app) == []


def test_address_of_before_leads_to_the_receipt(app: Flask, host: FlaskClient, home: House) -> None:
    book(home)
    receipt = host.post(URL, data=fields(close(host)) | {"all": "cancel"}).location
    before = receipt.replace("/impact?", "/displaced?")
    assert before != receipt
    for answer in (host.get(before), host.post(before)):
        assert (answer.status_code, answer.location) == (308, receipt)


def test_receipt_and_undo_are_not_another_hubs(app: Flask, host: FlaskClient, home: House) -> None:
    book(home)
    location = host.post(URL, data=fields(close(host)) | {"all": "cancel"}).location
    data = fields(host.get(location))
    house(app, "elsewhere")
    make_host(app, "elsewhere", "other@example.org")
    other = app.test_client()
    people.log_in(other, "other@example.org")

    assert other.get(location.replace("coppenbruegge", "elsewhere")).status_code == 404
    assert other.post("/host/elsewhere/impact", data=data).status_code == 404
    assert statuses(app) == ["cancelled"]


def test_an_altered_undo_is_refused(app: Flask, host: FlaskClient, home: House) -> None:
    book(home)
    receipt = host.get(host.post(URL, data=fields(close(host)) | {"all": "cancel"}).location)
    data = fields(receipt)
    assert host.post("/host/coppenbruegge/impact", data=data | {"undo": "x" + data["undo"][0]}).status_code == 409
    assert statuses(app) == ["cancelled"]


def test_hits_are_read_in_few_queries(app: Flask, client: FlaskClient, full: House) -> None:
    make_host(app)
    people.log_in(client, "host@example.org")
    with counted(app) as queries:
        assert close(client).status_code == 200
    assert len(queries) <= 20
    assert hidden(client.get(URL), "form_key")


def test_hosts_pages_offer_to_undo_until_the_mails_leave(
    app: Flask, host: FlaskClient, home: House, tuesday: Any
) -> None:
    book(home)
    assert close(host, **fields(close(host)), all="cancel").status_code == 303
    today = "/host/coppenbruegge/today"
    assert "View or undo" in text(host.get(today))
    tuesday.shift(DELAY + timedelta(seconds=1))
    assert "View or undo" not in text(host.get(today))


def test_taking_a_closure_back_in_time_leads_to_undoing_it_whole(app: Flask, host: FlaskClient, home: House) -> None:
    book(home)
    close(host, **fields(close(host)), all="cancel")
    (closure,) = closures(app)
    answer = host.post(f"{URL}/{closure.id}/take-back")
    assert answer.status_code == 303
    assert "/impact?" in answer.location
    assert len(closures(app)) == 1
    assert "Please undo everything here" in text(host.get(answer.location))


def test_number_beyond_all_keys_leads_nowhere(host: FlaskClient) -> None:
    for number in (2**31, 2**63, 10**30):
        assert host.post(f"{URL}/{number}/take-back").status_code == 404
        assert host.get(f"/hubs/coppenbruegge/pictures/{number}-abc.jpg").status_code == 404
