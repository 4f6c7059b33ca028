"""What comes to the webhook: signed by Stripe or not, an event or not. It raises nothing but named errors."""

import json
import re
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from core.clock import now
from payments.stripe.errors import BadEvent, BadSignature
from payments.stripe.reading import moment
from payments.stripe.seen import Event

TOLERANCE_SECONDS = 300
TIME = re.compile(r"(?:^|,)t=(\d{1,12})(?:,|$)")

Word = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.\-]{1,255}$", strict=True)]
"""An id or a type: nothing that a database or a log would stumble over."""


class _About(BaseModel):
    model_config = ConfigDict(strict=True)

    id: Word = ""
    object: Word
    metadata: dict[str, str] | None = None
    payment_intent: Word | dict[str, Any] | None = None
    charge: Word | dict[str, Any] | None = None


class _Data(BaseModel):
    object: _About


class _Told(BaseModel):
    model_config = ConfigDict(strict=True)

    object: Literal["event"]
    id: Word
    type: Word
    created: int
    livemode: bool
    api_version: Word | None = None
    account: Word | None = None
    data: _Data


def check_signature(body: bytes, header: str, secrets: tuple[str, ...]) -> None:
    """BadSignature unless one of the secrets has signed this body, at most five minutes ago or ahead.

    The SDK takes any time in the future, and lets five kinds of exceptions through.
    """
    from stripe import SignatureVerificationError, WebhookSignature

    found = TIME.search(header)
    if found is None or abs(int(found.group(1)) - now().timestamp()) > TOLERANCE_SECONDS:
        raise BadSignature
    for secret in secrets:
        try:
            WebhookSignature.verify_header(body, header, secret, TOLERANCE_SECONDS)
        except (SignatureVerificationError, TypeError, ValueError):
            continue
        return
    raise BadSignature


def event_of(body: bytes) -> Event:
    """The event of a body whose signature is good; BadEvent when it is none, or a thin one."""
    try:
        told = _Told.model_validate(json.loads(body.decode()))
        created = _moment(told.created)
    except (ValueError, ValidationError, RecursionError):
        raise BadEvent from None
    about = told.data.object
    return Event(
        id=told.id,
        type=told.type,
        object_id=about.id,
        account=told.account or "",
        livemode=told.livemode,
        api_version=told.api_version or "",
        created=created,
        metadata=about.metadata or {},
        intent=about.id if about.object == "payment_intent" else _id(about.payment_intent),
        charge=about.id if about.object == "charge" else _id(about.charge),
    )


def _id(found: str | dict[str, Any] | None) -> str | None:
    inner = found.get("id") if isinstance(found, dict) else found
    return inner if isinstance(inner, str) else None


def _moment(seconds: int) -> datetime:
    try:
        return moment(seconds)
    except (OverflowError, OSError):
        raise ValueError(seconds) from None
