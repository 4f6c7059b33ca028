"""What a request says is read once, at the door: no text that goes on from here holds what no database keeps.

That is NUL, which PostgreSQL refuses, and halves of signs (lone surrogates), which are no text at all. Nobody types
them. In forms and cookies NUL becomes another control sign (SUBSTITUTE, made for this), which goes the way of all
control signs: out of names, never into a number. Elsewhere such signs become the one for what cannot be read (U+FFFD),
which people see and can take out. JSON is refused by the name of the member, see core.api_input.
"""

import re
from functools import cache
from typing import Any
from urllib.parse import quote_from_bytes

import flask
from babel.support import NullTranslations, Translations
from flask_babel import get_locale
from werkzeug.datastructures import Authorization, ImmutableMultiDict
from werkzeug.utils import cached_property
from wtforms.i18n import messages_path

UNKEEPABLE = re.compile("[\0\ud800-\udfff]")
UNREADABLE, SUBSTITUTE = "\ufffd", "\x1a"
_AS_WSGI_HAS_IT = UNREADABLE.encode().decode("latin-1")
_IN_AN_ADDRESS = "%EF%BF%BD"
_ASCII = bytes(range(128)).decode()


class Request(flask.Request):
    """flask's, with texts that can be kept."""

    def __init__(self, environ: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        _clean_environ(environ)
        super().__init__(environ, *args, **kwargs)

    @cached_property
    def cookies(self) -> ImmutableMultiDict[str, str]:
        """In a cookie NUL may be written as \\000."""
        found: ImmutableMultiDict[str, str] = _cleaned(super().cookies)
        return found

    @cached_property
    def authorization(self) -> Authorization | None:
        """None, too, when it cannot be read at all (Basic with signs that are not ASCII)."""
        try:
            return super().authorization
        except ValueError:
            return None

    @cached_property
    def wtforms_translations(self) -> NullTranslations:
        """What WTForms itself says, in the language of the page. Flask-WTF looks here before it reads its file anew."""
        return _of_forms(str(get_locale()))

    def _load_form_data(self) -> None:
        is_read = "form" in self.__dict__
        super()._load_form_data()
        if not is_read:
            self.__dict__["form"] = _cleaned(self.form)
            self.__dict__["files"] = _cleaned_files(self.files)


@cache
def _of_forms(locale: str) -> NullTranslations:
    return Translations.load(messages_path(), [locale], domain="wtforms")


def clean(text: str) -> str:
    """The text with SUBSTITUTE for NUL, and with U+FFFD for halves of signs."""
    return UNKEEPABLE.sub(UNREADABLE, text.replace("\0", SUBSTITUTE))


def can_be_kept(value: Any) -> bool:
    """Whether this (what json.loads returned) holds only texts that can be kept, names of members too."""
    if isinstance(value, str):
        return UNKEEPABLE.search(value) is None
    if isinstance(value, dict):
        return all(can_be_kept(name) and can_be_kept(inner) for name, inner in value.items())
    return all(map(can_be_kept, value)) if isinstance(value, list) else True


def _clean_environ(environ: dict[str, Any]) -> None:
    """WSGI has bytes as Latin-1, so that there are no surrogates; in the query NUL and what is no UTF-8 may also be
    written out (%00), or not be."""
    for name in ("PATH_INFO", "SCRIPT_NAME"):
        environ[name] = environ.get(name, "").replace("\0", _AS_WSGI_HAS_IT)
    query: str = environ.get("QUERY_STRING", "")
    if not query.isascii():
        query = quote_from_bytes(query.encode("latin-1"), safe=_ASCII)
    environ["QUERY_STRING"] = query.replace("\0", _IN_AN_ADDRESS).replace("%00", _IN_AN_ADDRESS)
    for name, value in environ.items():
        if name.startswith("HTTP_") and "\0" in value:
            environ[name] = value.replace("\0", "?")


def _cleaned(values: Any) -> Any:
    """The same when there is nothing to clean, as nearly always. A part without a name is nobody's."""
    pairs = list(values.items(multi=True))
    if all(name is not None and can_be_kept(name) and can_be_kept(value) for name, value in pairs):
        return values
    return type(values)([(clean(name), clean(value)) for name, value in pairs if name is not None])


def _cleaned_files(files: Any) -> Any:
    kept = []
    for name, file in files.items(multi=True):
        if name is None:
            file.close()
        else:
            file.filename = clean(file.filename or "")
            kept.append((clean(name), file))
    return type(files)(kept)
