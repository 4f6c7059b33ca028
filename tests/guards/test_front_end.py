"""What our styles keep to: colours stand in the tokens, classes have one prefix and are used."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tinycss2
from tinycss2.color3 import parse_color

from core.assets.build import KERN, own_files, sources
from core.assets.purge import occurring
from tests.support.processes import ROOT

STYLES = sorted((ROOT / "static/css").rglob("*.css"))
TOKENS = ROOT / "static/css/10-tokens.css"
MAKE_COLOURS = {"rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color", "light-dark"}
NO_COLOURS_OF_OURS = {"transparent", "currentcolor"}


def test_colours_stand_in_the_tokens_alone() -> None:
    """So a colour has one name and both its values, for light and dark, are beside each other."""
    found = [f"{path.relative_to(ROOT)}: {each}" for path in STYLES if path != TOKENS for each in colours(path)]
    assert found == []
    assert len(list(colours(TOKENS))) > 20


@pytest.mark.parametrize(
    "value", ["#fff", "#a0b1c2", "white", "rgb(0 0 0 / 40%)", "light-dark(var(--a), var(--b))", "OKLCH(1 0 0)"]
)
@pytest.mark.parametrize(
    "style", ["p {{ color: {} }}", "@media print {{ p {{ border: 1px solid {} }} }}", "p {{ --lr-x: var(--y, {}) }}"]
)
def test_colour_of_a_rule_is_found(style: str, value: str, tmp_path: Path) -> None:
    file = tmp_path / "some.css"
    file.write_text(style.format(value))
    assert len(list(colours(file))) == 1


def test_what_is_no_colour_of_ours_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "some.css"
    file.write_text("#map .white { color: var(--lr-ink); fill: currentColor; outline: 1px solid Highlight; margin: 0 }")
    assert list(colours(file)) == []


def test_nothing_is_turned_with_the_screen() -> None:
    """Whoever holds the screen upright or across, or cannot turn it, sees the page as it is meant (WCAG 1.3.4)."""
    assert [path.name for path in STYLES if turns_with_the_screen(path.read_text())] == []


@pytest.mark.parametrize("declaration", ["transform: rotate(90deg)", "rotate: 90deg", "writing-mode: vertical-rl"])
def test_what_turns_with_the_screen_is_found(declaration: str) -> None:
    assert turns_with_the_screen(f"@media print and (orientation: portrait) {{ main {{ {declaration} }} }}")
    assert not turns_with_the_screen(f"@media (width > 20rem) {{ main {{ {declaration} }} }}")


def test_classes_have_our_prefix() -> None:
    """Or they are KERN's, or a further kind of a part of KERN's (`kern-badge--plain`)."""
    kern = classes(ROOT / KERN / "kern.min.css")
    foreign = {name for path in STYLES for name in classes(path) if not name.startswith("lr-")}
    assert {name for name in foreign if name.partition("--")[0] not in kern} == set()
    assert "kern-btn" in foreign & kern


def test_every_class_of_ours_is_used() -> None:
    """By a template, a script or Python; what nothing uses any more goes from the styles too."""
    written = [path for path in [*sources(ROOT), *own_files(ROOT)] if path.suffix in (".html", ".py", ".js")]
    used = occurring("lr-", "\n".join(path.read_text() for path in written))
    assert [f"{path.relative_to(ROOT)}: {name}" for path in STYLES for name in classes(path) if not used(name)] == []


@pytest.mark.parametrize(
    ("name", "is_used"),
    [("lr-a", True), ("lr-b", False), ("lr-a-b", False), ("lr-c--3", True), ("lr-c--few", True), ("lr-c--x", False)],
)
def test_class_without_use_is_found(name: str, is_used: bool) -> None:
    used = occurring("lr-", """<p class="lr-a lr-c--{{ level }}">{{ level or "few" }}""")
    assert used(name) is is_used


def turns_with_the_screen(style: str) -> bool:
    rules = tinycss2.parse_stylesheet(style, skip_comments=True, skip_whitespace=True)
    asking = [rule for rule in rules if rule.type == "at-rule" and "orientation" in tinycss2.serialize(rule.prelude)]
    return any(re.search(r"rotate|writing-mode", tinycss2.serialize(rule.content)) for rule in asking)


def classes(style: Path) -> set[str]:
    """The names of classes in the selectors of the file."""
    rules = tinycss2.parse_stylesheet(style.read_text(), skip_comments=True, skip_whitespace=True)
    return {name for selector in _selectors(rules) for name in re.findall(r"\.([a-zA-Z_-][\w-]*)", selector)}


def _selectors(nodes: list[Any]) -> Iterator[str]:
    for node in nodes:
        if node.type == "qualified-rule":
            yield tinycss2.serialize(node.prelude)
        elif node.type == "at-rule" and node.content is not None:
            yield from _selectors(tinycss2.parse_blocks_contents(node.content))


def colours(style: Path) -> Iterator[str]:
    """Each colour that is written out in the values of the file: as hex, by name or by a function."""
    rules = tinycss2.parse_stylesheet(style.read_text(), skip_comments=True, skip_whitespace=True)
    for value in _values(rules):
        yield from _colours(value)


def _values(nodes: list[Any]) -> Iterator[list[Any]]:
    """What stands behind the colon of each declaration, however deep its rule lies."""
    for node in nodes:
        if node.type == "declaration":
            yield node.value
        elif node.type in ("qualified-rule", "at-rule") and node.content is not None:
            yield from _values(tinycss2.parse_blocks_contents(node.content))


def _colours(value: list[Any]) -> Iterator[str]:
    for node in value:
        if node.type == "function" and node.lower_name in MAKE_COLOURS:
            yield str(node.serialize())
        elif node.type == "function":
            yield from _colours(node.arguments)
        elif node.type == "hash":
            yield str(node.serialize())
        elif node.type == "ident" and node.lower_value not in NO_COLOURS_OF_OURS and parse_color(node) is not None:
            yield str(node.value)
