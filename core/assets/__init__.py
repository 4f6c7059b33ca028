"""Styles, scripts, pictures and fonts: built at set-up under hashed names, served with a year's lifetime."""

import json
import re
from functools import cached_property
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise

ROOT = Path(__file__).resolve().parent.parent.parent
STATIC = ROOT / "static"
PREFIX = "/static/dist/"
HASHED = re.compile(r"\.[0-9a-f]{10}\.[a-z0-9]+$")


class AssetMissingError(RuntimeError):
    """The built files are not there, or not the asked one; the message says what to call."""


def install(app: Flask) -> None:
    """Serve the built files and give templates `asset("css/site.css")`."""
    assets = Assets()
    assets.serve(app)
    app.jinja_env.globals["asset"] = assets.asset


def file(name: str) -> Path:
    """Where a built file lies, for what reads it on the server: "fonts/FiraSans-Regular-1.ttf"."""
    return Assets().file(name)


def address(name: str) -> str:
    """Where browsers get a built file, for what is written without a template."""
    return Assets().asset(name)


class Assets:
    """Where the built files are. `static_dir` holds dist/, which `python -m core.assets build` fills."""

    def __init__(self, static_dir: Path = STATIC) -> None:
        self.dist = static_dir / "dist"

    @cached_property
    def _files(self) -> dict[str, str]:
        try:
            manifest = json.loads((self.dist / "manifest.json").read_text())
        except FileNotFoundError:
            raise AssetMissingError("The styles and scripts are not built yet: run `make setup`.") from None
        files: dict[str, str] = manifest["files"]
        return files

    def asset(self, name: str) -> str:
        """The address of a file, e.g. "css/site.css" → "/static/dist/css/site.0123456789.css"."""
        return PREFIX + self._hashed(name)

    def file(self, name: str) -> Path:
        """The same file on the disk."""
        return self.dist / self._hashed(name)

    def _hashed(self, name: str) -> str:
        try:
            return self._files[name]
        except KeyError:
            raise AssetMissingError(f"No asset {name!r}: add it below static/, run `make setup`.") from None

    def serve(self, app: Flask) -> None:
        """Serve dist/ in front of the app: compressed variants, and a year's lifetime for hashed names."""
        app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
            app.wsgi_app,
            root=str(self.dist),
            prefix=PREFIX,
            max_age=60,
            allow_all_origins=False,
            add_headers_function=_no_sniffing,
            immutable_file_test=lambda _path, url: bool(HASHED.search(url)),
        )


def _no_sniffing(headers: Headers, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
