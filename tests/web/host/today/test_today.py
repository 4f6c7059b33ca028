"""The hosts' pages of the day: what they show, what their buttons do, and who does not see them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from bookings.models import Booking, Occupancy
from core.db import db
from core.identifiers import new_id
from core.journal import JournalEntry
from core.transactions import transaction
from hubs.actions import set_rules
from hubs.models import Hub, Space
from hubs.people.models import HubMember
from hubs.setup_rules import RuleValues
from tests.support import hosts, people
from tests.support.booking import book
from tests.support.hosts import admit, call, do, mails, make_host, walk_in
from tests.support.house import House, at, bookings, clock, house, is_just_after, steps
from tests.support.html import error_at, faults, hidden, links, section, text
from tests.support.limits import ask
from tests.support.queries import counted

NINE, TWELVE = clock("9:00"), clock("12:00")
HOST = "/host/coppenbruegge"
TODAY = f"{HOST}/today"


def numbers(page: Any) -> list[str]:
    return re.findall(r'<p class="lr-big"><b>(\d+)</b>', page.text)


def anna_of(app: Flask) -> FlaskClient:
    """Anna's browser, beside Hanna's."""
    client = app.test_client()
    people.log_in(client)
    client.set_cookie("lang", "en")
    return client


def test_day_tells_who_comes_is_here_is_late_and_has_left(hanna: FlaskClient, home: House, tuesday: Any) -> None:
    book(home, start=NINE, end=TWELVE, title="Steuer")
    book(home, "Platz 2", clock("9:30"), TWELVE, who="bert@example.org")
    call(home, clock("13:00"), clock("14:00"), "Platz 3")
    walk_in(home, clock("9:00"), "Platz 3", guest_name="Gisela")
    tuesday.move_to(clock("9:16"))
    page = hanna.get(TODAY)

    assert numbers(page) == ["2", "1", "0", "2"]
    assert "Anna Muster" in section(page, "late")
    assert "Steuer" in section(page, "late")
    assert "Bert Beispiel" in section(page, "coming")
    assert "Emil Anruf" in section(page, "coming")
    assert "Code" in section(page, "coming")
    assert "Gisela" in section(page, "left")
    assert "Platz 2 until 09:30" in section(page, "free")
    assert "Platz 3 until 13:00" in section(page, "free")
    assert faults(page.text) == []


def test_page_shows_no_mail_addresses(hanna: FlaskClient, home: House) -> None:
    book(home, start=NINE, end=TWELVE)
    for path in ("", "/sheet"):
        assert "anna@" not in hanna.get(TODAY + path).text


def test_another_day_is_shown_by_its_date(hanna: FlaskClient, home: House) -> None:
    book(home)
    page = hanna.get(f"{TODAY}?date=2026-11-25")
    assert "Anna Muster" in section(page, "coming")
    assert "Check in" not in section(page, "coming")
    assert not section(page, "free")
    assert "Anna Muster" not in hanna.get(f"{TODAY}?date=nonsense").text


def test_script_gets_the_list_alone(hanna: FlaskClient, home: House) -> None:
    book(home, start=NINE, end=TWELVE)
    part = hanna.get(TODAY, headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith('<div id="today-live"')
    assert "Anna Muster" in part
    assert "<html" not in part


def test_list_says_its_time_and_can_be_refreshed_by_hand(hanna: FlaskClient, home: House) -> None:
    page = hanna.get(TODAY)
    assert "As of 07:00." in text(page)
    assert TODAY in links(page, TODAY)


def test_look_is_written_in_the_journal(app: Flask, hanna: FlaskClient, home: House) -> None:
    hanna.get(TODAY)
    with app.app_context():
        entries = db.session.execute(select(JournalEntry.hub_slug, JournalEntry.what)).all()
    assert [tuple(entry) for entry in entries] == [("coppenbruegge", "today")]


@pytest.mark.parametrize(("spaces", "count"), [(10, 10), (200, 200)])
def test_day_asks_the_database_at_most_15_times(
    app: Flask, client: FlaskClient, anna: int, bert: int, spaces: int, count: int
) -> None:
    home = house(app, spaces=tuple(f"Platz {n}" for n in range(spaces)))
    make_host(app, home.slug)
    people.log_in(client, hosts.HOST)
    fill(home, anna, count)
    with counted(app) as asked:
        page = client.get(TODAY)
    assert len(asked) <= 15, "\n".join(asked)
    assert page.text.count("Anna Muster</a>") == count
    with counted(app) as asked:
        client.get(f"{HOST}/week")
    assert len(asked) <= 12


def fill(home: House, member_id: int, count: int) -> None:
    """A booking in each of the first places, made by hand: the house would only allow 20 to one person."""
    with home.here() as (_member, hub, _setup), transaction():
        for space_id in list(home.spaces.values())[:count]:
            times = {"hub_id": hub.id, "space_id": space_id, "starts_at": NINE, "ends_at": TWELVE}
            booking = Booking(id=new_id(), member_id=member_id, status="confirmed", **times)
            db.session.add(booking)
            db.session.flush()
            db.session.add(Occupancy(booking_id=booking.id, **times))


def test_buttons_of_the_list_come_back_to_it(app: Flask, hanna: FlaskClient, home: House, tuesday: Any) -> None:
    booking = book(home, start=NINE, end=TWELVE)
    for path, status in (("check-in", "checked_in"), ("check-in/undo", "confirmed"), ("check-in", "checked_in")):
        answer = hanna.post(f"{HOST}/bookings/{booking.id}/{path}", data={"from": "list"})
        assert (answer.status_code, answer.location) == (303, TODAY)
        assert bookings(app)[0].status == status
    tuesday.move_to(NINE)
    hanna.post(f"{HOST}/bookings/{booking.id}/check-out", data={"from": "list"})
    assert bookings(app)[0].status == "completed"
    assert "left at 09:00" in section(hanna.get(TODAY), "left")


def test_what_does_not_go_is_said_on_the_page(app: Flask, hanna: FlaskClient, home: House) -> None:
    tomorrow = book(home)
    before = people.rows(app)["booking"]
    answer = hanna.post(f"{HOST}/bookings/{tomorrow.id}/check-in", follow_redirects=True)
    assert "on the day of their booking" in text(answer)
    assert people.rows(app)["booking"] == before


def test_request_is_answered_from_the_list(app: Flask, hanna: FlaskClient, home: House) -> None:
    admit(home, "approval")
    yes, no = book(home, start=NINE, end=TWELVE), book(home, "Platz 2", who="bert@example.org")
    page = hanna.get(TODAY)
    assert "2 requests are waiting for your answer" in section(page, "requests")

    assert hanna.post(f"{HOST}/bookings/{yes.id}/approval", data={"from": "list"}).location == TODAY
    missing = hanna.post(f"{HOST}/bookings/{no.id}/refusal", data={"reason": " "})
    assert missing.status_code == 422
    assert "Please enter a reason" in error_at(missing, "reason")
    hanna.post(f"{HOST}/bookings/{no.id}/refusal", data={"reason": "Zu voll."})
    assert {booking.id: booking.status for booking in bookings(app)} == {yes.id: "confirmed", no.id: "declined"}
    assert {"booking-declined", "booking-confirmed"} < {template for template, _to in mails(app)}


def test_second_host_reads_what_the_first_decided(app: Flask, hanna: FlaskClient, home: House) -> None:
    admit(home, "approval")
    booking = do(home, "approve", book(home, start=NINE, end=TWELVE))
    answer = hanna.post(f"{HOST}/bookings/{booking.id}/refusal", data={"reason": "Nein."})
    assert answer.status_code == 409
    assert "This request was already: Confirmed" in text(answer)


def test_too_long_reason_stays_in_the_form(hanna: FlaskClient, home: House) -> None:
    booking = book(home)
    answer = hanna.post(f"{HOST}/bookings/{booking.id}/cancellation", data={"reason": "x" * 201})
    assert answer.status_code == 422
    assert "x" * 201 in answer.text
    assert "200" in error_at(answer, "reason")


def test_host_cancels_with_a_reason(app: Flask, hanna: FlaskClient, home: House) -> None:
    booking = book(home)
    hanna.post(f"{HOST}/bookings/{booking.id}/cancellation", data={"reason": "moved"})
    assert steps(app, booking.id)[-1] == ("confirmed", "cancelled", "moved")
    page = text(anna_of(app).get(f"/bookings/{booking.id}"))
    assert "The hosts say: moved" in page
    assert "Cancelled (by the hosts)" in page


def test_note_is_kept(app: Flask, hanna: FlaskClient, home: House) -> None:
    booking = call(home, NINE, TWELVE)
    path = f"{HOST}/bookings/{booking.id}"
    assert hanna.post(f"{path}/note", data={"note": "Braucht den  Schlüssel"}).location == path
    assert "Braucht den Schlüssel" in section(hanna.get(TODAY), "coming")
    assert "€6.00 to pay" in text(hanna.get(TODAY))
    assert hanna.post(f"{path}/note", data={"note": "x" * 301}).status_code == 422


def test_member_never_reads_the_note(app: Flask, hanna: FlaskClient, home: House) -> None:
    booking = book(home)
    do(home, "write_note", booking, note="Immer laut")
    page = text(anna_of(app).get(f"/bookings/{booking.id}"))
    assert "€4.00, payable at the hub" in page
    assert "Immer laut" not in page


def walk_in_data(page: Any, **values: str) -> dict[str, str]:
    return {"form_key": hidden(page, "form_key"), "space": "", "to": "12:00", "guest_name": ""} | values


def test_walk_in_is_offered_the_next_free_desk(app: Flask, hanna: FlaskClient, home: House) -> None:
    book(home, start=clock("8:00"), end=TWELVE)
    page = hanna.get(TODAY)
    assert "Next free desk: Platz 2, free until 20:00" in text(page)
    assert hanna.post(f"{TODAY}/walk-in", data=walk_in_data(page)).location == TODAY
    made = next(booking for booking in bookings(app) if booking.origin == "walk_in")
    assert (made.space_id, made.status) == (home.spaces["Platz 2"], "checked_in")
    assert "Guest without a name" in section(hanna.get(TODAY), "here")


def test_double_click_makes_one_walk_in(app: Flask, hanna: FlaskClient, home: House) -> None:
    data = walk_in_data(hanna.get(TODAY))
    assert {hanna.post(f"{TODAY}/walk-in", data=data).location for _ in range(2)} == {TODAY}
    assert len(bookings(app)) == 1


@pytest.mark.parametrize(
    ("values", "status", "said"),
    [
        ({"to": "never"}, 422, "Please choose a time"),
        ({"to": "21:00"}, 422, "not open the whole"),
        ({"to": "6:00"}, 422, "The end must be after the start"),
        ({"space": "999999"}, 422, "Please choose a place"),
        ({"space": "x"}, 422, "Please choose a place"),
        ({"guest_name": "x" * 81}, 422, "at most 80"),
    ],
)
def test_impossible_walk_in_says_why_and_keeps_what_was_typed(
    app: Flask, hanna: FlaskClient, home: House, values: dict[str, str], status: int, said: str
) -> None:
    data = walk_in_data(hanna.get(TODAY), guest_name="Gisela") | values
    answer = hanna.post(f"{TODAY}/walk-in", data=data)
    assert answer.status_code == status
    assert said in text(answer)
    assert data["guest_name"] in answer.text
    assert bookings(app) == []


def test_walk_in_may_stay_over_lunch_but_not_leave_within_it(app: Flask, hanna: FlaskClient, home: House) -> None:
    """What the hub's rules want of members does not bind hosts."""
    with app.app_context(), transaction():
        hub = db.session.scalars(select(Hub)).one()
        hub.opening_hours = "Mo-Fr 07:00-12:00,13:00-15:10"
        set_rules(hub=hub, values=RuleValues(over_lunch=False, max_minutes=120))
    page = hanna.get(TODAY)
    ends = re.findall(r'value="(\d\d:\d\d)"', page.text.split('name="to"')[1].split("</select>")[0])
    assert ends[-6:] == ["12:00", "13:30", "14:00", "14:30", "15:00", "15:10"]
    assert hanna.post(f"{TODAY}/walk-in", data=walk_in_data(page, to="14:30")).location == TODAY
    assert bookings(app)[0].ends_at == clock("14:30")


def test_walk_in_at_a_taken_place_is_refused(app: Flask, hanna: FlaskClient, home: House) -> None:
    data = walk_in_data(hanna.get(TODAY), space=str(home.spaces["Platz 1"]))
    book(home, start=clock("8:00"), end=TWELVE)
    answer = hanna.post(f"{TODAY}/walk-in", data=data)
    assert answer.status_code == 409
    assert "already taken" in text(answer)
    assert len(bookings(app)) == 1


def test_caller_gets_a_slip_with_a_code(app: Flask, hanna: FlaskClient, home: House) -> None:
    form = hanna.get(f"{HOST}/bookings/new")
    data = {"form_key": hidden(form, "form_key"), "guest_name": "Emil Anruf", "space": "kind:desk"}
    data |= {"date": "2026-11-25", "from": "09:00", "to": "12:00", "title": ""}
    answers = [hanna.post(f"{HOST}/bookings", data=data) for _ in range(2)]
    made = bookings(app)
    assert len(made) == 1
    assert {answer.location for answer in answers} == {f"{HOST}/bookings/{made[0].id}/slip"}
    slip = text(hanna.get(answers[0].location))
    code = made[0].pickup_code or ""
    assert 4 <= len(code) <= 6
    for words in (code, "Emil Anruf", "Platz 1", "09:00–12:00", "Am Bahnhof", "030 23125-104"):
        assert words in slip


def test_what_a_caller_says_to_the_hub_s_questions_is_noted_and_need_not_be(
    app: Flask, hanna: FlaskClient, home: House
) -> None:
    people_, age = ask(home, required=True), ask(home, "Wie alt?", kind="number")
    form = hanna.get(f"{HOST}/bookings/new")
    assert "Wie viele Personen?" in form.text
    data = {"guest_name": "Emil Anruf", "space": "kind:desk", "date": "2026-11-25", "from": "09:00", "to": "12:00"}
    refused = hanna.post(f"{HOST}/bookings", data=data | {f"answer-{age}": "alt"})
    assert refused.status_code == 422
    assert "whole number" in error_at(refused, f"answer-{age}")
    assert bookings(app) == []
    done = hanna.post(f"{HOST}/bookings", data=data | {f"answer-{people_}": "Vier & mehr"})
    assert "Vier &amp; mehr" in hanna.get(done.location.removesuffix("/slip")).text
    assert hanna.post(f"{HOST}/bookings", data=data | {"from": "13:00", "to": "14:00"}).status_code == 303


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"guest_name": ""}, "Please fill this in"),
        ({"guest_name": "   "}, "Please fill this in"),
        ({"guest_name": "\u200b\u00a0\u2800"}, "Please fill this in"),
        ({"date": "2026-11-22"}, "already passed"),
        ({"from": "20:00", "to": "22:00"}, "not open the whole"),
        ({"space": "kind:castle"}, "Please choose a place"),
        ({"date": "never"}, "Please choose a day"),
    ],
)
def test_impossible_call_says_why(
    app: Flask, hanna: FlaskClient, home: House, values: dict[str, str], said: str
) -> None:
    data = {"guest_name": "Emil", "space": "kind:desk", "date": "2026-11-25", "from": "09:00", "to": "12:00"} | values
    answer = hanna.post(f"{HOST}/bookings", data=data)
    assert answer.status_code == 422
    assert said in text(answer)
    assert bookings(app) == []


def test_message_is_asked_once_more_and_sent_once(app: Flask, hanna: FlaskClient, home: House) -> None:
    book(home, start=NINE, end=TWELVE)
    book(home, "Platz 2", NINE, TWELVE, who="bert@example.org")
    call(home, NINE, TWELVE, "Platz 3")
    form = hanna.get(f"{TODAY}/message")
    assert "1 booking is for somebody without an account" in text(form)
    data = {"form_key": hidden(form, "form_key"), "subject": "WLAN", "text": "Geht wieder.\nSchönen Tag!"}
    asked = hanna.post(f"{TODAY}/message", data=data)
    assert "Send this to 2 people?" in text(asked)
    assert not [mail for mail in mails(app) if mail[0] == "hub-message"]
    for _ in range(2):
        assert hanna.post(f"{TODAY}/message", data=data | {"sure": "1"}).status_code == 303
    assert [to for template, to in mails(app) if template == "hub-message"] == ["anna@example.org", "bert@example.org"]
    changed = hanna.post(f"{TODAY}/message", data=data | {"sure": "no"})
    assert 'value="WLAN"' in changed.text
    assert "Send this to" not in text(changed)


def test_sheet_and_week_name_who_has_what(hanna: FlaskClient, home: House) -> None:
    book(home, start=NINE, end=TWELVE, title="Steuer")
    called = call(home, clock("13:00"), clock("14:00"), "Platz 2")
    sheet = text(hanna.get(f"{TODAY}/sheet"))
    for words in ("09:00–12:00 Platz 1 Anna Muster Steuer", f"Platz 2 Emil Anruf {called.pickup_code}"):
        assert words in sheet
    week = hanna.get(f"{HOST}/week?date=2026-11-29")
    assert "Anna Muster" in text(week)
    assert "Mon 23 Nov 2026 to Sun 29 Nov 2026" in text(week)
    assert f"{HOST}/week?date=2026-11-30" in links(week, HOST)
    assert "Anna Muster" not in text(hanna.get(f"{HOST}/week?date=2026-11-30"))


def test_week_plan_shows_of_each_day_what_lies_on_it(hanna: FlaskClient, home: House, tuesday: Any) -> None:
    with home.app.app_context(), transaction():
        hub = db.session.scalars(select(Hub)).one()
        space = Space(hub_id=hub.id, name="Fach", kind="locker", position=9)
        db.session.add(space)
        hub.setup_stamp = new_id().hex
        db.session.flush()
        home.spaces["Fach"] = space.id
    book(home, "Fach", clock("16:00"), at("2026-11-25", "10:00"))
    page = hanna.get(f"{HOST}/week")
    assert "16:00–24:00" in text(page)
    assert "0:00–10:00" in text(page)


def test_place_at_which_somebody_sits_before_their_time_is_not_free(
    hanna: FlaskClient, home: House, tuesday: Any
) -> None:
    booking = book(home, "Platz 1", clock("9:00"), TWELVE)
    tuesday.move_to(clock("8:50"))
    assert "Platz 1" in section(hanna.get(TODAY), "free")
    do(home, "check_in", booking)
    assert "Platz 1" not in section(hanna.get(TODAY), "free")


def test_week_plan_opens_the_coming_week_on_a_sunday(hanna: FlaskClient, home: House, tuesday: Any) -> None:
    tuesday.move_to(at("2026-11-29", "9:00"))
    people.log_in(hanna, hosts.HOST)
    assert "Mon 30 Nov 2026 to Sun 6 Dec 2026" in text(hanna.get(f"{HOST}/week"))
    assert "Mon 23 Nov 2026 to Sun 29 Nov 2026" in text(hanna.get(f"{HOST}/week?date=2026-11-29"))
    tuesday.move_to(at("2026-11-30", "0:20"))
    people.log_in(hanna, hosts.HOST)
    assert "Mon 30 Nov 2026 to Sun 6 Dec 2026" in text(hanna.get(f"{HOST}/week"))


def test_week_shows_places_that_were_put_away_while_they_are_booked(hanna: FlaskClient, home: House) -> None:
    book(home)
    with home.here() as (_member, hub, _setup), transaction():
        db.session.execute(update(Space).where(Space.id == home.spaces["Platz 1"]).values(is_active=False))
        db.session.execute(update(Hub).where(Hub.id == hub.id).values(setup_stamp=new_id().hex))
    assert "Platz 1" in text(hanna.get(f"{HOST}/week"))


def test_hostile_names_notes_and_reasons_are_text(hanna: FlaskClient, home: House) -> None:
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7*7 }}"
    booking = call(home, NINE, TWELVE, guest_name=evil[:80])
    do(home, "write_note", booking, note=evil)
    hanna.post(f"{TODAY}/faults/{home.spaces['Platz 2']}", data={"until": "2026-11-25", "reason": evil})
    paths = ("today", "today/sheet", "week", f"bookings/{booking.id}", f"bookings/{booking.id}/slip")
    for path in (*paths, f"today/faults/{home.spaces['Platz 2']}"):
        page = hanna.get(f"{HOST}/{path}").text
        assert "<script>alert" not in page
        assert "<img" not in page
        assert faults(page) == []


GETS = ("bookings/{id}", "bookings/{id}/slip", "today/faults/{space}")
POSTS = (
    *(f"bookings/{{id}}/{name}" for name in ("check-in", "check-in/undo", "check-out", "paid", "approval", "refusal")),
    "bookings/{id}/cancellation",
    "bookings/{id}/note",
    "today/faults/{space}",
    "today/faults/{space}/mended",
)


@pytest.mark.parametrize("path", GETS + POSTS)
def test_what_is_another_hubs_does_not_exist(app: Flask, hanna: FlaskClient, home: House, path: str) -> None:
    """Not under one's own hub with their ids, and not under theirs."""
    theirs = house(app, "anderswo")
    booking = book(theirs)
    filled = path.format(id=booking.id, space=theirs.spaces["Platz 1"])
    before = people.rows(app)["booking"], people.rows(app)["blocking"]
    data = {"reason": "x", "note": "x", "paid": "1", "until": "2026-11-25"}
    for hub in ("coppenbruegge", "anderswo"):
        send = hanna.get if path in GETS and path not in POSTS else hanna.post
        assert send(f"/host/{hub}/{filled}", **({} if send == hanna.get else {"data": data})).status_code == 404
    assert (people.rows(app)["booking"], people.rows(app)["blocking"]) == before


@pytest.mark.parametrize("key", ["1", "nothing", "%00", "' or 1=1"])
def test_impossible_booking_does_not_exist(hanna: FlaskClient, key: str) -> None:
    assert hanna.get(f"{HOST}/bookings/{key}").status_code == 404


def test_members_see_none_of_it(client: FlaskClient, home: House) -> None:
    people.log_in(client)
    for path in ("today", "today/sheet", "week", "bookings/new", "today/message"):
        assert client.get(f"{HOST}/{path}").status_code == 404


def test_member_checks_out_by_page(app: Flask, client: FlaskClient, home: House, tuesday: Any) -> None:
    booking = do(home, "check_in", book(home, start=NINE, end=TWELVE))
    people.log_in(client)
    client.set_cookie("lang", "en")
    assert "I am leaving: check out" in text(client.get(f"/bookings/{booking.id}"))
    tuesday.move_to(clock("10:00"))
    assert client.post(f"/bookings/{booking.id}/check-out").status_code == 303
    assert is_just_after(bookings(app)[0].checked_out_at, clock("10:00"))
    assert "I am leaving" not in text(client.get(f"/bookings/{booking.id}"))
    other = book(home)
    assert client.post(f"/bookings/{other.id}/check-out").status_code == 409


def test_where_hosts_decide_one_asks(app: Flask, client: FlaskClient, home: House) -> None:
    admit(home, "approval")
    people.log_in(client)
    client.set_cookie("lang", "en")
    page = client.get(f"/bookings/new?space={home.spaces['Platz 1']}&date=2026-11-25&from=09:00&to=11:00")
    assert "You only pay if they accept. Request with obligation to pay" in text(page)
    data = {"space": home.spaces["Platz 1"], "date": "2026-11-25", "from": "09:00", "to": "11:00", "price": "400"}
    answer = client.post("/bookings", data=data, follow_redirects=True)
    assert "Your request is on its way to the hosts" in text(answer)
    assert "The hosts decide on this booking" in text(answer)
    do(home, "decline", bookings(app)[0], reason="Wir putzen.")
    assert "The hosts say: Wir putzen." in text(client.get(f"/bookings/{bookings(app)[0].id}"))


def test_members_only_is_said_before(client: FlaskClient, home: House) -> None:
    admit(home, "members")
    people.log_in(client)
    client.set_cookie("lang", "en")
    page = text(client.get(f"/bookings/new?space={home.spaces['Platz 1']}&date=2026-11-25&from=09:00&to=11:00"))
    assert "Only members of this hub can book here" in page
    assert "Book with obligation" not in page


def test_restricted_member_reads_why_before(app: Flask, client: FlaskClient, home: House, anna: int) -> None:
    with home.here() as (_member, hub, _setup), transaction():
        db.session.add(HubMember(hub_id=hub.id, member_id=anna, restricted_at=NINE, reason="Schlüssel fehlt."))
    page = anna_of(app).get(f"/bookings/new?space={home.spaces['Platz 1']}&date=2026-11-25&from=09:00&to=11:00")
    assert "The hosts say: Schlüssel fehlt." in text(page)
    assert "Book with obligation" not in text(page)


def test_times_of_the_sheet_are_the_hubs(hanna: FlaskClient, home: House) -> None:
    call(home, at("2027-06-01", "9:00"), at("2027-06-01", "9:00") + timedelta(hours=1))
    assert "09:00–10:00" in text(hanna.get(f"{TODAY}/sheet?date=2027-06-01"))
