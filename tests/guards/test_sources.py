"""What the sources keep to beside the import contracts (pyproject.toml): who writes, who commits, what is loaded."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from tests.support.processes import ROOT

ENGINE = ("members", "hubs", "bookings", "calendars", "payments", "district")
FACES = ("web", "demo")

WRITES = {"add", "add_all", "delete", "merge", "flush", "bulk_save_objects", "bulk_insert_mappings"}
STATEMENTS = {"insert", "update", "delete", "insert_objects"}
OF_THE_APP = {"Flask", "current_app"}
"""What the engine may have of Flask: no request, no session, no answer, no template."""
WRITE_THOUGH_REFUSED = {"web/site/login.py", "web/site/confirming.py", "demo/loading.py"}
"""Faces that begin or end a transaction although none of their views is declared to work in steps."""
NETWORK = {"http.client", "httpx", "requests", "smtplib", "stripe", "urllib3"}
ASKS = re.compile(r"assert_outside\(\)|with outside\(\)")
CALLED_BY_THOSE = {
    "calendars/outside/connecting.py",
    "payments/stripe/failures.py",
    "payments/stripe/incoming.py",
}
TEXTS = {"_", "_l", "gettext", "lazy_gettext"}
FAKES = Path("demo/stripe")
"""A server of its own: it has no database."""
OUTSIDE = re.compile(r"""(?:src|srcset|action|data|poster|href)\s*=\s*["']?(?:https?:)?//[^"'\s>]*""")
LINK = re.compile(r'<a href="https://www\.openstreetmap\.org/[^"]*" rel="noreferrer"')


def test_only_actions_write() -> None:
    written = (path for path in sources(*ENGINE, *FACES) if not may_write(path))
    assert breaches(written, writes) == []


def test_only_the_core_commits() -> None:
    assert breaches(sources(*ENGINE, *FACES), commits) == []


def test_faces_open_no_transaction_of_their_own() -> None:
    """One request, one commit, but for views in steps (`core.in_steps`). The other exceptions have names."""
    found = {breach.partition(":")[0] for breach in breaches(sources(*FACES), opens_transaction)}
    working_in_steps = {hit.partition(":")[0] for hit in breaches(sources(*FACES), works_in_steps)}
    assert "web/host/calendars.py" in working_in_steps
    assert found - working_in_steps == WRITE_THOUGH_REFUSED


def test_who_talks_to_the_outside_asks_first_whether_a_transaction_is_open() -> None:
    """Each module that can talk over the network, but for those that only others of these call."""
    ours = [path for path in sources("core", *ENGINE, *FACES) if ROOT / FAKES not in path.parents]
    talking = [path for path in ours if any(talks(ast.parse(path.read_text())))]
    deaf = {str(path.relative_to(ROOT)) for path in talking if not ASKS.search(path.read_text())}
    assert deaf == CALLED_BY_THOSE


def test_engine_has_nothing_of_flask_but_the_app() -> None:
    engine = (path for path in sources(*ENGINE) if path.stem != "cli")
    assert breaches(engine, more_than_the_app) == []


def test_no_text_is_looked_up_inside_another() -> None:
    """Within an f-string it is not found when texts are gathered, and stays English."""
    assert breaches(sources("core", *ENGINE, *FACES), hides_texts) == []


def test_templates_load_nothing_from_outside() -> None:
    """A plain link to OpenStreetMap is allowed, and tells it nothing of where one came from."""
    templates = [path for path in (ROOT / "templates").rglob("*.html") if "email" not in path.parts]
    assert len(templates) > 100
    assert [path for path in templates if OUTSIDE.findall(LINK.sub("", path.read_text()))] == []


def test_styles_and_scripts_load_nothing_from_outside() -> None:
    files = [
        path for path in (ROOT / "static").rglob("*.*") if path.suffix in {".css", ".js"} and "dist" not in path.parts
    ]
    assert len(files) > 20
    texts = {path: path.read_text(errors="replace").replace("http://www.w3.org/", "") for path in files}
    assert [path for path, text in texts.items() if re.findall(r"https?://[^\s\"')]+", text)] == []


@pytest.mark.parametrize(
    ("code", "finder"),
    [
        ("db.session.add(x)", "writes"),
        ("db.session.execute(insert(Booking))", "writes"),
        ("db.session.execute(delete(Booking).where(x))", "writes"),
        ("insert_objects([Booking()])", "writes"),
        ("query.update({'a': 1})", "writes"),
        ("db.session.commit()", "commits"),
        ("with transaction(): pass", "opens_transaction"),
        ("with reading(): pass", "opens_transaction"),
        ("transact(work)", "opens_transaction"),
        ("@in_steps\ndef view(): pass", "works_in_steps"),
        ("def work():\n    import stripe", "talks"),
        ("from urllib3.connection import HTTPConnection", "talks"),
        ("from flask import request", "more_than_the_app"),
        ("from flask.globals import g", "more_than_the_app"),
        ("import flask", "more_than_the_app"),
        ("f\"{said} {_('by email')}\"", "hides_texts"),
    ],
)
def test_breaches_are_found(code: str, finder: str) -> None:
    assert list(globals()[finder](ast.parse(code)))


def sources(*packages: str) -> Iterator[Path]:
    for package in packages:
        yield from sorted((ROOT / package).rglob("*.py"))


def may_write(path: Path) -> bool:
    return path.stem.endswith("actions") or path.stem in {"guard", "stamps", "accounts"}


def breaches(paths: Iterable[Path], finder: Callable[[ast.AST], Iterator[str]]) -> list[str]:
    """ "file: what" for each."""
    return [f"{path.relative_to(ROOT)}: {found}" for path in paths for found in finder(ast.parse(path.read_text()))]


def writes(module: ast.AST) -> Iterator[str]:
    for call in calls(module):
        target, name = ast.unparse(call.func), name_of(call.func)
        on_session = target.startswith(("db.session.", "session.")) and name in WRITES
        as_statement = isinstance(call.func, ast.Name) and name in STATEMENTS
        on_query = name == "update" and isinstance(call.func, ast.Attribute) and "query" in target
        if on_session or as_statement or on_query:
            yield f"{target}() in line {call.lineno}"


def commits(module: ast.AST) -> Iterator[str]:
    yield from (f"line {call.lineno}" for call in calls(module) if name_of(call.func) == "commit")


def opens_transaction(module: ast.AST) -> Iterator[str]:
    names = {"transaction", "transact", "reading", "after_refusal"}
    yield from (f"line {call.lineno}" for call in calls(module) if name_of(call.func) in names)


def works_in_steps(module: ast.AST) -> Iterator[str]:
    functions = (node for node in ast.walk(module) if isinstance(node, ast.FunctionDef))
    yield from (one.name for one in functions if any(name_of(mark) == "in_steps" for mark in one.decorator_list))


def talks(module: ast.AST) -> Iterator[str]:
    for node in ast.walk(module):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        yield from (name for name in names if name in NETWORK or name.split(".")[0] in NETWORK)


def hides_texts(module: ast.AST) -> Iterator[str]:
    joined = (node for node in ast.walk(module) if isinstance(node, ast.JoinedStr))
    yield from (f"line {call.lineno}" for one in joined for call in calls(one) if name_of(call.func) in TEXTS)


def more_than_the_app(module: ast.AST) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (f"line {node.lineno}" for alias in node.names if alias.name.split(".")[0] == "flask")
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "flask":
            names = {alias.name for alias in node.names}
            if node.module != "flask" or not names <= OF_THE_APP:
                yield f"{', '.join(sorted(names))} in line {node.lineno}"


def calls(module: ast.AST) -> Iterator[ast.Call]:
    yield from (node for node in ast.walk(module) if isinstance(node, ast.Call))


def name_of(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
