"""German and English are complete: no text is missing, fuzzy, left over, or with other placeholders.

English is the language of the sources, so its catalogue translates only what differs.
"""

import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
KEYWORDS = ("_l", "_", "_ln:1,2", "lazy_gettext", "lazy_ngettext:1,2")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")


def main() -> int:
    wanted = extract()
    problems = [*check(wanted, "de", complete=True), *check(wanted, "en", complete=False)]
    for problem in problems:
        print(problem)
    print(f"{len(wanted)} texts, {len(problems)} problems. `make translations` updates the catalogues.")
    return 1 if problems else 0


def extract() -> Catalog:
    """All texts of the sources."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "messages.pot"
        keywords = [part for word in KEYWORDS for part in ("-k", word)]
        options = ["-F", "babel.cfg", "--ignore-dirs", ".*", *keywords]
        command = ["pybabel", "-q", "extract", *options, "-o", str(target), "."]
        CommandLineInterface().run(command)
        with target.open("rb") as file:
            return read_po(file)


def check(wanted: Catalog, language: str, *, complete: bool) -> Iterator[str]:
    file = ROOT / f"translations/{language}/LC_MESSAGES/messages.po"
    if not file.exists():
        if complete and len(wanted):
            yield f"{language}: {file.relative_to(ROOT)} is missing"
        return
    with file.open("rb") as opened:
        catalog = read_po(opened, locale=language)
    for message in wanted:
        if message.id:
            yield from wrong(message, catalog.get(message.id, message.context), language, complete)
    for message in catalog:
        if message.id and wanted.get(message.id, message.context) is None:
            yield f"{language}: no longer in the sources: {shown(message)}"


def wrong(message: Message, found: Message | None, language: str, complete: bool) -> Iterator[str]:
    translated = texts(found.string) if found else []
    if found and found.fuzzy:
        yield f"{language}: fuzzy: {shown(message)}"
    elif complete and not (translated and all(translated)):
        yield f"{language}: missing: {shown(message)}"
    allowed = {name for text in texts(message.id) for name in PLACEHOLDER.findall(text)}
    needed = set(PLACEHOLDER.findall(texts(message.id)[-1]))
    for text in filter(None, translated):
        names = set(PLACEHOLDER.findall(text))
        if names - allowed or (text == translated[-1] and needed - names):
            yield f"{language}: other placeholders than {sorted(needed)}: {text!r}"


def texts(value: object) -> list[str]:
    """One text, or all plural forms."""
    return [str(text) for text in value] if isinstance(value, (list, tuple)) else [str(value or "")]


def shown(message: Message) -> str:
    where = f" ({message.locations[0][0]}:{message.locations[0][1]})" if message.locations else ""
    return repr(texts(message.id)[0]) + where


if __name__ == "__main__":
    sys.exit(main())
