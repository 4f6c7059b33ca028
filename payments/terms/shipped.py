"""The texts that an operator begins with: templates that name themselves so, in German and English, as Markdown.

Places to be filled in stand in square brackets; `is_filled_in` tells whether any is left.
"""

import re
from pathlib import Path

KINDS = ("terms", "house_rules", "withdrawal", "early_start")
"""Terms of use, house rules, the notice of the right to withdraw with its form, and the consent to begin early."""
LOCALES = ("de", "en")
FOLDER = Path(__file__).parent / "templates"
GAP = re.compile(r"\[[^\]\n]+\](?!\()")


def template(kind: str, locale: str) -> str:
    """The text of a kind of KINDS in a language of LOCALES; ValueError for any other."""
    if kind not in KINDS or locale not in LOCALES:
        raise ValueError(f"no template: {kind}, {locale}")
    return (FOLDER / f"{kind}.{locale}.md").read_text(encoding="utf-8")


def is_filled_in(text: str) -> bool:
    """Whether nobody has to fill in a gap any more; links are no gaps."""
    return GAP.search(text) is None
