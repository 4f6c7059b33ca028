"""One answer may say that its form leads to another origin; no other does, and nothing else of its policy changes."""

from collections.abc import Callable

import pytest
from flask import Flask

from core.access import PUBLIC, access
from core.security import CSP, allow_form_to

CHECKOUT = "https://checkout.stripe.com"
POLICY = "Content-Security-Policy"


@pytest.mark.parametrize("origin", [CHECKOUT, "http://127.0.0.1:8765"])
def test_one_answer_lets_its_form_go_to_the_origin(make_app: Callable[..., Flask], origin: str) -> None:
    app = make_app()

    @access(PUBLIC)
    def pay() -> str:
        allow_form_to(origin)
        return "pay"

    app.add_url_rule("/pay", "pay", pay)
    client = app.test_client()
    with app.app_context():  # one for all requests, so that nothing is forgotten by itself
        assert client.get("/pay").headers[POLICY] == CSP.replace("'self'; frame", f"'self' {origin}; frame")
        assert client.get("/hubs").headers[POLICY] == CSP


NO_ORIGINS = ("", "*", "https:", "https://", "javascript:alert(1)", "https://*.stripe.com", "//stripe.com")
NO_ORIGINS += tuple(
    f"{CHECKOUT}{more}" for more in ("/", "/pay", " https://evil.example", "; script-src *", "\n", "?x")
)


@pytest.mark.parametrize("origin", [*NO_ORIGINS, "https://me@stripe.com"])
def test_what_is_no_origin_is_refused(app: Flask, origin: str) -> None:
    with app.test_request_context(), pytest.raises(ValueError, match="not an origin"):
        allow_form_to(origin)
