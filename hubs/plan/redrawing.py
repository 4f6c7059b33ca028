"""An uploaded file becomes a picture of our own making, or it is refused. Bytes in, bytes out; nothing else is known.
Nothing of ours is imported: this runs in a process of its own (`pictures.make_apart`), which should be there soon.

What is stored is only what was drawn anew from the pixels: no position, no profile, no comment, and nothing that
somebody has put behind or inside the file.
"""

import warnings
from io import BytesIO
from typing import Any, NamedTuple

from PIL import Image, UnidentifiedImageError

WIDEST, HIGHEST = 1600, 2400
QUALITY = 80
MEGA = 1_000_000
MOST_PIXELS = {"JPEG": 40 * MEGA, "PNG": 12 * MEGA, "WEBP": 6 * MEGA}
"""By how much memory the decoder takes for a pixel: a plain JPEG is made smaller while it is read, PNG takes four bytes
and, where something shows through, four again, WebP sixteen. So none takes more than about 100 MB."""
MOST_COEFFICIENTS = 80 * MEGA
"""A progressive JPEG is kept as a whole while it is read, in two bytes for each value of each pixel."""

ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
HEIC = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")


class Refused(Exception):
    """`reason` and `facts` are those of `errors.BadPicture`."""

    def __init__(self, reason: str, **facts: Any) -> None:
        super().__init__(reason)
        self.reason, self.facts = reason, facts


class Made(NamedTuple):
    """A picture as it is kept; width and height in pixels."""

    content: bytes
    media_type: str
    width: int
    height: int


def answer(content: bytes, _head: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The inside of `pictures.make_apart`."""
    try:
        made = make(content)
    except Refused as refusal:
        return {"refused": refusal.reason, "facts": refusal.facts}, b""
    return {"media_type": made.media_type, "width": made.width, "height": made.height}, made.content


def make(data: bytes) -> Made:
    """The picture in `data`, upright and at most WIDEST × HIGHEST; Refused says what is wrong with it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # `_check_size` is stricter
            return _made(data)
    except (Image.DecompressionBombError, MemoryError):
        raise Refused("too-many-pixels", most=MOST_PIXELS["JPEG"] // MEGA) from None
    except UnidentifiedImageError:
        raise Refused(_what_it_is(data)) from None
    except (OSError, ValueError, SyntaxError, EOFError, ArithmeticError, LookupError, TypeError):
        raise Refused("broken") from None


def _made(data: bytes) -> Made:
    with Image.open(BytesIO(data), formats=tuple(MOST_PIXELS)) as image:
        _check_size(image)
        turn = TURNS.get(_orientation(image))
        image.draft("RGB", _target(*image.size))  # only JPEG: read at a half, a quarter or an eighth
        image.load()
        small = _plain(image)
    small.thumbnail((WIDEST, HIGHEST), Image.Resampling.LANCZOS)
    if turn is not None:
        small = small.transpose(turn)
    return _encoded(small)


def _check_size(image: Image.Image) -> None:
    most = MOST_PIXELS["JPEG" if image.format == "MPO" else str(image.format)]
    if image.info.get("progressive"):
        most = min(most, int(MOST_COEFFICIENTS / _bytes_a_pixel(image)))
    if image.width * image.height > most:
        raise Refused("too-many-pixels", most=most // MEGA)


def _bytes_a_pixel(image: Image.Image) -> float:
    """Two for grey, three for colours at half the sharpness, six for full colours."""
    layers = [(across, down) for _name, across, down, _table in getattr(image, "layer", [])] or [(1, 1)] * 4
    cell = max(across for across, _ in layers) * max(down for _, down in layers)
    return 2.0 * sum(int(across * down) for across, down in layers) / max(int(cell), 1)


def _target(width: int, height: int) -> tuple[int, int]:
    """The size that `thumbnail` will make of it."""
    by = min(1.0, WIDEST / width, HIGHEST / height)
    return max(1, round(width * by)), max(1, round(height * by))


def _orientation(image: Image.Image) -> int:
    """How the camera was held. What cannot be read is upright; a broken note is no reason to refuse the picture."""
    try:
        value = image.getexif().get(ORIENTATION, 1)
    except Exception:
        return 1
    return value if isinstance(value, int) else 1


def _plain(image: Image.Image) -> Image.Image:
    """As RGB, or RGBA when something shows through, without any of the file's notes."""
    sees_through = image.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in image.info
    wanted = "RGBA" if sees_through else "RGB"
    plain = image if image.mode == wanted else image.convert(wanted)
    plain.info = {}
    return plain


def _encoded(image: Image.Image) -> Made:
    out = BytesIO()
    image.info = {}
    if image.mode == "RGBA":
        image.save(out, "WEBP", quality=QUALITY, exact=False)
        media_type = "image/webp"
    else:
        image.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
        media_type = "image/jpeg"
    return Made(out.getvalue(), media_type, image.width, image.height)


def _what_it_is(data: bytes) -> str:
    """A reason for what is no picture of ours, by its first bytes."""
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if data[4:8] == b"ftyp" and data[8:12] in HEIC:
        return "heic"
    if start.startswith(b"%pdf"):
        return "document"
    if b"<svg" in data[:4096].lower() or start.startswith(b"<?xml"):
        return "drawing"
    return "unknown"
