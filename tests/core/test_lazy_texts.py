"""Texts that are translated when they are shown hold names and typed text: pages show them as text."""

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from flask_babel import lazy_gettext, lazy_ngettext

from tests.support import sitemap

HOSTILE = "<img src=x>&\"'"
SHOWN = "&lt;img src=x&gt;&amp;&#34;&#39;"
pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    "template",
    [
        "{{ text }}",
        "{{ 'a' ~ text }}",
        "{{ [text, text]|join(', ') }}",
        "{{ _('%(what)s is here', what=text) }}",
        "{% set kept %}{{ text }}{% endset %}{{ kept }}",
        "{% macro m(t) %}{{ t }}{% endmacro %}{{ m(text) }}",
    ],
)
def test_lazy_text_is_escaped_wherever_it_is_shown(app: Flask, template: str) -> None:
    for text in (lazy_gettext("%(x)s", x=HOSTILE), lazy_ngettext("%(x)s one", "%(x)s many", 2, x=HOSTILE)):
        with app.test_request_context():
            shown = render_template_string(template, text=text)
        assert "<img" not in shown
        assert SHOWN in shown


def test_error_that_repeats_what_was_typed_is_escaped_once(demo_app: Flask) -> None:
    client: FlaskClient = demo_app.test_client()
    sitemap.log_in(client, sitemap.HOST)
    page = client.post(f"/host/{sitemap.HUB}/hours", data={"opening_hours": HOSTILE}).text
    assert "<img" not in page
    assert "&lt;img" in page
    assert "&amp;lt;" not in page


@pytest.mark.parametrize("source", ["{{ 0|money }}", "{% set price = 0|money %}{{ price }}"])
def test_template_that_was_compiled_in_one_language_speaks_the_other(app: Flask, source: str) -> None:
    with app.test_request_context(headers={"Accept-Language": "de"}):
        template = app.jinja_env.from_string(source)
        assert template.render() == "0,00\xa0€"
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert template.render() == "€0.00"
