"""A pass that was bought, paid each way."""

from typing import Any

BOUGHT = {
    "name": "Anna Muster",
    "pass_id": "01234567-89ab-4cde-8f01-23456789abcd",
    "pass_name": "Zehnerkarte",
    "cents": 10000,
    "valid_from": "2026-11-24",
    "valid_until": "2027-11-23",
    "operator": "Flecken Coppenbrügge",
    "address": "Schloßstraße 2, 31863 Coppenbrügge",
    "way": "transfer",
    "can_withdraw": True,
    "starts_early": False,
}
DAY = BOUGHT | {"pass_name": "Tageskarte", "cents": 1200, "valid_until": "2026-11-24", "starts_early": True}
CONSENT = {"consent": "Ich möchte, dass die Leistung gleich beginnt.", "consent_lang": "de"}
MAILS: dict[str, dict[str, Any]] = {
    "pass-bought": BOUGHT,
    "pass-bought.on-site": DAY | {"way": "on_site", "can_withdraw": False, "starts_early": False},
    "pass-bought.online": DAY | {"way": "online", "address": ""},
    "pass-bought.consent": DAY | CONSENT,
}
