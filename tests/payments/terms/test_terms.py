"""Texts are published in versions that stay as they are, and what was accepted is the one that was shown."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from bookings.cover import Choice
from core import retention
from core.clock import now
from core.db import constraint_of, db
from core.transactions import transaction
from members.models import Member
from payments.passes import sale_actions
from payments.passes.models import PassProduct
from payments.terms import actions, agreeing, frozen, queries, rules
from payments.terms.errors import TermsChanged, TermsNotAccepted, TextEmpty, TextHasGap, TextTooLong
from payments.terms.models import TermsText
from payments.terms.rules import BY_PROGRAM, TermsShown, TextFacts
from payments.terms.shipped import template
from tests.support import people
from tests.support.booking import ELEVEN, TWELVE
from tests.support.house import NOW, House, house
from tests.support.money import book_for_money, fees, operator_of, paid_house
from tests.support.passes import product
from tests.support.queries import counted
from tests.support.terms import acceptances, publish, texts

FREE: dict[str, int] = {}


@pytest.fixture
def home(app: Flask) -> Any:
    """Free of charge: who accepts what has nothing to do with money."""
    with time_machine.travel(NOW, tick=True):
        people.add(app, "anna@example.org", "Anna")
        people.add(app, "bert@example.org", "Bert")
        yield paid_house(app, prices=FREE)


def choice(*ids: int | None, ticked: bool = False) -> Choice:
    return Choice(terms=(TermsShown(tuple(one for one in ids if one), ticked),))


def hows(home: House) -> list[tuple[int, str]]:
    return [(one.text_id, one.how) for one in acceptances(home)]


def test_next_version_holds_and_the_first_stays_to_be_read(home: House) -> None:
    publish(home)
    publish(home, text_de="Neu", text_en="New")
    first, second = texts(home)
    assert (first.version, second.version) == (1, 2)
    assert second.sha256 == rules.digest("Neu", "New") != first.sha256
    with home.app.app_context():
        operator = operator_of(home)
        assert queries.in_force(operator.facts, now())["terms"].id == second.id
        assert queries.in_force(operator.facts, first.valid_from)["terms"].id == first.id
        found = queries.version(operator.id, "terms", None, now())
        assert found is not None
        assert (found.text("de"), found.text("en"), first.text("en")) == ("Neu", "New", first.text_de)


def test_same_text_again_changes_nothing(home: House) -> None:
    publish(home)
    assert publish(home, text_de="# Nutzungsbedingungen  \r\n\r\nBitte **gut** lesen.\n") is None
    assert len(texts(home)) == 1


def test_kinds_are_counted_apart(home: House) -> None:
    publish(home)
    publish(home, "house_rules", "Leise sein.")
    assert [(one.kind, one.version) for one in texts(home)] == [("terms", 1), ("house_rules", 1)]


@pytest.mark.parametrize(
    ("text_de", "text_en", "error", "words"),
    [
        (" \n", "Words", TextEmpty, "German"),
        ("Ort: [Straße und Ort], bis [Uhrzeit]", "", TextHasGap, "[Straße und Ort]"),
        ("Fertig", "Place: [street]", TextHasGap, "[street]"),
        ("**Muster: Bitte anpassen.**\n\nFertig", "", TextHasGap, "Muster: Bitte anpassen."),
        ("x" * 60_001, "", TextTooLong, "60000"),
    ],
)
def test_text_that_is_not_finished_is_refused(
    home: House, text_de: str, text_en: str, error: type[Exception], words: str
) -> None:
    with pytest.raises(error) as refused:
        publish(home, text_de=text_de, text_en=text_en)
    with home.app.test_request_context(headers={"Accept-Language": "en"}):
        assert words in str(refused.value.message())  # type: ignore[attr-defined]
    assert texts(home) == []


@pytest.mark.parametrize("kind", ["terms", "house_rules", "withdrawal"])
def test_template_is_never_taken_for_the_operators_own(home: House, kind: str) -> None:
    with pytest.raises(TextHasGap):
        publish(home, kind, template(kind, "de"))


def test_only_known_kinds_are_published(home: House) -> None:
    with pytest.raises(ValueError):
        publish(home, "imprint")


@pytest.mark.parametrize("column", frozen.COLUMNS[1:])
def test_database_refuses_to_change_what_is_published(home: House, column: str) -> None:
    publish(home)
    with home.app.app_context(), pytest.raises(DBAPIError) as refused, transaction():
        db.session.execute(update(TermsText).values({column: TermsText.__table__.c[column]}))
    assert frozen.NAME in str(constraint_of(refused.value))


def test_database_refuses_to_delete_what_is_published(home: House) -> None:
    publish(home)
    with home.app.app_context(), pytest.raises(DBAPIError) as refused, transaction():
        db.session.execute(delete(TermsText))
    assert frozen.NAME in str(constraint_of(refused.value))


def test_who_published_may_leave(home: House) -> None:
    with home.app.app_context(), transaction():
        by = db.session.scalars(select(Member).where(Member.email == "bert@example.org")).one()
        actions.publish(operator=operator_of(home), kind="terms", text_de="Neu", by=by)
        db.session.flush()
        db.session.delete(by)
    assert [one.published_by for one in texts(home)] == [None]


def test_first_booking_needs_the_box_and_the_next_only_the_hint(home: House) -> None:
    text = publish(home)
    with pytest.raises(TermsNotAccepted):
        book_for_money(home, choice=choice(text))
    first = book_for_money(home, choice=choice(text, ticked=True))
    book_for_money(home, start=ELEVEN, end=TWELVE, choice=choice(text))
    assert hows(home) == [(text, "ticked"), (text, "told")]
    assert acceptances(home)[0].booking_id == first.id


def test_what_one_person_accepted_binds_nobody_else(home: House) -> None:
    text = publish(home)
    book_for_money(home, choice=choice(text, ticked=True))
    with pytest.raises(TermsNotAccepted):
        book_for_money(home, "Platz 2", who="bert@example.org", choice=choice(text))


@pytest.mark.parametrize("ticked", [True, False])
def test_other_version_than_was_shown_is_refused(home: House, ticked: bool) -> None:
    old = publish(home)
    book_for_money(home, choice=choice(old, ticked=True))
    publish(home, text_de="Neu")
    with pytest.raises(TermsChanged):
        book_for_money(home, start=ELEVEN, end=TWELVE, choice=choice(old, ticked=ticked))
    with pytest.raises(TermsChanged):
        book_for_money(home, start=ELEVEN, end=TWELVE, choice=choice(ticked=ticked))
    assert len(acceptances(home)) == 1


def test_new_version_needs_the_box_anew(home: House) -> None:
    book_for_money(home, choice=choice(publish(home), ticked=True))
    new = publish(home, text_de="Neu")
    with pytest.raises(TermsNotAccepted):
        book_for_money(home, start=ELEVEN, end=TWELVE, choice=choice(new))
    book_for_money(home, start=ELEVEN, end=TWELVE, choice=choice(new, ticked=True))
    assert hows(home)[-1] == (new, "ticked")


def test_terms_and_house_rules_are_both_written_down(home: House) -> None:
    ids = [publish(home), publish(home, "house_rules", "Leise sein."), publish(home, "withdrawal", "Frist.")]
    book_for_money(home, choice=choice(*ids[:2], ticked=True))
    assert hows(home) == [(one, "ticked") for one in ids[:2]]


def test_program_that_books_is_no_acceptance_for_the_next_page(home: House) -> None:
    text = publish(home)
    book_for_money(home, choice=Choice(terms=(BY_PROGRAM,)))
    assert hows(home) == [(text, "program")]
    with pytest.raises(TermsNotAccepted):
        book_for_money(home, start=ELEVEN, end=TWELVE, choice=choice(text))


def test_who_is_booked_for_by_hosts_has_accepted_nothing(home: House) -> None:
    publish(home)
    book_for_money(home)
    assert acceptances(home) == []
    with home.app.app_context():
        assert agreeing.agreement(operator_of(home).facts, None, choice(ticked=True)) is None


def test_pass_is_bought_under_the_terms(home: House) -> None:
    text, key = publish(home), product(home)
    with home.here() as (member, _hub, _setup), transaction():
        sold = db.session.get_one(PassProduct, key)
        by_page = Choice(way="transfer", starts_early=True, terms=(TermsShown((text or 0,), True, "en"),))
        sale_actions.sell(product=sold, member=member, agreed_cents=10000, choice=by_page)
    [fee] = fees(home)
    assert [(one.pass_id, one.how) for one in acceptances(home)] == [(fee.pass_id, "ticked")]
    assert fee.consent_text == template("early_start", "en").strip()
    book_for_money(home, choice=choice(text))


def test_consent_is_kept_in_the_operators_words_and_mailed(app: Flask) -> None:
    with time_machine.travel(NOW, tick=True):
        people.add(app, "anna@example.org", "Anna", locale="en")
        home = paid_house(app, ways=("transfer",))
        publish(home, "early_start", "Ich will,\ndass es gleich losgeht.", "I want it to begin at once.")
        book_for_money(home, choice=Choice(starts_early=True, terms=(TermsShown(locale="en"),)))
        publish(home, "early_start", "Anders.")
        [fee] = fees(home)
        assert fee.consent_text == "I want it to begin at once."
        [mail] = people.mails(app)
        assert "I want it to begin at once." in mail.as_string().replace("=\n", "")


def test_language_of_a_consent_is_known_as_long_as_its_words_are(app: Flask) -> None:
    home = paid_house(app)
    versions = [("Erste.", "First."), ("Nur deutsch.", ""), ("Gilt nun.", "In force.")]
    for words in versions:
        publish(home, "early_start", *words)
    known = {"Erste.": "de", "First.": "en", "Nur deutsch.": "de", "Gilt nun.": "de", "In force.": "en", "Andere.": ""}
    shipped = {template("early_start", locale).strip(): locale for locale in ("de", "en")}
    with home.app.app_context():
        operator = operator_of(home)
        for sentence, locale in (known | shipped).items():
            assert queries.language_of(operator.facts, sentence) == locale
            assert queries.language_of_consent(operator.id, sentence) == locale


def test_mail_to_who_reads_another_language_says_in_which_one_the_consent_is(app: Flask) -> None:
    with time_machine.travel(NOW, tick=True):
        people.add(app, "anna@example.org", "Anna", locale="en")
        home = paid_house(app, ways=("transfer",))
        publish(home, "early_start", "Es soll gleich losgehen.")
        book_for_money(home, choice=Choice(starts_early=True, terms=(TermsShown(locale="en"),)))
        [mail] = people.mails(app)
        html = mail.get_body(("html",))
        assert html is not None
        assert '<span lang="de">Es soll gleich losgehen.</span>' in html.get_content()


def test_free_desk_without_texts_costs_no_statement_and_with_texts_two(app: Flask) -> None:
    with time_machine.travel(NOW, tick=True):
        people.add(app, "anna@example.org", "Anna")
        home = house(app)
        book_for_money(home, start=ELEVEN, end=TWELVE)  # what is read once is in memory

        def statements(by: Choice, name: str) -> int:
            with counted(app) as asked:
                book_for_money(home, name, choice=by)
            return len(asked)

        plain = statements(Choice(), "Platz 1")
        assert statements(Choice(terms=(TermsShown(),)), "Platz 2") == plain
        text = publish(home)
        book_for_money(home, "Platz 2", start=ELEVEN, end=TWELVE, choice=choice(text, ticked=True))
        assert statements(choice(text), "Platz 3") == plain + 2


def test_acceptances_go_after_three_whole_years(home: House) -> None:
    book_for_money(home, choice=choice(publish(home), ticked=True))
    rule = retention.registry(home.app)["acceptances"]
    with home.app.app_context():
        assert rule.count(datetime(2029, 12, 31, 23, tzinfo=UTC)) == 0
        assert rule.count(datetime(2030, 1, 1, 1, tzinfo=UTC)) == 1


def test_later_of_two_that_begin_at_once_holds() -> None:
    moment = datetime(2026, 11, 24, tzinfo=UTC)
    both = [TextFacts(2, "terms", 2, moment), TextFacts(1, "terms", 1, moment)]
    assert rules.in_force(both, moment)["terms"].id == 2
    assert rules.in_force(both, moment - timedelta(seconds=1)) == {}
