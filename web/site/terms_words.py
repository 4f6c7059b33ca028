"""How pages name the texts of law of an operator, and lead to them."""

from typing import Any

from flask import Flask, url_for
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from bookings.cover import Choice
from core.clock import now
from core.formats import in_language, locale_code
from hubs.operators.rules import OperatorFacts
from payments.terms import queries
from payments.terms.agreeing import TermsAsked, shown_in
from payments.terms.rules import TextFacts

KINDS: dict[str, Any] = {
    "terms": _l("Terms of use"),
    "house_rules": _l("House rules"),
    "withdrawal": _l("Notice of withdrawal"),
    "early_start": _l("Consent to begin early"),
}
WHERE_SHOWN: dict[str, Any] = {
    "terms": _l("People agree to them the first time they book, and again when a new version applies."),
    "house_rules": _l("People agree to them together with the terms of use."),
    "withdrawal": _l("Its link stands wherever something has to be paid."),
    "early_start": _l("The sentence beside the box for people who want to use a place before the 14 days are over."),
}


def install(app: Flask) -> None:
    app.jinja_env.globals.update(
        terms_kinds=KINDS,
        terms_shown=WHERE_SHOWN,
        terms_url=url_of,
        early_sentence=early_sentence,
        as_agreed=as_agreed,
    )
    app.add_template_filter(has_read, "has_read")


def in_address(kind: str) -> str:
    """The kind as a part of an address."""
    return kind.replace("_", "-")


def url_of(operator: OperatorFacts, text: TextFacts) -> str:
    """Where this very version can be read."""
    return url_for("operator_texts.show", operator=operator.slug, kind=in_address(text.kind), version=text.version)


def early_sentence(operator: OperatorFacts) -> Markup:
    """What one agrees to who begins early, in the reader's language if the operator has it."""
    return as_agreed(operator, queries.early_sentence(operator, locale_code(), now()))


def as_agreed(operator: OperatorFacts, consent: str) -> Markup:
    """The words of a consent, which stay those that were read when it was given."""
    return in_language(consent, queries.language_of(operator, consent))


def has_read(chosen: Choice, asked: TermsAsked) -> bool:
    """Whether the box was ticked for these very versions, so that it stays so when the page comes again."""
    shown = shown_in(chosen)
    return shown is not None and shown.ticked and set(shown.ids) == {one.id for one in asked.texts}
