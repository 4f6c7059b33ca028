"""The payment page of the fake: it says that it is a test, takes a test card, and leads back to the site."""

import re
from html import escape
from urllib.parse import SplitResult, urlsplit

from demo.stripe.state import Obj

GOOD_CARD, BAD_CARD = "4242 4242 4242 4242", "4000 0000 0000 0002"
STYLE = """
:root{color-scheme:light dark;--ink:#16321f;--paper:#fff;--soft:#eef4ee;--line:#5b7a63;--go:#1f6b3a;--bad:#a3271b}
@media(prefers-color-scheme:dark){:root{--ink:#e9f2ea;--paper:#10190f;--soft:#1c291d;--line:#8fb298;--go:#2f7d4b;
--bad:#ff9d8f}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.5 system-ui,sans-serif}
main{max-width:30rem;margin:0 auto;padding:1.5rem 1rem 3rem}
.test{margin:0 0 1.5rem;padding:.75rem 1rem;border:2px dashed var(--line);background:var(--soft)}
h1{margin:0 0 .25rem;font-size:1.25rem;line-height:1.3;overflow-wrap:anywhere}
.sum{margin:0 0 1.5rem;font-size:2rem;font-weight:700}
label{display:block;font-weight:600}
input{width:100%;min-height:3rem;margin:.25rem 0;padding:.5rem .75rem;border:1px solid var(--line);
background:var(--paper);color:inherit;font:inherit}
.hint{margin:0 0 1.25rem;font-size:.9375rem}
.error{margin:0 0 1rem;color:var(--bad);font-weight:600}
button{width:100%;min-height:3.25rem;margin:0 0 .75rem;border:2px solid var(--go);border-radius:.25rem;
background:var(--go);color:#fff;font:inherit;font-weight:700;cursor:pointer}
button.other{background:transparent;color:inherit}
a{display:inline-block;padding:.625rem 0;color:inherit}
:focus-visible{outline:3px solid currentColor;outline-offset:2px}
"""
WORDS = {
    "de": {
        "title": "Probezahlung",
        "test": "Das ist eine Probezahlung der Demo. Es fließt kein Geld. Bitte geben Sie keine echte Karte ein.",
        "card": "Nummer der Testkarte",
        "hint": f"{GOOD_CARD} wird angenommen, {BAD_CARD} wird abgelehnt.",
        "pay": "{sum} bezahlen",
        "delayed": "Mit SEPA-Lastschrift bezahlen (Probe)",
        "cancel": "Abbrechen und zurück",
        "back": "Zurück zur Buchung",
        "paid": "Diese Probezahlung ist abgeschlossen.",
        "over": "Die Zeit zum Bezahlen ist abgelaufen. Bitte gehen Sie zurück und beginnen Sie noch einmal.",
        "declined": "Die Karte wurde abgelehnt. Bitte versuchen Sie es mit einer anderen Testkarte.",
        "number": f"Das ist keine Testkarte. Bitte nehmen Sie {GOOD_CARD}.",
        "unknown": "Diese Probezahlung gibt es nicht. Bitte gehen Sie zurück zu Ihrer Buchung.",
    },
    "en": {
        "title": "Test payment",
        "test": "This is a test payment of the demo. No money moves. Please do not enter a real card.",
        "card": "Test card number",
        "hint": f"{GOOD_CARD} is accepted, {BAD_CARD} is declined.",
        "pay": "Pay {sum}",
        "delayed": "Pay by SEPA direct debit (test)",
        "cancel": "Cancel and go back",
        "back": "Back to the booking",
        "paid": "This test payment is complete.",
        "over": "The time to pay is over. Please go back and start again.",
        "declined": "The card was declined. Please try another test card.",
        "number": f"This is not a test card. Please use {GOOD_CARD}.",
        "unknown": "There is no such test payment. Please go back to your booking.",
    },
}


def words_of(session: Obj | None, accepted: str) -> str:
    """The language of the session, or for "auto" the browser's."""
    wanted = (session or {}).get("locale") or "auto"
    if wanted == "auto":
        wanted = "en" if re.match(r"\s*en\b", accepted) else "de"
    return "en" if wanted.startswith("en") else "de"


def payment(session: Obj, titles: list[str], locale: str, wrong: str = "") -> str:
    """The page of a session, whatever has become of it. `wrong` is a key of WORDS: why the last try failed."""
    words, total = WORDS[locale], money(session["amount_total"], session["currency"], locale)
    head = f'<h1>{escape(", ".join(titles))}</h1>\n<p class="sum">{total}</p>'
    if session["status"] != "open":
        said, target = ("paid", "success_url") if session["status"] == "complete" else ("over", "cancel_url")
        return _page(locale, f"{head}\n<p>{words[said]}</p>\n{_link(leading(session, target), words['back'])}")
    error = f'<p class="error" id="error" role="alert">{words[wrong]}</p>' if wrong else ""
    described = "hint error" if wrong else "hint"
    other = "" if "sepa_debit" in session["excluded_payment_method_types"] else _other(words["delayed"])
    form = f"""<form method="post">
<label for="card">{words["card"]}</label>
<input id="card" name="card" inputmode="numeric" autocomplete="off" value="{GOOD_CARD}" aria-describedby="{described}">
<p class="hint" id="hint">{words["hint"]}</p>
{error}
<button name="way" value="card">{words["pay"].format(sum=total)}</button>
{other}
</form>"""
    return _page(locale, f"{head}\n{form}\n{_link(leading(session, 'cancel_url'), words['cancel'])}")


def unknown(locale: str) -> str:
    return _page(locale, f"<h1>{WORDS[locale]['unknown']}</h1>")


def leading(session: Obj, name: str) -> str:
    """Where the session says that one goes next; "" when nowhere."""
    return (session[name] or "").replace("{CHECKOUT_SESSION_ID}", str(session["id"]))


def policy(session: Obj | None) -> str:
    """The page loads nothing; its form may lead on to the site, which is another origin."""
    sites = {f"{parts.scheme}://{parts.netloc}" for parts in _addresses(session or {})}
    targets = " ".join(["'self'", *sorted(sites)])
    return f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action {targets}; base-uri 'none'"


def money(cents: int, currency: str, locale: str) -> str:
    """12,50 € or €12.50."""
    if currency != "eur":
        return f"{cents / 100:.2f} {currency.upper()}"
    plain = f"{cents // 100}.{cents % 100:02}"
    return f"€{plain}" if locale == "en" else plain.replace(".", ",") + "\xa0€"


def is_card(number: str) -> bool:
    """Whether it is one of the two that the page knows; real numbers are taken by no means."""
    return re.sub(r"\D", "", number) in {re.sub(r"\D", "", known) for known in (GOOD_CARD, BAD_CARD)}


def is_declined(number: str) -> bool:
    return re.sub(r"\D", "", number) == re.sub(r"\D", "", BAD_CARD)


def _addresses(session: Obj) -> list[SplitResult]:
    return [urlsplit(session[name]) for name in ("success_url", "cancel_url") if session.get(name)]


def _other(text: str) -> str:
    return f'<button class="other" name="way" value="sepa_debit">{text}</button>'


def _link(target: str, text: str) -> str:
    return f'<a href="{escape(target)}">{text}</a>' if target else ""


def _page(locale: str, inside: str) -> str:
    words = WORDS[locale]
    return f"""<!doctype html>
<html lang="{locale}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{words["title"]}</title>
<link rel="icon" href="data:,">
<style>{STYLE}</style>
<main>
<p class="test"><strong>{words["title"]}.</strong> {words["test"]}</p>
{inside}
</main>
</html>
"""
