"""Bytes in, bytes out: what becomes of a file, and what is refused."""

from io import BytesIO

import pytest
from PIL import Image

from hubs.plan import pictures, redrawing
from hubs.plan.errors import REASONS, BadPicture
from tests.support import picture_files


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_picture_is_upright_and_carries_no_note(kind: str) -> None:
    made = pictures.make(picture_files.with_position(kind))
    assert (made.media_type, made.width, made.height) == ("image/jpeg", 60, 80)
    again = Image.open(BytesIO(made.content))
    assert dict(again.getexif()) == {}
    assert {name for name in again.info if not name.startswith(("jfif", "progress"))} <= {"dpi"}
    assert picture_files.SECRET not in made.content
    assert again.getpixel((5, 40))[2] > 200, "blue is on the left after the turn"
    assert again.getpixel((55, 40))[0] > 200


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_way_to_hold_a_camera_ends_upright(orientation: int) -> None:
    from PIL import ImageOps

    data = picture_files.with_position("JPEG", orientation)
    expected = ImageOps.exif_transpose(Image.open(BytesIO(data)))
    found = Image.open(BytesIO(pictures.make(data).content))
    assert found.size == expected.size
    for spot in ((5, 5), (found.width - 6, 5), (5, found.height - 6)):
        pairs = zip(found.getpixel(spot), expected.getpixel(spot), strict=True)
        assert all(abs(a - b) < 40 for a, b in pairs), spot


@pytest.mark.parametrize(
    ("size", "fits"), [((4000, 1000), (1600, 400)), ((3000, 6000), (1200, 2400)), ((9, 7), (9, 7))]
)
def test_large_pictures_are_made_smaller_and_small_ones_stay(size: tuple[int, int], fits: tuple[int, int]) -> None:
    made = pictures.make(picture_files.picture("JPEG", size))
    assert (made.width, made.height) == fits
    assert Image.open(BytesIO(made.content)).size == fits


def test_what_shows_through_still_does() -> None:
    made = pictures.make(picture_files.picture("PNG", (60, 60), "RGBA"))
    assert made.media_type == "image/webp"
    assert Image.open(BytesIO(made.content)).getpixel((3, 3))[3] == 0


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_first_frame_of_an_animation_is_kept(kind: str) -> None:
    again = Image.open(BytesIO(pictures.make(picture_files.animated(kind)).content))
    assert getattr(again, "n_frames", 1) == 1
    assert again.getpixel((9, 9))[0] > 200


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (picture_files.SVG, "drawing"),
        (picture_files.HTML, "unknown"),
        (picture_files.PDF, "document"),
        (picture_files.HEIC, "heic"),
        (picture_files.animated("GIF"), "unknown"),
        (picture_files.picture("BMP"), "unknown"),
        (b"", "unknown"),
        (picture_files.picture("JPEG")[:200], "broken"),
        (picture_files.huge_png(30_000, 30_000), "too-many-pixels"),
        (picture_files.huge_png(4001, 3000), "too-many-pixels"),
        (picture_files.picture("WEBP", (3000, 2001)), "too-many-pixels"),
        (picture_files.picture("JPEG", (4500, 3000), progressive=True, subsampling=0), "too-many-pixels"),
        (picture_files.text_bomb(), "broken"),
    ],
)
def test_what_is_no_picture_of_ours_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(BadPicture) as refused:
        pictures.make(data)
    assert refused.value.reason == reason


def test_photograph_of_24_megapixels_is_taken_also_when_it_is_progressive() -> None:
    assert pictures.make(picture_files.picture("JPEG", (6000, 4000), progressive=True)).width == redrawing.WIDEST


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_is_hidden_in_a_picture_is_gone(kind: str) -> None:
    plain = picture_files.picture(kind)
    assert b"script" not in pictures.make(plain + picture_files.HTML).content
    assert b"script" in plain + picture_files.HTML


def test_every_reason_is_a_sentence() -> None:
    facts = {"most": 40, "least": 4, "name": "Platz 1", "other": "Platz 2"}
    said = {reason: str(sentence(facts)) for reason, sentence in REASONS.items()}
    assert [text for text in said.values() if not text.endswith(".") or "%" in text] == []
