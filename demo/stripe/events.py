"""Events of the fake, and the webhook endpoints that want them: how each is written down, signed and addressed."""

import copy
import json
import secrets
from typing import Any

import stripe
from stripe import WebhookSignature

from demo.stripe import reading
from demo.stripe.deliveries import Deliveries, Letter
from demo.stripe.parameters import checked
from demo.stripe.refusals import wrong
from demo.stripe.state import Obj, State

MOST_ENDPOINTS = 16
NEWEST = stripe.api_version


def emit(state: State, deliveries: Deliveries, type: str, about: Obj) -> Obj:
    """Write down what has happened to the object as it is now, and post it to the endpoints that want it."""
    owner = state.owner_of(about["id"])
    event = state.add("event", owner, api_version=NEWEST, data={"object": copy.deepcopy(about)}, type=type)
    event |= {"livemode": about["livemode"], "pending_webhooks": 0, "request": {"id": None, "idempotency_key": None}}
    if owner:
        event["account"] = owner
    for endpoint in endpoints_for(state, event):
        event["pending_webhooks"] += 1
        deliveries.put(Letter(event["id"], endpoint["id"]))
    return event


def endpoints_for(state: State, event: Obj) -> list[Obj]:
    """An endpoint hears of the platform's own account, or of the connected ones (`connect`), never of both."""
    found = state.all_of("webhook_endpoint", "")
    is_connected = "account" in event
    return [
        each
        for each in found
        if each["connect"] is is_connected and not {"*", event["type"]}.isdisjoint(each["enabled_events"])
    ]


def written(state: State, event: Obj, endpoint: Obj) -> bytes:
    """The body as the endpoint's API version has it."""
    return json.dumps(event | {"api_version": endpoint["api_version"] or NEWEST}, indent=2).encode()


def signature(state: State, body: bytes, endpoint_id: str) -> str:
    """The header `Stripe-Signature`, with one signature for each secret that is valid."""
    first, *others = [
        WebhookSignature.generate_signature_header(body.decode(), secret, timestamp=state.now())
        for secret in state.secrets[endpoint_id]
    ]
    return ",".join([first, *(each.partition(",")[2] for each in others)])


def create_endpoint(state: State, body: Obj) -> Obj:
    """`POST /v1/webhook_endpoints`: this answer alone has the secret."""
    asked = checked("_webhook_endpoint_create_params:WebhookEndpointCreateParams", body)
    if len(state.all_of("webhook_endpoint", "")) >= MOST_ENDPOINTS:
        raise wrong("url", f"You have reached the maximum of {MOST_ENDPOINTS} test webhook endpoints.")
    if not asked["url"].startswith(("http://", "https://")):
        raise wrong("url", "Invalid URL: An explicit scheme (such as https) must be provided.", "url_invalid")
    made = _added(state, asked)
    return made | {"secret": state.secrets[made["id"]][0]}


def register(state: State, url: str, secret: str) -> Obj:
    """An endpoint with all events, for the site beside which the fake runs; one of the same address is replaced."""
    for each in state.all_of("webhook_endpoint", ""):
        if each["url"] == url:
            state.remove(each["id"])
    return _added(state, {"url": url, "enabled_events": ["*"]}, secret)


def _added(state: State, asked: Obj, secret: str = "") -> Obj:
    kept: dict[str, Any] = {name: asked.get(name) for name in ("api_version", "description", "enabled_events", "url")}
    kept |= {"metadata": asked.get("metadata") or {}, "status": "enabled", "connect": bool(asked.get("connect"))}
    made = state.add("webhook_endpoint", "", **kept)
    state.secrets[made["id"]] = [secret or f"whsec_{secrets.token_urlsafe(24)}"]
    return made


def list_endpoints(state: State, body: Obj) -> Obj:
    """`GET /v1/webhook_endpoints`."""
    asked = checked("_webhook_endpoint_list_params:WebhookEndpointListParams", body)
    return reading.page(state, "webhook_endpoint", "", asked, "/v1/webhook_endpoints")


def delete_endpoint(state: State, id: str) -> Obj:
    """`DELETE /v1/webhook_endpoints/ID`."""
    state.get("webhook_endpoint", id, "")
    state.remove(id)
    return {"id": id, "object": "webhook_endpoint", "deleted": True}
