"""Of companies that pay for their people's days: to the people, and to those who look after the company."""

from typing import Any

COMPANY = {"company": "Hofladen Beispiel GmbH", "company_id": 7}
INVITED = {"company": COMPANY["company"], "inviter": "Berta Beispiel", "secret": "SECRET", "days": 14}
TOLD = COMPANY | {"name": "Berta Beispiel", "person": "Anna Muster"}
ENDED = {"name": "Anna Muster", "company": COMPANY["company"]}
MAILS: dict[str, dict[str, Any]] = {
    "company-invitation": INVITED | {"role": "person"},
    "company-invitation.manager": INVITED | {"role": "manager"},
    "company-accepted": TOLD | {"role": "person"},
    "company-accepted.manager": TOLD | {"role": "manager"},
    "company-left": TOLD | {"role": "person"},
    "company-left.manager": TOLD | {"role": "manager"},
    "company-ended": ENDED | {"role": "person"},
    "company-ended.manager": ENDED | {"role": "manager"},
    "company-invoice": COMPANY
    | {"name": "Berta Beispiel", "number": "CB-2026-0017", "month": "November 2026", "cents": 10800},
}
