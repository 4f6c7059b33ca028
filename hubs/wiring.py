"""What this feature brings into the app."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from core import signposts
from hubs import api, cli, queries, views
from hubs import models as models  # its tables belong to the schema
from hubs.host import hub_views, menu, rule_views, setup_menu, setup_views, space_views
from hubs.host import views as host_views
from hubs.people import host_views as people_host_views
from hubs.people import invitation_views, retention
from hubs.people import models as people_models  # noqa: F401
from hubs.plan import models as plan_models  # noqa: F401
from hubs.plan import picture_views, plan_views
from members import words

_more_views = (setup_views, hub_views, space_views, rule_views)  # they add to the blueprint of `host_views`
blueprints = [views.blueprint, host_views.blueprint, picture_views.blueprint, plan_views.blueprint]
blueprints += [people_host_views.blueprint, invitation_views.blueprint]
api_blueprints = [api.blueprint]


def init_app(app: Flask) -> None:
    cli.install(app)
    setup_menu.install()
    signposts.add("hubs.index")
    signposts.add("hubs.show", of=lambda: [{"slug": hub.slug} for hub in queries.all_hubs()])
    retention.install(app)
    words.tell_hub_names(app, queries.names_of)
    menu.add(
        menu.Entry(menu.SETUP, 70, "host_pictures.index", _l("Pictures"), "copy", "host_pictures."),
        menu.Entry(menu.SETUP, 80, "host_plan.edit", _l("Floor plan"), "room", "host_plan."),
    )
