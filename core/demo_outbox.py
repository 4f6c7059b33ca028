"""The demo's mail page: a newcomer reads here the mails that a real site would have sent."""

from flask import Blueprint

blueprint = Blueprint("demo", __name__)
