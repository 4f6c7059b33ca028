"""What hosts see of the people of their hub, what they can do, and what those people see of it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bookings import actions
from bookings.errors import MembersOnly, Restricted
from bookings.models import Booking
from bookings.slots import Slot
from core.db import db
from core.journal import JournalEntry
from core.timespans import Interval
from core.transactions import transaction
from hubs.actions import set_rules
from hubs.queries import hub_by_slug
from hubs.setup import setup_of
from hubs.setup_rules import RuleValues
from members.models import Member
from tests.support import house, people
from tests.support.house import NOW, House, at
from tests.support.queries import counted
from tests.support.two_hubs import HERE, THERE

HOSTILE = '<script>alert(1)</script> & "Ümit" \'); DROP'
ANNA, BERT = "anna@example.org", "bert@example.org"


def book(
    app: Flask, email: str, slug: str = HERE, day: str = "2026-11-25", clock: str = "9:00", **more: Any
) -> Booking:
    with app.app_context(), transaction():
        hub = hub_by_slug(slug)
        assert hub is not None
        member = db.session.scalars(db.select(Member).where(Member.email == email)).one()
        setup, start = setup_of(hub), at(day, clock)
        span = Interval(start, start + timedelta(hours=2))
        slots = [Slot(hub, setup, place, span) for place in setup.places]
        return actions.book_any(member=member, slots=slots, **more)


def path(member_id: int, rest: str = "", slug: str = HERE) -> str:
    return f"/host/{slug}/people/{member_id}{rest}"


@pytest.fixture
def anna(app: Flask, hub: House) -> int:
    """With a booking here and one in the other hub."""
    number = people.add(app)
    book(app, ANNA)
    book(app, ANNA, THERE, "2026-11-26", title="Secret meeting")
    return number


@pytest.fixture
def bert(app: Flask, hub: House) -> int:
    """With a booking in the other hub only."""
    number = people.add(app, BERT, "Bert Beispiel")
    book(app, BERT, THERE)
    return number


def test_people_of_this_hub_stand_here_and_no_others(hanna: FlaskClient, anna: int, bert: int) -> None:
    page = hanna.get(f"/host/{HERE}/people").text
    assert "Anna Muster" in page
    assert "1 Buchung" in page or "1 booking" in page
    assert "Bert" not in page
    assert "Fritz" not in page


@pytest.mark.parametrize("rest", ["", "/membership", "/restriction", "/restriction/lift", "/cancellations"])
def test_another_hubs_person_does_not_exist_here(hanna: FlaskClient, bert: int, app: Flask, rest: str) -> None:
    call = hanna.post if rest else hanna.get
    for number in (bert, people.member(app, "fritz@example.org").id, 2147483647, 99999999999):
        assert call(path(number, rest), data={"reason": "x", "member": "yes"}).status_code == 404
    assert people.rows(app)["hub_member"] == []


def test_persons_page_shows_the_bookings_here_only(hanna: FlaskClient, anna: int) -> None:
    page = hanna.get(path(anna)).text
    assert "25.11.2026" in page or "25 Nov 2026" in page
    assert "Secret" not in page
    assert "26.11.2026" not in page
    assert "Fischbeck" not in page
    assert ANNA not in page


@pytest.mark.each_database  # ILIKE
@pytest.mark.parametrize(
    ("search", "found"), [("anna", True), ("MUSTER", True), ("xyz", False), ("%", False), ("_", False)]
)
def test_search_by_a_part_of_the_name(hanna: FlaskClient, anna: int, search: str, found: bool) -> None:
    page = hanna.get(f"/host/{HERE}/people", query_string={"q": search}).text
    assert (f'href="{path(anna)}"' in page) == found


@pytest.mark.each_database  # ILIKE
def test_search_takes_large_and_small_letters_with_dots_for_equal(app: Flask, hanna: FlaskClient) -> None:
    people.add(app, BERT, "Örjan ÄHRE")
    book(app, BERT)
    for search in ("ör", "ÖR", "ähre"):
        assert "Örjan" in hanna.get(f"/host/{HERE}/people", query_string={"q": search}).text, search


def test_hostile_names_and_reasons_are_harmless(app: Flask, hanna: FlaskClient, browser_of: Any) -> None:
    number = people.add(app, BERT, HOSTILE)
    book(app, BERT)
    hanna.post(path(number, "/restriction"), data={"reason": HOSTILE})
    bert = browser_of(BERT)
    pages = [
        hanna.get(address).text for address in (f"/host/{HERE}/people", path(number), f"/host/{HERE}/people/looks")
    ]
    for page in [*pages, bert.get("/profile").text]:
        assert "&lt;script&gt;" in page
        assert "<script>alert" not in page
    assert hanna.get(f"/host/{HERE}/people", query_string={"q": HOSTILE}).status_code == 200
    assert hanna.get(f"/host/{HERE}/people", query_string={"q": "\x00"}).status_code == 200
    mail = people.mails(app)[-1]
    assert "<script>" not in mail.get_body(("html",)).get_content()  # type: ignore[union-attr]


def test_lists_go_on_after_fifty_and_ask_as_often_for_many(app: Flask, hanna: FlaskClient, anna: int) -> None:
    hanna.get(f"/host/{HERE}/people")
    with counted(app) as few:
        hanna.get(f"/host/{HERE}/people")
    for number in range(55):
        people.add(app, f"guest{number}@example.org", f"Gast {number:02}")
        book(
            app, f"guest{number}@example.org", day=f"2026-12-{1 + number // 15:02}", clock=f"{8 + 2 * (number % 5)}:00"
        )
    with counted(app) as many:
        first = hanna.get(f"/host/{HERE}/people").text
    assert len(many) <= len(few) <= 12
    assert first.count("/people/") >= 50
    assert "Gast 54" not in first
    assert "Gast 54" in hanna.get(f"/host/{HERE}/people?page=2").text
    assert hanna.get(f"/host/{HERE}/people?page=0").status_code == 404


def test_restricted_person_reads_the_reason_and_cannot_book(
    app: Flask, hanna: FlaskClient, anna: int, browser_of: Any
) -> None:
    answer = hanna.post(path(anna, "/restriction"), data={"reason": "The kitchen was left dirty."})
    assert answer.location == path(anna)
    with pytest.raises(Restricted):
        book(app, ANNA, day="2026-11-27")
    book(app, ANNA, THERE, day="2026-11-27")
    assert "The kitchen was left dirty." in browser_of(ANNA).get("/profile").text
    mail = people.mails(app)[-2]
    assert mail["To"] == ANNA
    assert "The kitchen was left dirty." in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert [b.status for b in house.bookings(app)] == ["confirmed"] * 3, "what is booked stands"


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301])
def test_restriction_needs_a_reason_and_keeps_what_was_typed(
    app: Flask, hanna: FlaskClient, anna: int, reason: str
) -> None:
    answer = hanna.post(path(anna, "/restriction"), data={"reason": reason})
    assert answer.status_code == 422
    assert reason.strip() in answer.text
    assert people.rows(app)["hub_member"] == []


def test_same_restriction_sent_twice_sends_one_mail(app: Flask, hanna: FlaskClient, anna: int) -> None:
    before = len(people.mails(app))
    for _ in range(2):
        hanna.post(path(anna, "/restriction"), data={"reason": "Loud."})
    assert len(people.mails(app)) == before + 1


def test_lifted_restriction_lets_the_person_book_again(app: Flask, hanna: FlaskClient, anna: int) -> None:
    hanna.post(path(anna, "/restriction"), data={"reason": "Loud."})
    hanna.post(path(anna, "/restriction/lift"))
    book(app, ANNA, day="2026-11-27")
    assert "Loud." not in hanna.get(path(anna)).text
    before = len(people.mails(app))
    hanna.post(path(anna, "/restriction/lift"))
    assert len(people.mails(app)) == before


def test_chosen_bookings_are_cancelled_with_the_reason_and_the_rest_stands(
    app: Flask, hanna: FlaskClient, anna: int
) -> None:
    stays = book(app, ANNA, day="2026-11-27")
    first = next(b for b in house.bookings(app) if b.starts_at == at("2026-11-25", "9:00"))
    there = next(b for b in house.bookings(app) if b.hub_id != first.hub_id)
    chosen = [str(first.id), str(there.id), "nonsense"]
    hanna.post(path(anna, "/restriction"), data={"reason": "Loud.", "bookings": chosen})
    assert {b.id: b.status for b in house.bookings(app)} == {
        first.id: "cancelled",
        there.id: "confirmed",
        stays.id: "confirmed",
    }
    assert house.steps(app, first.id)[-1] == ("confirmed", "cancelled", "Loud.")
    assert len(house.taken(app)) == 2
    assert "Loud." in people.mails(app)[-1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    hanna.post(path(anna, "/cancellations"), data={"bookings": [str(stays.id)]})
    assert [b.status for b in house.bookings(app)].count("cancelled") == 2


def test_nothing_of_a_person_who_is_not_restricted_is_cancelled(app: Flask, hanna: FlaskClient, anna: int) -> None:
    keys = [str(b.id) for b in house.bookings(app)]
    assert hanna.post(path(anna, "/cancellations"), data={"bookings": keys}).status_code == 404
    assert {b.status for b in house.bookings(app)} == {"confirmed"}


def test_members_only_hub_takes_whom_hosts_made_a_member(app: Flask, hanna: FlaskClient, anna: int) -> None:
    members_only(app)
    with pytest.raises(MembersOnly):
        book(app, ANNA, day="2026-11-27")
    hanna.post(path(anna, "/membership"), data={"member": "yes"})
    book(app, ANNA, day="2026-11-27")
    hanna.post(path(anna, "/membership"), data={"member": "no"})
    with pytest.raises(MembersOnly):
        book(app, ANNA, day="2026-11-30")


def test_member_by_mail_gets_a_link_and_the_host_learns_nothing(
    app: Flask, hanna: FlaskClient, bert: int, browser_of: Any
) -> None:
    """An address with an account, one without: the same answer, and nobody stands in the list before they agree."""
    members_only(app)
    answers = []
    for email in (BERT, "nobody@example.org"):
        answer = hanna.post(f"/host/{HERE}/people/members", data={"email": email})
        page = hanna.get(f"/host/{HERE}/people").text
        answers.append((answer.status_code, answer.location, re.sub(r'value="[^"]+"', "", page).replace(email, "")))
        assert "Bert" not in page
    assert answers[0] == answers[1]
    mail = next(mail for mail in people.mails(app) if mail["To"] == BERT and "/invitations/" in mail.as_string())
    assert mail
    link = re.search(r"/invitations/member/\S+", mail.get_body(("plain",)).get_content())  # type: ignore[union-attr]
    assert link
    bert_page = browser_of(BERT)
    people.add(app, "egon@example.org", "Egon")
    assert browser_of("egon@example.org").post(link[0]).status_code == 403
    assert bert_page.post(link[0]).status_code == 303
    book(app, BERT, day="2026-11-27")
    assert "Bert Beispiel" in hanna.get(f"/host/{HERE}/people").text
    hanna.post(path(bert, "/membership"), data={"member": "no"})
    assert bert_page.post(link[0]).status_code == 410, "what hosts took back, an old link does not give again"
    assert bert_page.post("/invitations/member/nonsense").status_code == 410


def test_every_look_is_written_down_and_the_member_sees_who_looked(
    app: Flask, hanna: FlaskClient, anna: int, browser_of: Any
) -> None:
    hanna.get(path(anna))
    hanna.get(f"/host/{HERE}/people")
    with app.app_context():
        found = {(e.what, e.subject_id) for e in db.session.scalars(db.select(JournalEntry))}
    assert {("member", anna), ("people", 0)} <= found
    looks = hanna.get(f"/host/{HERE}/people/looks").text
    assert "Hanna Wirt" in looks
    assert "Anna Muster" in looks
    profile = browser_of(ANNA).get("/profile").text
    assert "Hanna Wirt" in profile
    assert "Coppenbruegge" in profile
    assert "Hanna Wirt" not in browser_of("fritz@example.org").get(f"/host/{THERE}/people/looks").text


def test_looks_older_than_a_month_are_not_shown(
    app: Flask, hanna: FlaskClient, anna: int, browser_of: Any, tuesday: Any
) -> None:
    hanna.get(path(anna))
    tuesday.move_to(NOW + timedelta(days=31))
    assert "Hanna Wirt" not in browser_of(ANNA).get("/profile").text


def members_only(app: Flask) -> None:
    with app.app_context(), transaction():
        hub = hub_by_slug(HERE)
        assert hub is not None
        set_rules(hub=hub, values=RuleValues(admission="members"))


@pytest.mark.parametrize("rest", ["", "/hosts", "/looks", "/%s"])
def test_pages_about_people_ask_little(app: Flask, hanna: FlaskClient, anna: int, rest: str) -> None:
    address = f"/host/{HERE}/people{rest.replace('%s', str(anna))}"
    hanna.get(address)
    with counted(app) as asked:
        assert hanna.get(address).status_code == 200
    assert len(asked) <= 12
