"""What happens on the payment page: it is shown, a card is tried, one is led back to the site."""

from typing import NamedTuple

from demo.stripe import page, sessions
from demo.stripe.fake import Fake
from demo.stripe.state import Obj


class PageAnswer(NamedTuple):
    """The answer of the page; with a `location` one is led there."""

    status: int
    html: str
    session: Obj | None
    location: str = ""


def answer(fake: Fake, id: str, form: dict[str, str] | None, accepted: str) -> PageAnswer:
    """The page of the session of that id; `form` is what was sent, `accepted` the browser's languages."""
    with fake.state.lock:
        sessions.expire_due(fake)
        session = fake.state.objects.get(id)
        locale = page.words_of(session, accepted)
        if session is None or session["object"] != "checkout.session":
            return PageAnswer(404, page.unknown(locale), None)
        wrong = _tried(fake, session, form) if form is not None and session["status"] == "open" else ""
        fake.state.save()
        if form is not None and session["status"] == "complete":
            return PageAnswer(303, "", session, page.leading(session, "success_url"))
        return PageAnswer(422 if wrong else 200, page.payment(session, _titles(fake, id), locale, wrong), session)


def _tried(fake: Fake, session: Obj, form: dict[str, str]) -> str:
    """Why it failed, as a key of the page's words; "" when it is paid."""
    delayed = form.get("way") == "sepa_debit" and "sepa_debit" not in session["excluded_payment_method_types"]
    if not delayed and not page.is_card(form.get("card", "")):
        return "number"
    if not delayed and page.is_declined(form["card"]):
        sessions.decline(fake, session)
        return "declined"
    sessions.pay(fake, session, delayed=delayed)
    return ""


def _titles(fake: Fake, id: str) -> list[str]:
    lines = fake.state.wanted.get(id, {}).get("line_items", [])
    return [str(line["price_data"]["product_data"]["name"]) for line in lines]
