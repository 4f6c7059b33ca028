"""A hub's own questions: what may be asked, what answers, the order, and the hub's file."""

import pytest
from flask import Flask

from core.transactions import transaction
from hubs import exporting, file_actions, hub_file
from hubs.queries import any_hub
from hubs.questions import actions, queries, rules
from hubs.questions.rules import QuestionFacts, fault_of
from hubs.quotas import queries as quota_queries
from hubs.setup import setup_of
from hubs.setup_errors import InvalidSetup
from tests.support.house import House, house
from tests.support.limits import ask, limit

PEOPLE = QuestionFacts(1, "Wie viele Personen?", "number", (), required=True)
COFFEE = QuestionFacts(2, "Kaffee?", "choice", ("Ja", "Nein"))


@pytest.mark.parametrize(
    ("question", "answer", "fault"),
    [
        (PEOPLE, "4", ""),
        (PEOPLE, " ", "required"),
        (PEOPLE, "vier", "number"),
        (PEOPLE, "٤", "number"),
        (PEOPLE, "-1", "number"),
        (PEOPLE, "1234567", "number"),
        (COFFEE, "", ""),
        (COFFEE, "Ja", ""),
        (COFFEE, "Tee", "choice"),
        (QuestionFacts(3, "Wozu?"), "x" * 200, ""),
        (QuestionFacts(3, "Wozu?"), "x" * 201, "too-long"),
    ],
)
def test_answer_is_looked_at_by_the_kind_of_its_question(question: QuestionFacts, answer: str, fault: str) -> None:
    assert fault_of(question, answer) == fault


@pytest.mark.parametrize(
    ("field", "question"),
    [
        ("text", QuestionFacts(0, " ")),
        ("text", QuestionFacts(0, "x" * 121)),
        ("text", QuestionFacts(0, "kaffee?")),
        ("kind", QuestionFacts(0, "Was?", "picture")),
        ("choices", QuestionFacts(0, "Was?", "choice", ("Ja", "Ja"))),
        ("choices", QuestionFacts(0, "Was?", "choice", tuple(map(str, range(13))))),
        ("choices", QuestionFacts(0, "Was?", "choice", ("x" * 81, "y"))),
        ("space_kinds", QuestionFacts(0, "Was?", space_kinds=("sofa",))),
    ],
)
def test_question_with_a_wrong_value_is_refused_at_its_field(field: str, question: QuestionFacts) -> None:
    with pytest.raises(InvalidSetup) as refused:
        rules.checked(question, [COFFEE])
    assert refused.value.field == field
    assert str(refused.value.message()).endswith(".")


def test_question_is_kept_in_one_line_and_only_a_choice_has_choices() -> None:
    kept = rules.checked(QuestionFacts(0, " Wozu\n genau? ", "text", ("a", "b")), [])
    assert (kept.text, kept.choices) == ("Wozu genau?", ())


def test_form_stays_short() -> None:
    others = [QuestionFacts(n, f"Frage {n}?") for n in range(rules.MOST_QUESTIONS)]
    with pytest.raises(InvalidSetup):
        rules.checked(COFFEE, others)


@pytest.fixture
def home(app: Flask, anna: int) -> House:
    return house(app, room_of=("Platz 1",))


def test_questions_are_asked_in_their_order_for_their_kinds_of_places(home: House) -> None:
    ask(home, "Wie viele Personen?", kind="number", space_kinds=("room", "workshop"))
    ask(home, "Wozu?")
    with home.here() as (_member, _hub, setup):
        asked = {name: [one.text for one in setup.asked_at(home.place(setup, name))] for name in home.spaces}
    assert asked["Besprechung"] == ["Wie viele Personen?", "Wozu?"]
    assert asked["Platz 1"] == ["Wozu?"]


@pytest.mark.each_database
def test_what_hosts_set_is_known_at_once(home: House) -> None:
    with home.here() as (_member, hub, setup):
        assert (setup.quotas, setup.questions) == ((), ())
    ask(home)
    limit(home, "days", 3)
    with home.here() as (_member, hub, setup):
        assert [one.text for one in setup.questions] == ["Wie viele Personen?"]
        assert [one.most for one in setup.quotas] == [3]
        with transaction():
            actions.remove(hub=hub, question=queries.questions_of(hub.id)[0])
        assert setup_of(hub).questions == ()


PARTS = """
[[quotas]]
unit = "days"
most = 3

[[quotas]]
unit = "hours"
most = 4
kind = "room"
group = "clubs"

[[questions]]
text = "Wie viele Personen?"
kind = "number"
required = true
space_kinds = ["room"]

[[questions]]
text = "Kaffee?"
kind = "choice"
choices = ["Ja", "Nein, danke"]
"""


def set_again(home: House, more: str) -> str:
    """The file of the hub with this besides, set again; what is then exported."""
    with home.app.app_context():
        hub = any_hub(home.slug)
        assert hub is not None
        text = hub_file.write(exporting.file_of(hub))
        with transaction():
            file_actions.apply(file=hub_file.read(text + more))
        return hub_file.write(exporting.file_of(hub))


def test_file_of_the_hub_says_whether_an_account_is_needed(home: House) -> None:
    assert "needs_account = true" in set_again(home, "\n[rules]\nneeds_account = true\n")
    with home.here() as (_member, _hub, setup):
        assert setup.rules.needs_account


def test_file_of_the_hub_holds_quotas_questions_gap_and_groups(home: House) -> None:
    again = set_again(home, PARTS + '\n[rules]\ngap_minutes = 60\ngroups = ["clubs", "staff"]\n')
    for part in ('[[quotas]]\nunit = "hours"\nmost = 4\nkind = "room"\ngroup = "clubs"', "gap_minutes = 60"):
        assert part in again
    assert 'groups = ["clubs", "staff"]' in again
    assert 'text = "Kaffee?"\nkind = "choice"\nchoices = ["Ja", "Nein, danke"]' in again
    with home.here() as (_member, hub, setup):
        assert [one.text for one in setup.questions] == ["Wie viele Personen?", "Kaffee?"]
        assert setup.rules.groups == ("clubs", "staff")
        assert len(quota_queries.quotas_of(hub.id)) == 2


def test_file_without_them_leaves_what_was_set_on_the_page(home: House) -> None:
    ask(home)
    limit(home, "days", 3)
    with home.app.app_context():
        hub = any_hub(home.slug)
        assert hub is not None
        file = exporting.file_of(hub).model_copy(update={"quotas": None, "questions": None})
        with transaction():
            file_actions.apply(file=file)
        assert (len(setup_of(hub).quotas), len(setup_of(hub).questions)) == (1, 1)
