"""What this feature brings into the app."""

from flask import Flask

from hubs import api, cli, queries, views
from hubs import models as models  # its tables belong to the schema
from hubs.host import hub_views, rule_views, setup_menu, setup_views, space_views
from hubs.host import views as host_views
from hubs.people import models as people_models  # noqa: F401
from hubs.plan import models as plan_models  # noqa: F401
from members import words

_more_views = (setup_views, hub_views, space_views, rule_views)  # they add to the blueprint of `host_views`
blueprints = [views.blueprint, host_views.blueprint]
api_blueprints = [api.blueprint]


def init_app(app: Flask) -> None:
    cli.install(app)
    setup_menu.install()
    words.tell_hub_names(app, queries.names_of)
