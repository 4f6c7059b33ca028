"""Form fields: label, hint and error are tied to the input, whatever the field's kind."""

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    EmailField,
    Form,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    widgets,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from tests.templates import rendering


class Example(Form):
    email = EmailField("Email", [InputRequired("Missing.")])
    title = StringField("Title", [Length(max=3, message="Too long.")])
    kind = SelectField("Kind", choices=[SelectChoice("desk", "Desk"), SelectChoice("room", "Room")])
    part = RadioField("Part", choices=[SelectChoice("am", "Morning"), SelectChoice("pm", "Afternoon")], default="pm")
    wishes = SelectMultipleField(
        "Wishes",
        choices=[SelectChoice("quiet", "Quiet"), SelectChoice("monitor", "Monitor")],
        widget=widgets.ListWidget(),
        option_widget=widgets.CheckboxInput(),
        default=["monitor"],
    )
    agreed = BooleanField("Agreed", [InputRequired("Please agree.")])


def test_input_with_hint_is_described_by_it() -> None:
    html = render("field(form.email, hint='As usual', autocomplete='email')", Example())
    assert 'for="email"' in html
    assert 'aria-describedby="email-hint"' in html
    assert 'id="email-hint"' in html
    assert 'autocomplete="email"' in html
    assert "aria-invalid" not in html


def test_input_with_error_names_it_and_keeps_what_was_typed() -> None:
    html = render("field(form.title, hint='Short')", bad())
    assert 'aria-describedby="title-hint title-error"' in html
    assert 'aria-invalid="true"' in html
    assert "Too long." in html
    assert 'value="hostile &lt;b&gt;"' in html or 'value="hostile &lt;b>"' in html


@pytest.mark.parametrize(("name", "kind"), [("part", "radio"), ("wishes", "checkbox")])
def test_choices_are_a_group_with_the_chosen_checked(name: str, kind: str) -> None:
    html = render(f"field(form.{name})", Example())
    assert "<legend" in html
    assert html.count(f'type="{kind}"') == 2
    assert html.count(" checked") == 1


def test_select_and_checkbox_have_their_labels() -> None:
    assert "<select" in render("field(form.kind)", Example())
    assert 'for="agreed"' in render("field(form.agreed)", Example())


def test_summary_links_to_each_wrong_field() -> None:
    html = render("form_errors(form)", bad())
    assert 'role="alert"' in html
    assert 'href="#email"' in html
    assert 'href="#title"' in html
    assert 'href="#agreed"' in html
    assert 'href="#part-0"' in html


def test_summary_without_errors_is_absent() -> None:
    assert render("form_errors(form)", Example()).strip() == ""


def bad() -> Example:
    form = Example(MultiDict({"title": "hostile <b>", "part": "never", "kind": "desk"}))
    assert not form.validate()
    return form


def render(call: str, form: Form) -> str:
    source = '{% from "_macros/forms.html" import field, form_errors %}{{ ' + call + " }}"
    return rendering().from_string(source).render(form=form)
