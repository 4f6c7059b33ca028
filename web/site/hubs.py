"""Public pages of places."""

from flask import Blueprint, abort, render_template, request, url_for
from flask_login import current_user

from core.access import PUBLIC, access
from core.clock import now
from core.formats import locale_code
from core.signposts import absolute
from hubs import queries, rules, words
from hubs.quotas.words import quota_sentences
from hubs.setup import setup_of, setups_of
from web.site import day_plan, floor_plan, hub_pictures, hub_words, hubs_map, inductions, linked_data, own_feed

blueprint = Blueprint("hubs", __name__)
PANELS = (day_plan.panel, floor_plan.panel, own_feed.of_hub)
"""Shown below the week's hours, in this order."""


@blueprint.get("/hubs")
@access(PUBLIC)
def index() -> str:
    """All hubs, or those of one municipality."""
    hubs, moment = queries.described_hubs(), now()
    setups = setups_of(hubs)
    cards = [hub_words.card(hub, setups[hub.id], moment) for hub in hubs]
    municipalities = sorted({(c.hub.municipality.name, c.hub.municipality.key) for c in cards})
    chosen = request.args.get("municipality")
    chosen = chosen if chosen in {key for _name, key in municipalities} else None
    return render_template(
        "site/hubs/index.html",
        cards=[c for c in cards if chosen in {None, c.hub.municipality.key}],
        municipalities=municipalities,
        chosen=chosen,
        chart=hubs_map.chart_of(cards, {hub.slug: url_for("hubs.show", slug=hub.slug) for hub in hubs}),
    )


@blueprint.get("/hubs/<slug>")
@access(PUBLIC)
def show(slug: str) -> str:
    """One hub: what it is, when it is open, what there is to book and how to get there."""
    hub = queries.described_hub(slug) or abort(404)
    if not rules.is_visible(is_public=hub.is_public, is_host=current_user.hosts(slug)):
        abort(404)
    setup, moment = setup_of(hub), now()
    can_book = hub.is_open_to_book and hub.is_public
    week, pictures = hub_words.week(hub, setup, moment), hub_pictures.pictures_of(hub)
    here, shown = absolute(url_for("hubs.show", slug=slug)), [absolute(each.address) for each in pictures]
    return render_template(
        "site/hubs/show.html",
        hub=hub,
        amenities=hub_words.amenities(hub),
        status=hub_words.status(hub, setup, moment),
        book_on=hub_words.next_open_day(hub, setup, moment) if can_book and setup.places else None,
        week=week,
        summary=linked_data.summary(hub),
        linked_data=linked_data.of_hub(hub, week, here, shown) if hub.is_public else None,
        announced=hub_words.announced(hub, setup, moment),
        kinds=hub_words.kinds_of_space(setup),
        rules=[*words.rule_sentences(setup.rules), *quota_sentences(setup.quotas)] if setup.places else [],
        panels=[panel(hub, setup) for panel in PANELS] if can_book else [],
        pictures=pictures,
        inductions=inductions.section(hub, setup, moment),
        texts={what: hub.text(what, locale_code()).strip() for what in ("description", "arrival", "house_rules")},
    )
