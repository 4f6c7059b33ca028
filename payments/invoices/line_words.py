"""What was bought, as a line of an invoice says it. Like all words of an invoice they follow its own language
(`payments.invoices.words`). Never a title, a time of day, or why somebody was there."""

PASSES = {
    "de": {"day": "Tagesticket", "visits": "Zehnerkarte", "month": "Monatsticket"},
    "en": {"day": "Day pass", "visits": "Ten-visit pass", "month": "Monthly pass"},
}
VISITS = {"de": "Karte für {size} Besuche", "en": "Pass for {size} visits"}
PLACE = "{place}, {hub}"
CALLED_OFF = {"de": "Entgelt nach Stornierung: {what}", "en": "Fee kept after cancellation: {what}"}
LATER_ISSUED = {
    "de": "Diese Rechnung ersetzt die Rechnung {number}.",
    "en": "This invoice replaces invoice {number}.",
}
CHANGED = {
    "de": "Die Buchung wurde geändert oder storniert.",
    "en": "The booking was changed or cancelled.",
}
REASON = {"de": "Grund: {reason}", "en": "Reason: {reason}"}


def language(locale: str) -> str:
    """The language of an invoice for somebody who reads this one."""
    return "de" if locale.startswith("de") else "en"


def of_booking(place: str, hub: str, locale: str, *, is_called_off: bool) -> str:
    what = PLACE.format(place=place, hub=hub)
    return CALLED_OFF[language(locale)].format(what=what) if is_called_off else what


def of_pass(kind: str, size: int | None, locale: str) -> str:
    if kind == "visits" and size != 10:
        return VISITS[language(locale)].format(size=size)
    return PASSES[language(locale)][kind]
