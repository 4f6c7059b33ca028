"""Files as people, their phones and those who mean ill send them."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(document.cookie)</script>"
PDF = b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(200)
SECRET = b"Musterstrasse-6-at-home"


def picture(kind: str = "JPEG", size: tuple[int, int] = (80, 60), mode: str = "RGB", **how: Any) -> bytes:
    out = BytesIO()
    colour: Any = (200, 30, 30, 0)[: Image.getmodebands(mode)] if Image.getmodebands(mode) > 1 else 90
    Image.new(mode, size, colour).save(out, kind, **how)
    return out.getvalue()


def with_position(kind: str = "JPEG", orientation: int = 6) -> bytes:
    """Red above, blue below; the notes say that the camera was turned, where it was and what was thought."""
    image = Image.new("RGB", (80, 60), (255, 0, 0))
    image.paste((0, 0, 255), (0, 30, 80, 60))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 7.0, 6.0), 3: "E", 4: (9.0, 32.0, 55.0)})
    out = BytesIO()
    more = {"comment": SECRET} if kind == "JPEG" else {}
    image.save(out, kind, exif=exif, icc_profile=SECRET * 20, **more)
    return out.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def huge_png(width: int, height: int, lines: int = 0) -> bytes:
    """A few bytes that promise a giant; with `lines` of it really there."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    content = zlib.compress(bytes((width * 3 + 1) * lines), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", content) + chunk(b"IEND", b"")


def text_bomb() -> bytes:
    """A small picture with a note that unpacks to 200 MB."""
    small = picture("PNG")
    return small[:33] + chunk(b"zTXt", b"x\0\0" + packed_zeros(200)) + small[33:]


def packed_zeros(megabytes: int) -> bytes:
    """What zlib makes of so many: one packed and then said again, instead of packing all of them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    one = packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = megabytes * 1_000_000 % 65521 << 16 | 1  # Adler-32 of zeros
    return b"\x78\xda" + one * megabytes + packer.flush() + struct.pack(">I", checksum)


def animated(kind: str) -> bytes:
    out = BytesIO()
    frames = [Image.new("RGB", (40, 30), colour) for colour in ((255, 0, 0), (0, 255, 0), (0, 0, 255))]
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


def hostile() -> dict[str, bytes]:
    """Fifty of them, by the names under which they come."""
    jpeg, png, webp = picture("JPEG"), picture("PNG"), picture("WEBP")
    found = {
        "drawing.svg": SVG,
        "drawing.png": SVG,
        "blank-first.svg": b"\xef\xbb\xbf  \n" + SVG,
        "page.html": HTML,
        "page.jpg": HTML,
        "paper.pdf": PDF,
        "paper.jpg": PDF,
        "phone.heic": HEIC,
        "phone.jpg": HEIC,
        "nothing.jpg": b"",
        "zeros.jpg": bytes(5000),
        "only-its-start.jpg": jpeg[:3],
        "only-its-start.png": png[:8],
        "cut.jpg": jpeg[: len(jpeg) // 2],
        "cut.png": png[: len(png) - 30],
        "cut.webp": webp[: len(webp) - 10],
        "page-inside.jpg": jpeg[:20] + HTML + jpeg[20:],
        "script-behind.jpg": jpeg + HTML,
        "script-behind.png": png + HTML,
        "script-behind.webp": webp + HTML,
        "archive-behind.jpg": jpeg + b"PK\x03\x04" + bytes(300),
        "paper-before.jpg": PDF + jpeg,
        "gif-and-script.gif": b"GIF89a=1/*" + bytes(50) + b"*/;alert(1)",
        "animated.gif": animated("GIF"),
        "animated.webp": animated("WEBP"),
        "animated.png": animated("PNG"),
        "position.jpg": with_position("JPEG"),
        "position.png": with_position("PNG"),
        "position.webp": with_position("WEBP"),
        "giant.png": huge_png(30_000, 30_000),
        "giant-with-lines.png": huge_png(30_000, 30_000, 500),
        "flat.png": huge_png(2_000_000_000, 1),
        "broad.png": huge_png(12_000, 1000, 1000),
        "just-too-large.png": huge_png(4001, 3000, 3000),
        "as-large-as-may-be.png": picture("PNG", (4000, 3000), "RGBA"),
        "as-large-as-may-be.jpg": picture("JPEG", (8000, 5000)),
        "as-large-as-may-be-progressive.jpg": picture("JPEG", (4400, 3000), progressive=True, subsampling=0),
        "as-large-as-may-be.webp": picture("WEBP", (3000, 2000)),
        "too-large.webp": picture("WEBP", (3000, 2001)),
        "too-large-progressive.jpg": picture("JPEG", (4500, 3000), progressive=True, subsampling=0),
        "print.jpg": picture("JPEG", (3000, 2000), "CMYK"),
        "grey-and-alpha.png": picture("PNG", (500, 500), "LA"),
        "palette.png": picture("PNG", (3000, 3000), "P"),
        "sixteen-bit.png": picture("PNG", (2000, 2000), "I;16"),
        "bitmap.bmp": picture("BMP"),
        "scan.tiff": picture("TIFF"),
        "icon.ico": picture("ICO", (32, 32)),
        "note-bomb.png": text_bomb(),
        "too-heavy.jpg": jpeg + bytes(10_500_000),
        "fifty-megabytes.jpg": jpeg + bytes(50_000_000),
    }
    assert len(found) == 50
    return found


def multipart(fields: dict[str, str], data: bytes, name: str) -> tuple[bytes, str]:
    """A form with a file as a browser sends it: body and Content-Type."""
    lines = [f'--limit\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items()]
    lines += [f'--limit\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n']
    lines += ["Content-Type: image/jpeg\r\n\r\n"]
    return "".join(lines).encode() + data + b"\r\n--limit--\r\n", "multipart/form-data; boundary=limit"
