"""What is asked at booking is answered, kept, shown to whom it concerns, and goes with the booking's other words."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from bookings import actions, answering
from bookings.answer_errors import AnswerNeeded, UnknownQuestion
from bookings.models import Booking, QuestionAnswer
from bookings.retention import actions as retention_actions
from bookings.series import actions as series_actions
from bookings.series.actions import ChosenDate
from bookings.series.queries import SeriesWish
from bookings.series.rules import Repetition
from bookings.slots import Slot, slots_at
from bookings.subject import Subject
from bookings.today import actions as today_actions
from core.db import db
from core.timespans import Interval
from core.transactions import transaction
from hubs.questions import actions as question_actions
from hubs.questions import queries as question_queries
from hubs.questions.rules import QuestionFacts
from tests.support.booking import ELEVEN, NINE
from tests.support.booking import book as book_plainly
from tests.support.confidential import OUTER, ROOM, with_room
from tests.support.hosts import make_host
from tests.support.house import House, bookings, house
from tests.support.limits import ask
from tests.support.queries import counted


@pytest.fixture
def home(app: Flask, anna: int) -> House:
    return house(app)


def book(home: House, answers: dict[int, str], name: str = "Platz 1") -> Booking:
    with home.here() as (member, hub, setup), transaction():
        slot = Slot(hub, setup, home.place(setup, name), Interval(NINE, ELEVEN))
        return actions.book(member=member, slot=slot, answers=answers)


def kept(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(QuestionAnswer.text).order_by(QuestionAnswer.question_id)))


def answers_of(home: House, booking: Booking) -> list[tuple[str, str]]:
    with home.here() as (_member, _hub, setup):
        return [one.pair for one in answering.answers_of([setup], [booking.id]).get(booking.id, [])]


def test_answers_are_kept_with_the_booking_in_one_line_and_empty_ones_are_not(app: Flask, home: House) -> None:
    people, coffee = (
        ask(home, kind="number", required=True),
        ask(home, "Kaffee?", kind="choice", choices=("Ja", "Nein")),
    )
    booking = book(home, {people: " 4 ", coffee: ""})
    assert answers_of(home, booking) == [("Wie viele Personen?", "4")]
    assert kept(app) == ["4"]


@pytest.mark.parametrize("given", [None, "", "vier", "1" * 201])
def test_what_does_not_answer_is_refused_by_the_name_of_its_field(app: Flask, home: House, given: str | None) -> None:
    people = ask(home, kind="number", required=True)
    with pytest.raises(AnswerNeeded) as refused:
        book(home, {} if given is None else {people: given})
    assert (refused.value.code, refused.value.status) == ("answer-needed", 422)
    assert refused.value.field == f"answers.{people}"
    assert str(refused.value.message()).endswith(".")
    assert bookings(app) == []


def test_what_is_not_asked_there_is_refused(home: House) -> None:
    rooms = ask(home, space_kinds=("room",))
    for unknown in (rooms, 999):
        with pytest.raises(UnknownQuestion) as refused:
            book(home, {unknown: "4"})
        assert refused.value.field == f"answers.{unknown}"


def test_any_free_one_asks_too(home: House) -> None:
    ask(home, required=True)
    with home.here() as (member, hub, setup):
        slots = slots_at(hub, setup, list(setup.places), Interval(NINE, ELEVEN))
        with pytest.raises(AnswerNeeded), transaction():
            actions.book_any(member=member, slots=slots)


def book_series(home: House, answers: dict[int, str]) -> None:
    days = [date(2026, 11, day) for day in (25, 26)]
    with home.here() as (member, hub, setup), transaction():
        place = home.place(setup, "Platz 1")
        wish = SeriesWish(
            Subject(hub, setup, "desk", place), Repetition(every=1, unit="day", count=2), days[0], 540, 600
        )
        chosen = [ChosenDate(day, Slot(hub, setup, place, wish.span(day))) for day in days]
        series_actions.book_series(member=member, wish=wish, occurrences=chosen, answers=answers)


def test_series_answers_once_for_all_dates(app: Flask, home: House) -> None:
    people = ask(home, required=True)
    with pytest.raises(AnswerNeeded):
        book_series(home, {})
    book_series(home, {people: "4"})
    assert kept(app) == ["4", "4"]


def test_answers_go_when_the_booking_becomes_nobodys(app: Flask, home: House) -> None:
    booking = book(home, {ask(home): "zu zweit"})
    with app.app_context(), transaction():
        retention_actions.anonymise([booking.id])
    assert kept(app) == []


def test_answers_go_with_their_question(app: Flask, home: House) -> None:
    book(home, {ask(home): "zu zweit"})
    with home.here() as (_member, hub, _setup), transaction():
        question_actions.remove(hub=hub, question=question_queries.questions_of(hub.id)[0])
    assert kept(app) == []


def test_changed_question_keeps_its_answers(home: House) -> None:
    booking = book(home, {ask(home): "zu zweit"})
    with home.here() as (_member, hub, _setup), transaction():
        [question] = question_queries.questions_of(hub.id)
        question_actions.ask(hub=hub, wanted=QuestionFacts(0, "Zu wievielt?"), known=question)
    assert answers_of(home, booking) == [("Zu wievielt?", "zu zweit")]


def test_hub_that_asks_nothing_costs_nothing(app: Flask, home: House) -> None:
    booking: Any = book_plainly(home)
    with home.here() as (_member, _hub, setup), counted(app) as asked:
        assert answering.answers_of([setup], [booking.id]) == {}
    assert asked == []


def test_nobody_is_asked_what_a_confidential_place_is_for(home: House) -> None:
    """Not even where it has to be answered everywhere else; who answers all the same is told that nobody asked."""
    with_room(home, ROOM, OUTER)
    question = ask(home, "Wozu?", required=True)
    with pytest.raises(AnswerNeeded):
        book(home, {})
    with pytest.raises(UnknownQuestion):
        book(home, {question: "Rücken"}, ROOM)
    assert book(home, {}, ROOM).is_confidential


def called(home: House, answers: dict[int, str], *names: str) -> Booking:
    with home.here("host@example.org") as (host, hub, setup), transaction():
        slots = slots_at(
            hub, setup, [home.place(setup, name) for name in names or ("Platz 1",)], Interval(NINE, ELEVEN)
        )
        return today_actions.book_for_caller(host=host, slots=slots, guest_name="Emil Anruf", answers=answers)


def test_who_calls_need_not_answer_and_what_they_said_is_kept(app: Flask, home: House) -> None:
    make_host(app)
    key, number = ask(home, required=True), ask(home, "Wie alt?", kind="number")
    called(home, {}, "Platz 1")
    called(home, {key: " Vier ", number: " "}, "Platz 2")
    assert kept(app) == ["Vier"]
    with pytest.raises(AnswerNeeded):
        called(home, {number: "sehr"}, "Platz 3")


def test_what_a_caller_said_is_left_out_where_it_is_not_asked(app: Flask, home: House) -> None:
    make_host(app)
    with_room(home, ROOM, OUTER)
    of_desks, of_all = ask(home, space_kinds=("desk",)), ask(home, "Was brauchen Sie?")
    called(home, {of_desks: "1", of_all: "Rücken"}, ROOM)
    assert kept(app) == []
    called(home, {of_desks: "1", of_all: "Licht"}, "Platz 1")
    assert kept(app) == ["1", "Licht"]
