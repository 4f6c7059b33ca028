"""To the operator."""

from typing import Any

TEXT = "Die Karte lässt sich nicht mit der Tastatur bedienen.\n\nIch nutze Firefox."
MAILS: dict[str, dict[str, Any]] = {
    "accessibility-feedback": {"text": TEXT, "answer_to": "ben@example.org"},
    "accessibility-feedback.anonymous": {"text": TEXT, "answer_to": ""},
}
