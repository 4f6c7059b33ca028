"""Text files that people hand in: whatever their editor made of them, they come to be the text that was meant."""

import codecs
from pathlib import Path

MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
WINDOWS = "cp1252"


class NotText(ValueError):
    """The file is no text that could be read."""


def read(file: Path) -> str:
    """The file's text, with \\n at the ends of lines. Raises NotText."""
    return decoded(file.read_bytes())


def decoded(data: bytes) -> str:
    """The text of UTF-8 or UTF-16, with or without the mark that Windows puts before it, or else of the Windows
    signs for western Europe (ISO 8859-1 among them), which hardly ever look like UTF-8. Raises NotText."""
    text = _text(data).lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")  # a second mark, of a second editor
    if "\0" in text:
        raise NotText
    return text


def _text(data: bytes) -> str:
    try:
        for mark, name in MARKS.items():
            if data.startswith(mark):
                return data[len(mark) :].decode(name)
        return data.decode(_wide(data) or _narrow(data))
    except UnicodeDecodeError as error:
        raise NotText from error


def _wide(data: bytes) -> str | None:
    """UTF-16 without its mark: of western letters every other byte is nought."""
    start = data[:64]
    if len(start) < 4 or b"\0" not in start:
        return None
    return "utf-16-le" if start[1::2].count(0) >= start[::2].count(0) else "utf-16-be"


def _narrow(data: bytes) -> str:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return WINDOWS
    return "utf-8"
