"""The link in a mail that ends mails of its kind, without log-in, and the way back.

The address is the secret, so a POST needs no token of a form; the pages say nothing of the person.
"""

from flask import Response, make_response, render_template

from core.access import LINK, access
from core.db import after_refusal
from core.security import csrf
from members import links, mail_actions, mail_words, queries, rules
from members.errors import LinkExpired, LinkInvalid
from members.routes import blueprint

ASK, OFF, ALREADY_OFF, ON = "ask", "off", "already-off", "on"
TITLES = {ASK: mail_words.ASKS, OFF: mail_words.OFF, ALREADY_OFF: mail_words.OFF, ON: mail_words.ON}


@blueprint.get("/mails/unsubscribe/<token>")
@access(LINK)
def unsubscribe_form(token: str) -> Response:
    """A GET only shows the button: programs that look through mails open links by themselves."""
    try:
        subscription = links.read_unsubscribe(token)
        member = queries.subscriber(subscription)
    except (LinkExpired, LinkInvalid) as error:
        return _dead(error)
    return _page(token, subscription.kind, ASK if rules.gets(member, subscription.kind) else ALREADY_OFF)


@blueprint.post("/mails/unsubscribe/<token>")
@csrf.exempt  # type: ignore[untyped-decorator]
@access(LINK)
def unsubscribe(token: str) -> Response:
    """Mail programs send it by themselves (RFC 8058), and follow no redirect."""
    try:
        subscription = links.read_unsubscribe(token)
        mail_actions.unsubscribe(subscription=subscription)
    except (LinkExpired, LinkInvalid) as error:
        with after_refusal():
            return _dead(error)
    return _page(token, subscription.kind, OFF)


@blueprint.post("/mails/unsubscribe/<token>/undo")
@csrf.exempt  # type: ignore[untyped-decorator]
@access(LINK)
def subscribe_again(token: str) -> Response:
    try:
        subscription = links.read_unsubscribe(token)
        mail_actions.subscribe_again(subscription=subscription)
    except (LinkExpired, LinkInvalid) as error:
        with after_refusal():
            return _dead(error)
    return _page(token, subscription.kind, ON)


def _page(token: str, kind: str, state: str) -> Response:
    about = {"title": TITLES[state][kind], "still_comes": mail_words.STILL_COMES[kind]}
    return make_response(render_template("members/unsubscribe.html", token=token, state=state, **about))


def _dead(error: LinkExpired | LinkInvalid) -> Response:
    return make_response(render_template("members/dead_unsubscribe.html", message=error.message()), error.status)
