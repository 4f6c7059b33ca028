"""The link in a mail that ends mails of its kind, without log-in, and the way back.

The address is the secret, so a POST needs no token of a form; the pages say nothing of the person.
"""

from flask import Response, make_response, render_template

from core.access import LINK, access
from core.errors import DomainError
from core.refusals import when_refused
from core.security import csrf
from members import links, mail_actions, queries, rules
from members.errors import DEAD_LINK
from web.site import mail_words
from web.site.account_routes import blueprint

ASK, OFF, ALREADY_OFF, ON = "ask", "off", "already-off", "on"
TITLES = {ASK: mail_words.ASKS, OFF: mail_words.OFF, ALREADY_OFF: mail_words.OFF, ON: mail_words.ON}


@blueprint.get("/mails/unsubscribe/<token>")
@access(LINK)
@when_refused(lambda error, token: _dead(error), by=DEAD_LINK)
def unsubscribe_form(token: str) -> Response:
    """A GET only shows the button: programs that look through mails open links by themselves."""
    subscription = links.read_unsubscribe(token)
    member = queries.subscriber(subscription)
    return _page(token, subscription.kind, ASK if rules.gets(member, subscription.kind) else ALREADY_OFF)


@blueprint.post("/mails/unsubscribe/<token>")
@csrf.exempt  # type: ignore[untyped-decorator]
@access(LINK)
@when_refused(lambda error, token: _dead(error), by=DEAD_LINK)
def unsubscribe(token: str) -> Response:
    """Mail programs send it by themselves (RFC 8058), and follow no redirect."""
    subscription = links.read_unsubscribe(token)
    mail_actions.unsubscribe(subscription=subscription)
    return _page(token, subscription.kind, OFF)


@blueprint.post("/mails/unsubscribe/<token>/undo")
@csrf.exempt  # type: ignore[untyped-decorator]
@access(LINK)
@when_refused(lambda error, token: _dead(error), by=DEAD_LINK)
def subscribe_again(token: str) -> Response:
    subscription = links.read_unsubscribe(token)
    mail_actions.subscribe_again(subscription=subscription)
    return _page(token, subscription.kind, ON)


def _page(token: str, kind: str, state: str) -> Response:
    about = {"title": TITLES[state][kind], "still_comes": mail_words.STILL_COMES[kind]}
    return make_response(render_template("site/account/unsubscribe.html", token=token, state=state, **about))


def _dead(error: DomainError) -> Response:
    return make_response(render_template("site/account/dead_unsubscribe.html", message=error.message()), error.status)
