"""The addresses at the door: /q/<code> behind a label, /door/<token> for a tablet."""

from flask import Blueprint

blueprint = Blueprint("door", __name__)
