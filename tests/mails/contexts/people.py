"""About hosts, members of a hub and restrictions."""

from typing import Any

HUB = {"hub": "Am Bahnhof Coppenbrügge", "hub_slug": "coppenbruegge", "reply_to": "hub@example.org"}
STANDING = HUB | {"name": "Anna Muster", "hub_phone": "030 23125-106", "hub_email": "hub@example.org"}
OPERATOR = {"name": "Anna Muster", "operator": "Flecken Musterdorf", "operator_slug": "musterdorf", "by": "Bert Muster"}
MAILS: dict[str, dict[str, Any]] = {
    "host-invitation": HUB | {"inviter": "Hanna Gastgeberin", "secret": "SECRET", "days": 14},
    "hub-membership": HUB | {"token": "TOKEN", "days": 14},
    "hub-restricted": STANDING | {"reason": "Der Platz blieb dreimal leer, ohne dass Sie abgesagt haben."},
    "hub-restriction-lifted": STANDING,
    "operator-account-changed": OPERATOR
    | {"is_own": False, "has_iban": True, "iban_end": "2051", "has_stripe": False, "stripe_end": ""},
    "operator-account-changed.own": OPERATOR
    | {"is_own": True, "has_iban": True, "iban_end": "", "has_stripe": True, "stripe_end": "9XyZ"},
}
