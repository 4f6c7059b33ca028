"""Files that people hand in are read whatever their editor made of them."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import files
from core.files import NotText

TEXT = 'name = "Käserei Groß Berkel – 5 €"\nvillage = "Hämelschenburg"\n'
WAYS = {
    "utf-8": TEXT.encode(),
    "utf-8 with a mark": b"\xef\xbb\xbf" + TEXT.encode(),
    "utf-8 with two marks": b"\xef\xbb\xbf" * 2 + TEXT.encode(),
    "utf-16": TEXT.encode("utf-16"),
    "utf-16 little": TEXT.encode("utf-16-le"),
    "utf-16 big": TEXT.encode("utf-16-be"),
    "utf-16 big with a mark": b"\xfe\xff" + TEXT.encode("utf-16-be"),
    "windows": TEXT.encode("cp1252"),
    "windows line ends": TEXT.replace("\n", "\r\n").encode("cp1252"),
    "mac line ends": TEXT.replace("\n", "\r").encode(),
    "utf-8 with a mark and windows line ends": b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode(),
}


@pytest.mark.parametrize("way", WAYS)
def test_text_is_the_same_however_it_was_saved(way: str) -> None:
    assert files.decoded(WAYS[way]) == TEXT


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0", b"a\0", b"\x81\x8d", b"\xff\xfea"])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(NotText):
        files.decoded(data)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\0\ufeff"), max_size=60))
def test_any_text_in_utf_8_is_kept(text: str) -> None:
    assert files.decoded(text.encode()) == text


@given(st.binary(max_size=60))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    with contextlib.suppress(NotText):
        assert "\0" not in files.decoded(data)
