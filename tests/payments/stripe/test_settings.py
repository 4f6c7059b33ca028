"""Where Stripe is: in the settings, or in the demo where the fake says that it is, as long as it runs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from core.settings import Settings
from demo.stripe.address import Told, telling
from payments.stripe.checks import whats_missing
from payments.stripe.gateway import Gateway
from payments.stripe.settings import ADDRESS_FILE, DEMO_KEY, StripeSettings, stripe_settings

pytestmark = pytest.mark.one_database

GIVEN = {"stripe_secret_key": "sk_test_1", "stripe_webhook_secret": "whsec_1"}
PRODUCTION = {"env": "production", "secret_key": "s" * 40, "base_url": "https://hubs.example.net"}
TOLD = Told("http://127.0.0.1:4242", "whsec_of_the_fake")
MakeApp = Callable[..., Flask]


def test_settings_are_taken_as_they_are_given(make_app: MakeApp) -> None:
    app = make_app(**GIVEN, stripe_api_base="http://127.0.0.1:1234/")
    assert stripe_settings(app) == StripeSettings("sk_test_1", ("whsec_1",), "http://127.0.0.1:1234")


def test_several_secrets_are_parted_by_commas(make_app: MakeApp) -> None:
    found = stripe_settings(make_app(**GIVEN | {"stripe_webhook_secret": "whsec_1,whsec_2"}))
    assert found
    assert found.webhook_secrets == ("whsec_1", "whsec_2")


def test_without_settings_there_is_no_gateway(make_app: MakeApp, tmp_path: Path) -> None:
    app = make_app(instance_dir=tmp_path)
    assert stripe_settings(app) is None
    assert Gateway.of(app) is None


def test_demo_finds_the_fake_while_it_runs(make_app: MakeApp, tmp_path: Path) -> None:
    app = make_app(instance_dir=tmp_path)
    with telling(tmp_path / ADDRESS_FILE, TOLD):
        assert stripe_settings(app) == StripeSettings(DEMO_KEY, (TOLD.webhook_secret,), TOLD.address)
        assert Gateway.of(app)
    assert stripe_settings(app) is None
    assert Gateway.of(app) is None


def test_address_that_a_killed_fake_has_left_is_none(make_app: MakeApp, tmp_path: Path) -> None:
    with telling(tmp_path / ADDRESS_FILE, TOLD):
        left = (tmp_path / ADDRESS_FILE).read_text()
    (tmp_path / ADDRESS_FILE).write_text(left)
    assert stripe_settings(make_app(instance_dir=tmp_path)) is None


def test_settings_come_before_the_fake_and_production_knows_none(make_app: MakeApp, tmp_path: Path) -> None:
    with telling(tmp_path / ADDRESS_FILE, TOLD):
        given = stripe_settings(make_app(instance_dir=tmp_path, **GIVEN))
        assert given
        assert given.secret_key == "sk_test_1"
        assert stripe_settings(make_app(instance_dir=tmp_path, **PRODUCTION)) is None


def test_gateway_is_kept_until_the_settings_change(make_app: MakeApp, tmp_path: Path) -> None:
    app = make_app(instance_dir=tmp_path)
    with telling(tmp_path / ADDRESS_FILE, TOLD):
        first = Gateway.of(app)
        assert Gateway.of(app) is first
    with telling(tmp_path / ADDRESS_FILE, TOLD._replace(address="http://127.0.0.1:4343")):
        second = Gateway.of(app)
        assert second is not first
        assert second
        assert second.settings.api_base == "http://127.0.0.1:4343"


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({}, []),
        (GIVEN, []),
        ({"stripe_secret_key": "sk_test_1"}, ["STRIPE_WEBHOOK_SECRET"]),
        (GIVEN | {"stripe_secret_key": "sk_live_1"}, ["STRIPE_SECRET_KEY"]),
        (PRODUCTION | GIVEN | {"stripe_secret_key": "sk_live_1"}, []),
        (PRODUCTION | {"stripe_secret_key": "rk_live_1"}, ["STRIPE_WEBHOOK_SECRET"]),
    ],
)
def test_check_names_what_is_missing(given: dict[str, Any], named: list[str]) -> None:
    found = whats_missing(Settings(_env_file=None, **given))  # type: ignore[call-arg]
    assert [line.partition(" ")[0] for line in found] == named


def test_command_check_says_so(make_app: MakeApp) -> None:
    done = make_app(stripe_secret_key="sk_test_1").test_cli_runner().invoke(args=["check"])
    assert done.exit_code == 1
    assert "STRIPE_WEBHOOK_SECRET is missing" in done.output
