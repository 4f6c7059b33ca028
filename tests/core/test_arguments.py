"""Ids and page numbers as they come in: what no row or page can have is nothing."""

import uuid

import pytest
from werkzeug.exceptions import NotFound

from core.arguments import MOST_PAGES, read_id, read_page, read_uuid
from core.identifiers import LARGEST_KEY

NO_IDS = ["", "0", "-1", "+1", " 1", "1 ", "01", "1.0", "1e3", "0x1", "1_0", "²", "١", "eins", "1\n", "\x1a", "9" * 999]


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("42", 42), (str(LARGEST_KEY), LARGEST_KEY)])
def test_an_id_is_read_as_we_write_it(text: str, number: int) -> None:
    assert read_id(text) == number


@pytest.mark.parametrize("text", [*NO_IDS, None, str(LARGEST_KEY + 1)])
def test_what_no_row_can_have_is_no_id(text: str | None) -> None:
    assert read_id(text) is None


def test_a_uuid_is_read_with_and_without_dashes() -> None:
    key = uuid.uuid4()

    assert read_uuid(str(key)) == read_uuid(key.hex) == key


@pytest.mark.parametrize("text", [*NO_IDS, "0" * 31, "z" * 32, f"{uuid.UUID(int=1)}0"])
def test_what_is_no_uuid_is_nothing(text: str) -> None:
    assert read_uuid(text) is None


@pytest.mark.parametrize(("text", "page"), [(None, 1), ("1", 1), ("2", 2), (str(MOST_PAGES), MOST_PAGES)])
def test_a_page_is_counted_from_one(text: str | None, page: int) -> None:
    assert read_page(text) == page


@pytest.mark.parametrize("text", [*NO_IDS, str(MOST_PAGES + 1)])
def test_what_is_no_page_does_not_exist(text: str) -> None:
    with pytest.raises(NotFound):
        read_page(text)
