"""Our pictures for where SVG is not taken: icons for tabs and phones, and the one that others show beside a link to us.

Drawn with the shapes of static/img/favicon.svg (a field of 40 × 40), four times as large and then made smaller, so that
edges are smooth.
"""

from collections.abc import Iterator
from io import BytesIO

from PIL import Image, ImageDraw

Point = tuple[float, float]
Curve = tuple[Point, Point, Point, Point]

FIELD, OVERSIZE, STEPS = 40, 4, 24
PALE, GREEN, BRICK, WHITE, PAPER = "#e3eee0", "#235c3c", "#a03d26", "#ffffff", "#fbf8f2"
SUN, FAR, WATER, ROOF, WALL = "#f6d98f", "#dfe9d8", "#b9d5de", "#a03d26", "#fffdf8"
HILL: list[Curve] = [
    ((-14, 31), (4, 18), (14, 20.5), (19, 24)),
    ((19, 24), (24, 27.5), (32, 27), (54, 17)),
]
HOUSE: list[Point] = [
    *((12, 26.5), (12, 17.5), (20, 10.5), (28, 17.5), (28, 26.5)),
    *((22.5, 26.5), (22.5, 20.5), (17.5, 20.5), (17.5, 26.5)),
]
ICO_SIZES = [(16, 16), (32, 32), (48, 48)]


def files() -> Iterator[tuple[str, bytes]]:
    """Name and content of each picture."""
    yield "img/favicon.ico", _saved(icon(48, is_round=True), "ICO", sizes=ICO_SIZES)
    yield "img/apple-touch-icon.png", _saved(icon(180, scale=0.8), "PNG")
    for size in (192, 512):
        yield f"img/icon-{size}.png", _saved(icon(size, is_round=True), "PNG")
    yield "img/icon-512-maskable.png", _saved(icon(512, scale=0.75), "PNG")
    yield "img/share.png", _saved(share_picture(), "PNG")


def icon(size: int, *, is_round: bool = False, scale: float = 1.0) -> Image.Image:
    """The logo, on a disc or, for phones that cut icons to their own shape, on a full square with room around."""
    large = size * OVERSIZE
    unit = large / FIELD
    image = Image.new("RGB", (large, large), PALE)
    draw = ImageDraw.Draw(image)

    def at(points: list[Point]) -> list[Point]:
        return [((20 + (x - 20) * scale) * unit, (20 + (y - 20) * scale) * unit) for x, y in points]

    hill = at(_along(HILL))
    draw.polygon([(-1, hill[0][1]), *hill, (large, hill[-1][1]), (large, large), (-1, large)], fill=GREEN)
    house = at(HOUSE)
    draw.polygon(house, fill=WHITE)
    draw.line([*house, house[0], house[1]], fill=BRICK, width=round(2.5 * unit * scale), joint="curve")
    if is_round:
        image.putalpha(_disc(large))
    return image.resize((size, size), Image.Resampling.LANCZOS)


def share_picture() -> Image.Image:
    """1200 × 630: houses between the hills and the river. Without words, so that it is right in each language."""
    width, height = 1200 * 2, 630 * 2
    image = Image.new("RGB", (width, height), PAPER)
    draw = ImageDraw.Draw(image)
    draw.ellipse((1860, 150, 2100, 390), fill=SUN)
    _land(
        draw,
        [((0, 620), (500, 380), (800, 420), (1200, 560)), ((1200, 560), (1600, 700), (2000, 520), (2400, 480))],
        FAR,
    )
    _land(
        draw,
        [((0, 900), (500, 760), (900, 780), (1300, 880)), ((1300, 880), (1700, 960), (2100, 860), (2400, 820))],
        GREEN,
    )
    _land(draw, [((0, 1180), (700, 1040), (1300, 1240), (2400, 1060))], WATER)
    for x, y, size in ((420, 870, 300), (1020, 900, 430), (1720, 910, 330)):
        _house(draw, x, y, size)
    return image.resize((1200, 630), Image.Resampling.LANCZOS)


def _land(draw: ImageDraw.ImageDraw, ridge: list[Curve], colour: str) -> None:
    draw.polygon([*_along(ridge), (2400, 1260), (0, 1260)], fill=colour)


def _house(draw: ImageDraw.ImageDraw, x: float, y: float, size: float) -> None:
    """Stands on (x, y); roof, walls, door and two windows."""
    half, wall = size / 2, size * 0.5
    draw.rectangle((x - half, y - wall, x + half, y), fill=WALL)
    draw.polygon([(x - half * 1.15, y - wall), (x, y - size), (x + half * 1.15, y - wall)], fill=ROOF)
    draw.rectangle((x - size * 0.08, y - size * 0.28, x + size * 0.08, y), fill=GREEN)
    for side in (-1, 1):
        middle = x + side * size * 0.3
        draw.rectangle((middle - size * 0.09, y - size * 0.36, middle + size * 0.09, y - size * 0.16), fill=SUN)


def _along(curves: list[Curve]) -> list[Point]:
    """Points on cubic Bézier curves."""
    return [_point(curve, step / STEPS) for curve in curves for step in range(STEPS + 1)]


def _point(curve: Curve, t: float) -> Point:
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
    x, y = (sum(weight * point[axis] for weight, point in zip(weights, curve, strict=True)) for axis in (0, 1))
    return x, y


def _disc(size: int) -> Image.Image:
    mask = Image.new("L", (size, size), 0)
    edge = size / FIELD
    ImageDraw.Draw(mask).ellipse((edge, edge, size - edge, size - edge), fill=255)
    return mask


def _saved(image: Image.Image, kind: str, **how: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **({"optimize": True} if kind == "PNG" else {}), **how)
    return out.getvalue()
