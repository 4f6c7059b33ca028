from flask import Flask


def install(app: Flask) -> None:
    app.jinja_env.globals["asset"] = lambda name: f"/static/{name}"
