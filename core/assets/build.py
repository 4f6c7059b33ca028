"""Build static/dist/ from KERN, htmx and our own files. Nothing of it is committed."""

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

from core.assets import icons
from core.assets.fonts import FACES, subset
from core.assets.purge import purge

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("core", "members", "hubs", "bookings", "calendars", "payments", "district", "web", "demo")
COMPRESSED = {".css", ".js", ".svg", ".webmanifest", ".json"}
KERN = Path("node_modules/@kern-ux/native/dist")
SITE = (".", "site")
"""Folders of static/css (it mirrors web/) for the stylesheet of all pages: what several rooms use, and the site's."""
BUNDLES = {"host": ("host", "admin"), "door": ("site/door",), "district": ("district",)}
"""Stylesheets of their own, and their folders: most visitors never need them."""
HTMX = Path("node_modules/htmx.org/dist/htmx.min.js")


def build(root: Path = ROOT) -> Iterator[str]:
    """Build what is out of date; yields lines for people, none when all is up to date."""
    inputs = fingerprint([*sources(root), *own_files(root)], root)
    manifest = root / "static/dist/manifest.json"
    before = json.loads(manifest.read_text()) if manifest.exists() else {}
    if before.get("inputs") == inputs:
        return
    yield "→ Styles, scripts, pictures and fonts"
    dist = Dist(root / "static/dist")
    add_fonts(dist, root, before)
    for file in own_files(root):
        if file.suffix != ".css":
            dist.add(file.relative_to(root / "static").as_posix(), file.read_bytes())
    for name, content in icons.files():
        dist.add(name, content)
    dist.add("js/htmx.js", (root / HTMX).read_bytes())
    dist.add("css/site.css", stylesheet(root, dist.files).encode())
    for bundle, folders in BUNDLES.items():
        dist.add(f"css/{bundle}.css", minified(css_files(root, folders), dist.files).encode())
    dist.finish({"inputs": inputs, "files": dist.files})
    yield from dist.sizes()


def sources(root: Path) -> list[Path]:
    """Where names of classes may stand: templates and Python; and what pins the packages."""
    python = [file for package in PACKAGES for file in (root / package).rglob("*.py")]
    return sorted([*(root / "templates").rglob("*.html"), *python, root / "package-lock.json"])


def own_files(root: Path) -> list[Path]:
    found = (file for kind in ("css", "js", "img") for file in (root / "static" / kind).rglob("*"))
    return sorted(file for file in found if file.is_file())


def fingerprint(files: list[Path], root: Path) -> str:
    """Changes with the name or the content of any of the files."""
    total = hashlib.sha256()
    for file in files:
        total.update(f"{file.relative_to(root)}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def add_fonts(dist: "Dist", root: Path, before: dict[str, dict[str, str]]) -> None:
    """Subsetting takes seconds, so a font that the last build made is kept while its recipe is the same."""
    for face in FACES:
        for key, flavor in ((face.key, "woff2"), (face.truetype_key, None)):
            made = before.get("files", {}).get(key)
            if made and (dist.folder / made).exists():
                dist.keep(key, made)
            else:
                dist.add(key, subset(root / KERN / "fonts/fira-sans" / face.source, flavor))


def stylesheet(root: Path, files: dict[str, str]) -> str:
    """The fonts, the used part of KERN, then ours in the order of file names."""
    scripts = [file for file in own_files(root) if file.suffix == ".js"]
    texts = [file.read_text() for file in [*sources(root), *scripts] if file.suffix != ".json"]
    own = minified(css_files(root, SITE), files)
    faces = "".join(face.css(files[face.key]) for face in FACES)
    kern = purge((root / KERN / "kern.min.css").read_text(), texts, own)
    return faces + kern + own


def css_files(root: Path, folders: tuple[str, ...]) -> list[Path]:
    """Directly in these folders of static/css, all in the order of their names, whichever folder they are in."""
    found = (file for folder in folders for file in (root / "static/css" / folder).glob("*.css"))
    return sorted(found, key=lambda file: (file.name, file.parent.name))


def minified(css: list[Path], files: dict[str, str]) -> str:
    """Our own files as one text; pictures under their hashed names."""
    from rcssmin import cssmin

    own = "\n".join(file.read_text() for file in css)
    return str(cssmin(re.sub(r"url\(\s*[\"']?\.\./([^\"')]+)[\"']?\s*\)", lambda m: f'url("../{files[m[1]]}")', own)))


class Dist:
    """The folder of built files: each under its name with a hash, compressible ones also as .gz and .br."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[str, str] = {}

    def add(self, name: str, content: bytes) -> None:
        stem, _, suffix = name.rpartition(".")
        self.keep(name, f"{stem}.{hashlib.sha256(content).hexdigest()[:10]}.{suffix}")
        file = self.folder / self.files[name]
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            _compress(file, content)
            file.write_bytes(content)

    def keep(self, name: str, hashed: str) -> None:
        self.files[name] = hashed

    def finish(self, manifest: dict[str, object]) -> None:
        """Write the manifest last and at once; then remove what earlier builds left."""
        unfinished = self.folder / "manifest.unfinished"
        unfinished.write_text(json.dumps(manifest, indent=1))
        unfinished.replace(self.folder / "manifest.json")
        wanted = {self.folder / name for name in self.files.values()}
        for file in [path for path in self.folder.rglob("*") if path.is_file()]:
            original = file.with_suffix("") if file.suffix in (".gz", ".br") else file
            if original not in wanted and file.name != "manifest.json":
                file.unlink()

    def sizes(self) -> Iterator[str]:
        for name, hashed in sorted(self.files.items()):
            file = self.folder / hashed
            packed = file.with_name(file.name + ".gz")
            size = packed if packed.exists() else file
            yield f"  {name:32} {size.stat().st_size / 1000:6.1f} kB"


def _compress(file: Path, content: bytes) -> None:
    if file.suffix not in COMPRESSED:
        return
    file.with_name(file.name + ".gz").write_bytes(gzip.compress(content, 9, mtime=0))
    try:
        import brotli
    except ImportError:
        return
    file.with_name(file.name + ".br").write_bytes(brotli.compress(content))
