"""What this feature brings into the app."""

from flask import Flask

from hubs import api, cli, queries, views
from hubs import models as models  # its tables belong to the schema
from hubs.host import views as host_views
from hubs.people import host_views as people_host_views
from hubs.people import invitation_views
from hubs.people import models as people_models  # noqa: F401
from hubs.plan import models as plan_models  # noqa: F401
from members import words

blueprints = [views.blueprint, host_views.blueprint, people_host_views.blueprint, invitation_views.blueprint]
api_blueprints = [api.blueprint]


def init_app(app: Flask) -> None:
    cli.install(app)
    words.tell_hub_names(app, queries.names_of)
