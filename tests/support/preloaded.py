"""What processes of the site have imported when they begin (tests.support.processes)."""

import flask.cli
import gunicorn.app.wsgiapp
import gunicorn.workers.gthread
import psycopg

import app

__all__ = ["app", "flask", "gunicorn", "psycopg"]
