"""What has to be filled in has to be seen: no form takes blanks for a text."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired

from core.fields import MailboxField, Needed
from web.site.account_forms import LoginForm

pytestmark = pytest.mark.one_database


def forms(kind: Any = FlaskForm) -> Iterator[Any]:
    for form in kind.__subclasses__():
        yield form
        yield from forms(form)


def texts(form: Any) -> dict[str, Any]:
    """The fields of a form in which people write, as they are declared."""
    declared = {name: getattr(form, name) for name in dir(form) if hasattr(getattr(form, name), "field_class")}
    wanted = {n: f for n, f in declared.items() if issubclass(f.field_class, StringField | TextAreaField)}
    return {n: f for n, f in wanted.items() if not issubclass(f.field_class, PasswordField)}


def validators(field: Any) -> list[Any]:
    return list(field.kwargs.get("validators", field.args[1] if len(field.args) > 1 else ()))


def test_texts_that_are_needed_are_seen(app: Flask) -> None:
    wrong, needed = [], 0
    for form in forms():
        for name, field in texts(form).items():
            kinds = {type(v) for v in validators(field)}
            needed += Needed in kinds
            wrong += [f"{form.__name__}.{name}"] if kinds & {InputRequired, DataRequired} else []
    assert wrong == []
    assert needed > 10


def test_mail_addresses_are_read_by_one_field(app: Flask) -> None:
    found = {
        f"{form.__name__}.{name}" for form in forms() for name, f in texts(form).items() if f.field_class is EmailField
    }
    assert found == {f"{LoginForm.__name__}.email"}  # where every refusal looks the same
    assert issubclass(MailboxField, EmailField)
