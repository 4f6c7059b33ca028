"""Keep of KERN's stylesheet what our pages use: a few kilobytes instead of thirty-five, compressed."""

import re
from collections.abc import Callable, Iterable
from itertools import pairwise

import tinycss2
from tinycss2.ast import AtRule, Node, QualifiedRule

QUOTED = re.compile(r"[\"']([a-z0-9-]+)[\"']")
DECLARED = re.compile(r"(--kern-[\w-]+):[^;{}]*;?")
REFERRED = re.compile(r"var\((--kern-[\w-]+)")


def purge(kern: str, sources: Iterable[str], own_css: str) -> str:
    """KERN's rules whose classes all occur in the sources, and the custom properties that are referred to.

    Rules without a class of KERN's (elements, themes) stay.
    """
    used = occurring("kern-", "\n".join(sources))
    rules = tinycss2.parse_stylesheet(kern, skip_comments=True, skip_whitespace=True)
    return _without_idle_properties("".join(_kept(rule, used) for rule in rules), own_css)


def occurring(prefix: str, text: str) -> Callable[[str], bool]:
    """Whether a class that begins with `prefix` occurs in the text; of every other class: yes.

    A name cut short (`kern-icon--{{ name }}`, `lr-level--{{ level }}`) stands for each class that continues with a
    quoted word of the text ("add") or a number.
    """
    names = set(re.findall(rf"\b{prefix}[a-z0-9_-]+", text))
    cut_short = tuple(name for name in names if name.endswith(("-", "_")))
    words = set(QUOTED.findall(text))

    def occurs(name: str) -> bool:
        if not name.startswith(prefix) or name in names:
            return True
        rests = (name[len(each) :] for each in cut_short if name.startswith(each))
        return any(rest in words or rest.isdigit() for rest in rests)

    return occurs


def _kept(rule: Node, used: Callable[[str], bool]) -> str:
    if isinstance(rule, QualifiedRule):
        selectors = [s for s in _split(rule.prelude) if all(used(name) for name in _classes(s))]
        chosen = ",".join(tinycss2.serialize(selector).strip() for selector in selectors)
        return f"{chosen}{{{tinycss2.serialize(rule.content)}}}" if chosen else ""
    if isinstance(rule, AtRule) and rule.lower_at_keyword in ("media", "supports"):
        inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
        kept = "".join(_kept(each, used) for each in inner)
        return f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{kept}}}" if kept else ""
    if isinstance(rule, AtRule) and rule.lower_at_keyword == "charset":
        return ""
    return str(rule.serialize())


def _split(prelude: list[Node]) -> list[list[Node]]:
    """The selectors of a list; commas inside `:is(…)` don't count."""
    parts: list[list[Node]] = [[]]
    for node in prelude:
        if node == ",":
            parts.append([])
        else:
            parts[-1].append(node)
    return parts


def _classes(selector: list[Node]) -> list[str]:
    """The classes that an element must have; those inside `:not(…)`, `:is(…)`, `:has(…)` don't count."""
    return [name.value for dot, name in pairwise(selector) if dot == "." and name.type == "ident"]


def _without_idle_properties(css: str, own_css: str) -> str:
    """Custom properties that nothing refers to go; what only those referred to goes in the next turn."""
    needed = set(REFERRED.findall(css + own_css))
    slim = DECLARED.sub(lambda found: found[0] if found[1] in needed else "", css)
    return css if slim == css else _without_idle_properties(slim, own_css)
