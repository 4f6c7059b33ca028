"""Addresses that are made of the one that is asked for."""

from urllib.parse import quote, urlencode

from flask import request

SAFE = "/!$&'()*+,:;=@~"


def here_with(**changes: str) -> str:
    """The page that is asked for, with these arguments of its query set; all others stay as they came.

    It is never built by `url_for`, which would take a visitor's `?_scheme=` or `?endpoint=` for an argument of its own.
    """
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in changes]
    path = (request.root_path + request.path).lstrip("/")  # two slashes would name another host
    return f"/{quote(path, safe=SAFE)}?{urlencode([*kept, *changes.items()])}"
