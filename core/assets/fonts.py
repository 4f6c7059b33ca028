"""Two cuts of Fira Sans from KERN, reduced to what German, its neighbours' names and our pages write."""

import logging
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

RANGES = [
    (0x20, 0x7E),  # Basic Latin
    (0xA0, 0xFF),  # Latin-1
    (0x100, 0x17F),  # Latin Extended-A: names of the neighbours
    (0x218, 0x21B),  # Romanian comma below
    (0x1E9E, 0x1E9E),  # capital ß
    (0x2010, 0x2027),  # dashes, quotes, bullet, ellipsis
    (0x202F, 0x203A),  # narrow space, primes, single guillemets
    (0x20AC, 0x20AC),  # euro
    (0x2190, 0x2193),  # arrows
    (0x2212, 0x2212),  # minus
]
FEATURES = ["kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk", "tnum", "lnum"]
RECIPE = "1"
"""Raise it when the lists above change: the built fonts are made anew then."""


@dataclass(frozen=True)
class Face:
    source: str
    weight: int

    @property
    def key(self) -> str:
        """The name in the manifest."""
        return f"fonts/{self.source.removesuffix('.woff2')}-{RECIPE}.woff2"

    @property
    def truetype_key(self) -> str:
        """The same cut as TTF, for what writes PDFs."""
        return self.key.replace(".woff2", ".ttf")

    def css(self, hashed: str) -> str:
        return (
            f'@font-face{{font-family:"Fira Sans";font-weight:{self.weight};font-display:swap;'
            f'src:url("../{hashed}") format("woff2")}}'
        )


FACES = (Face("FiraSans-Regular.woff2", 400), Face("FiraSans-SemiBold.woff2", 600))


def subset(file: Path, flavor: str | None = "woff2") -> bytes:
    """The font with only those signs, kerning and tabular figures; its licence stays in it. No flavor: TTF."""
    from fontTools import subset as tool

    logging.getLogger("fontTools").setLevel(logging.ERROR)  # it warns of flags in the original

    options = tool.Options(flavor=flavor, layout_features=FEATURES, hinting=False, desubroutinize=False)
    font = tool.load_font(str(file), options)
    subsetter = tool.Subsetter(options)
    subsetter.populate(unicodes=[sign for first, last in RANGES for sign in range(first, last + 1)])
    subsetter.subset(font)
    made = BytesIO()
    tool.save_font(font, made, options)
    return made.getvalue()
