"""Texts for files that programs read: on one line, of signs that each of these formats can hold."""

import re

from core.text import one_line

_NOT_IN_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    """The text on one line, without halves of signs and non-characters, which neither UTF-8 nor XML 1.0 knows."""
    return one_line(_NOT_IN_XML.sub("", text))
