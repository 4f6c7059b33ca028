"""A PDF of ours as tests read it: what is drawn on each page, in millimetres from the upper left corner."""

import re
import zlib
from dataclasses import dataclass, field

POINTS = 72 / 25.4
RECTANGLE = re.compile(r"^([\d.-]+) ([\d.-]+) ([\d.-]+) ([\d.-]+) re f$", re.MULTILINE)
TEXT = re.compile(r"/(F\d+) [\d.]+ Tf|BT ([\d.]+) ([\d.]+) Td \((.*?)(?<!\\)\) Tj ET", re.DOTALL)
ESCAPED = {r"\r": "\r", r"\(": "(", r"\)": ")", r"\\": "\\"}


@dataclass
class Page:
    """`rects` are (x, y, width, height) of filled rectangles; `texts` (x, y, text); `links` (x, y, address)."""

    width: float
    height: float
    rects: list[tuple[float, float, float, float]] = field(default_factory=list)
    texts: list[tuple[float, float, str]] = field(default_factory=list)
    links: list[tuple[float, float, str]] = field(default_factory=list)

    @property
    def words(self) -> list[str]:
        return [text for _x, _y, text in self.texts]


def read(content: bytes) -> list[Page]:
    """The pages, the first one first."""
    bodies = re.findall(rb"(?m)^(\d+) 0 obj\n(.*?)\nendobj", content, re.DOTALL)
    objects = {int(number): body for number, body in bodies}
    whole = content.decode("latin-1")
    found = re.search(r"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", whole)
    assert found
    size = float(found[1]) / POINTS, float(found[2]) / POINTS
    fonts = {name: signs_of(objects, int(number)) for name, number in re.findall(r"/(F\d+) (\d+) 0 R", whole)}
    pages = [body for _number, body in sorted(objects.items()) if b"/Type /Page\n" in body + b"\n"]
    return [_page(objects, body.decode("latin-1"), Page(*size), fonts) for body in pages]


def signs_of(objects: dict[int, bytes], font: int) -> dict[str, str]:
    """By the number under which the font writes it (two bytes), the sign."""
    number = re.search(rb"/ToUnicode (\d+) 0 R", objects[font])
    assert number
    pairs = re.findall(r"<(\w{4})> <(\w{4})>\n", stream(objects[int(number[1])]) + "\n")
    return {chr(int(key[:2], 16)) + chr(int(key[2:], 16)): chr(int(sign, 16)) for key, sign in pairs}


def stream(body: bytes) -> str:
    raw = body.split(b"stream\n", 1)[1].rsplit(b"\nendstream", 1)[0]
    return (zlib.decompress(raw) if b"/FlateDecode" in body else raw).decode("latin-1")


def _page(objects: dict[int, bytes], body: str, page: Page, fonts: dict[str, dict[str, str]]) -> Page:
    number = re.search(r"/Contents (\d+) 0 R", body)
    assert number
    drawn = stream(objects[int(number[1])])
    for found in RECTANGLE.findall(drawn):
        x, y, width, height = (float(value) / POINTS for value in found)
        page.rects.append((x, page.height - y, width, -height))
    font = ""
    for name, at_x, at_y, codes in TEXT.findall(drawn):
        font = name or font
        if not name:
            plain = re.sub(r"\\[r()\\]", lambda match: ESCAPED[match[0]], codes)
            signs = [fonts[font][plain[i : i + 2]] for i in range(0, len(plain), 2)]
            page.texts.append((float(at_x) / POINTS, page.height - float(at_y) / POINTS, "".join(signs)))
    for address, at_x, at_y in re.findall(
        r"/URI \((.*?)\)>>.*?/Rect \[([\d.]+) [\d.]+ [\d.]+ ([\d.]+)\]", body, re.DOTALL
    ):
        page.links.append((float(at_x) / POINTS, page.height - float(at_y) / POINTS, address))
    return page
