"""The fake over HTTP, without the SDK: who may ask, keys, lists, and what is not there."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from demo.stripe.fake import Fake
from demo.stripe.server import FakeServer
from demo.stripe.state import State
from tests.support import stripe
from tests.support.stripe import KEY, FakeStripe

SESSIONS = "/v1/checkout/sessions"
LINE = "line_items[0][price_data]"
ALLOWED = {"Authorization": f"Bearer {KEY}"}


def body(cents: int = 1200, **changed: Any) -> bytes:
    fields: dict[str, Any] = {"mode": "payment", "success_url": "https://hubs.example.org/", "metadata[payment]": "1"}
    fields |= {f"{LINE}[currency]": "eur", f"{LINE}[unit_amount]": cents, f"{LINE}[product_data][name]": "Tisch"}
    return urlencode(fields | changed).encode()


def post(fake: FakeStripe, path: str, content: bytes, **headers: str) -> tuple[int, dict[str, str], dict[str, Any]]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    status, said, text = fake.request("POST", path, content, ALLOWED | named)
    return status, said, json.loads(text)


def get(fake: FakeStripe, path: str) -> tuple[int, dict[str, Any]]:
    status, _, text = fake.request("GET", path, headers=ALLOWED)
    return status, json.loads(text)


def test_key_leads_to_the_first_answer_and_says_so(fake_stripe: FakeStripe) -> None:
    _, first_said, first = post(fake_stripe, SESSIONS, body(), Idempotency_Key="1")
    _, said, again = post(fake_stripe, SESSIONS, body(), Idempotency_Key="1")
    assert again == first
    assert ("Idempotent-Replayed" in first_said, said["Idempotent-Replayed"]) == (False, "true")
    assert len(fake_stripe.known("checkout.session")) == 1


def test_key_is_of_one_account_and_call(fake_stripe: FakeStripe) -> None:
    post(fake_stripe, SESSIONS, body(), Idempotency_Key="1")
    assert post(fake_stripe, SESSIONS, body(), Idempotency_Key="1", Stripe_Account="acct_1")[0] == 200
    assert post(fake_stripe, SESSIONS, body())[0] == 200
    status, _, refused = post(fake_stripe, "/v1/refunds", b"payment_intent=pi_1", Idempotency_Key="1")
    assert (status, refused["error"]["type"]) == (400, "idempotency_error")
    assert len(fake_stripe.known("checkout.session")) == 3


def test_key_of_what_was_refused_may_be_used_again(fake_stripe: FakeStripe) -> None:
    assert post(fake_stripe, SESSIONS, body(10), Idempotency_Key="1")[0] == 400
    assert post(fake_stripe, SESSIONS, body(), Idempotency_Key="1")[0] == 200


def test_key_that_is_pruned_is_new(fake_stripe: FakeStripe) -> None:
    post(fake_stripe, SESSIONS, body(), Idempotency_Key="1")
    assert fake_stripe.pull("prune-keys", older_than=3600)["done"] == 0
    fake_stripe.pull("clock", offset=3600)
    assert fake_stripe.pull("prune-keys", older_than=3600)["done"] == 1
    post(fake_stripe, SESSIONS, body(), Idempotency_Key="1")
    assert len(fake_stripe.known("checkout.session")) == 2


@pytest.mark.parametrize("key", ["", "Bearer ", "Bearer pk_test_1", "Basic c2tfdGVzdA==", "sk_test_1"])
def test_who_has_no_secret_key_is_not_answered(fake_stripe: FakeStripe, key: str) -> None:
    assert fake_stripe.request("GET", SESSIONS, headers={"Authorization": key})[0] == 401


@pytest.mark.parametrize(
    "path", ["/v1/customers", "/v1/", "/v1/charges/ch_1/refunds", "/v1/refunds/re_none", "/", "/_test/known"]
)
def test_what_is_not_there_is_404(fake_stripe: FakeStripe, path: str) -> None:
    status, found = get(fake_stripe, path)
    assert (status, found["error"]["type"]) == (404, "invalid_request_error")


@pytest.mark.parametrize(
    ("changed", "param"),
    [
        ({"mode": "setup"}, "mode"),
        ({"success_url": "javascript:alert(1)"}, "success_url"),
        ({"success_url": ""}, "success_url"),
        ({f"{LINE}[product_data][name]": ""}, f"{LINE}[product_data][name]"),
        ({f"{LINE}[unit_amount]": -5}, LINE),
    ],
)
def test_session_that_makes_no_sense_is_refused(fake_stripe: FakeStripe, changed: dict[str, Any], param: str) -> None:
    status, _, refused = post(fake_stripe, SESSIONS, body(**changed))
    assert (status, refused["error"]["param"]) == (400, param)


def test_lists_are_filtered_and_have_pages(fake_stripe: FakeStripe) -> None:
    ids = [post(fake_stripe, SESSIONS, body())[2]["id"] for _ in range(5)]
    fake_stripe.pull("expire", session=ids[0])
    status, found = get(fake_stripe, f"{SESSIONS}?limit=2&starting_after={ids[4]}")
    assert (status, [each["id"] for each in found["data"]], found["has_more"]) == (200, [ids[3], ids[2]], True)
    assert found["url"] == SESSIONS
    _, last = get(fake_stripe, f"{SESSIONS}?limit=2&starting_after={ids[2]}")
    assert ([each["id"] for each in last["data"]], last["has_more"]) == ([ids[1], ids[0]], False)
    _, before = get(fake_stripe, f"{SESSIONS}?limit=2&ending_before={ids[0]}")
    assert [each["id"] for each in before["data"]] == [ids[2], ids[1]]
    assert [each["id"] for each in get(fake_stripe, f"{SESSIONS}?status=expired")[1]["data"]] == [ids[0]]
    assert get(fake_stripe, f"{SESSIONS}?created[gt]=9999999999")[1]["data"] == []
    assert get(fake_stripe, f"{SESSIONS}?limit=101")[0] == 400


def test_every_object_is_had_by_itself_and_in_its_list(fake_stripe: FakeStripe) -> None:
    session = post(fake_stripe, SESSIONS, body())[2]["id"]
    fake_stripe.pull("pay", session=session)
    fake_stripe.pull("refund-in-the-dashboard", session=session, amount=100)
    fake_stripe.pull("dispute", session=session)
    for name in ("payment_intents", "charges", "refunds", "disputes", "events", "balance_transactions"):
        status, found = get(fake_stripe, f"/v1/{name}")
        assert status == 200
        assert found["data"], name
        one = found["data"][0]
        assert get(fake_stripe, f"/v1/{name}/{one['id']}") == (200, one)


def test_what_cannot_be_expanded_is_refused(fake_stripe: FakeStripe) -> None:
    session = post(fake_stripe, SESSIONS, body())[2]["id"]
    assert get(fake_stripe, f"{SESSIONS}/{session}?expand[0]=metadata")[0] == 400
    assert get(fake_stripe, f"{SESSIONS}/{session}?expand[0]=payment_intent.latest_charge")[0] == 200


def test_too_large_a_body_is_not_read(fake_stripe: FakeStripe) -> None:
    headers = ALLOWED | {"Content-Length": "99999999"}
    assert fake_stripe.request("POST", SESSIONS, b"", headers)[0] == 413


def test_levers_are_for_tests_alone() -> None:
    import threading

    server = FakeServer(Fake(State()))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        assert FakeStripe(server.fake.state.url).request("POST", "/_test/reset", b"{}")[0] == 404
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize("content", [b"no JSON", b'{"session": "cs_test_none"}', b"{}", b'{"session": []}'])
def test_lever_that_cannot_be_pulled_is_refused(fake_stripe: FakeStripe, content: bytes) -> None:
    assert fake_stripe.request("POST", "/_test/pay", content)[0] == 400


def test_state_is_kept_in_its_file(fake_stripe: FakeStripe, tmp_path: Any) -> None:
    state = State(tmp_path / "state.json")
    with_one = Fake(state)
    made = state.add("refund", "acct_1", amount=3)
    with_one.state.keys["/1"] = {"same": "x", "at": 0}
    state.save()
    again = State(tmp_path / "state.json")
    again.load()
    assert again.objects == {made["id"]: made}
    assert again.owners == {made["id"]: "acct_1"}
    assert again.keys == {}  # what was at work when it ended never came to its end
    (tmp_path / "state.json").write_text("no JSON")
    State(tmp_path / "state.json").load()


def test_builder_makes_what_the_fake_takes(fake_stripe: FakeStripe) -> None:
    assert stripe.gateway(fake_stripe).create_session(stripe.params(), "1").status == "open"
