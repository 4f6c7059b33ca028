from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from core import outbox
from core.transactions import transaction
from demo.outbox import linked
from tests.support import people

PRODUCTION = {"env": "production", "base_url": "https://hubs.example.org", "secret_key": "x" * 40}


def test_mail_stands_there_right_after_signup_and_its_link_works(app: Flask, client: FlaskClient) -> None:
    client.get("/?lang=en")
    form = {"name": "Anna", "email": people.EMAIL, "password": people.PASSWORD}
    sent = client.post("/signup", data=form, follow_redirects=True)
    assert 'href="/demo/outbox"' in sent.text
    page = client.get("/demo/outbox").text
    assert "to anna@example.org" in page
    assert "Please confirm your email address" in page
    path = page.partition('<a href="/signup/confirm/')[2].partition('"')[0]
    assert client.post(f"/signup/confirm/{path}").status_code == 303
    assert people.is_logged_in(client)


def test_newest_mail_comes_first_and_thirty_are_shown(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), transaction():
        for i in range(35):
            outbox.queue(f"k{i}", to=f"p{i}@example.org", locale="en", template="no-account")
    page = client.get("/demo/outbox").text
    assert page.index("p34@") < page.index("p33@")
    assert "p5@" in page
    assert "p4@" not in page


def test_mails_are_shown_each_in_its_language_and_the_page_in_the_visitors(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), transaction():
        outbox.queue("k", to="a@example.org", locale="de", template="no-account")
    assert '<html lang="en">' in client.get("/demo/outbox?lang=en").text


def test_empty_mailbox_says_what_to_do(client: FlaskClient) -> None:
    assert "No email yet" in client.get("/demo/outbox?lang=en").text


def test_production_has_no_such_page(app: Flask, make_app: Any) -> None:
    site = make_app(**PRODUCTION)
    assert not [rule for rule in site.url_map.iter_rules() if "demo" in rule.rule]
    client = site.test_client()
    assert client.get("/demo/outbox", base_url="https://hubs.example.org").status_code == 404
    for path in ("/signup/sent", "/login"):
        page = client.get(path, base_url="https://hubs.example.org").text
        assert "demo" not in page.lower()


def test_only_our_own_links_become_links() -> None:
    text = "http://localhost/a?b=1&c=2 http://evil.example/ http://localhost.evil.example/x <b> javascript:alert(1)"
    shown = linked(text, "http://localhost")
    assert shown.count("<a ") == 1
    assert '<a href="/a?b=1&amp;c=2">http://localhost/a?b=1&amp;c=2</a>' in shown
    assert "&lt;b&gt;" in shown


def test_link_to_the_site_itself_is_the_start_page() -> None:
    assert linked("http://localhost\n", "http://localhost") == '<a href="/">http://localhost</a>\n'
    assert linked("http://localhost//evil.example\n", "http://localhost").count('href="//') == 0
