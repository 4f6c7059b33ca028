"""Assets: what the build keeps of KERN, and how the site finds and serves the result."""

import json
from pathlib import Path

import pytest
from flask import Flask

from core.assets import AssetMissingError, Assets, build, file
from core.assets.fonts import FACES
from core.assets.purge import purge

KERN = (
    ":root{--kern-a:1px;--kern-b:var(--kern-c);--kern-c:2px;--kern-idle:var(--kern-idler);--kern-idler:3px}"
    "body{margin:0}.kern-btn{width:var(--kern-b)}"
    ".kern-btn,.kern-link:hover{top:0}.kern-card .kern-btn{left:0}"
    ".kern-icon--add{mask:url(\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E\")}"
    ".kern-icon--bed{mask:none}:is(body,.kern-dark):not(.kern-plain){color:red}"
    "@media print{.kern-card{display:none}.kern-btn{display:none}}@media screen{.kern-card{top:1px}}"
)


def test_purge_keeps_only_rules_whose_classes_occur() -> None:
    kept = purge(KERN, ['<a class="kern-btn">'], "")
    assert "body{margin:0}" in kept
    assert ".kern-btn{top:0}" in kept
    assert "@media print{.kern-btn{display:none}}" in kept
    assert ":is(body,.kern-dark):not(.kern-plain){color:red}" in kept
    assert "kern-card" not in kept
    assert "kern-link" not in kept
    assert "@media screen" not in kept


def test_each_style_is_in_exactly_one_stylesheet() -> None:
    """A folder that no stylesheet names would be forgotten by the build, without a word."""
    sheets = (build.SITE, *build.BUNDLES.values())
    taken = [style for folders in sheets for style in build.css_files(build.ROOT, folders)]
    assert sorted(taken) == sorted((build.ROOT / "static/css").rglob("*.css"))


def test_purge_keeps_the_parts_of_a_component() -> None:
    css = ".kern-check__box { top: 0 } .kern-check__dot { top: 1px }"
    kept = purge(css, ['<input class="kern-check__box">'], "")
    assert "kern-check__box" in kept
    assert "kern-check__dot" not in kept


def test_purge_continues_a_name_cut_short_with_quoted_words() -> None:
    kept = purge(KERN, ["<span class=\"kern-icon--{{ name }}\"> {{ icon('add') }} a bed"], "")
    assert ".kern-icon--add{mask:url(" in kept
    assert "kern-icon--bed" not in kept


def test_purge_drops_custom_properties_that_nothing_refers_to() -> None:
    kept = purge(KERN, ["kern-btn"], "p { top: var(--kern-a) }")
    assert ":root{--kern-a:1px;--kern-b:var(--kern-c);--kern-c:2px;}" in kept


def test_asset_gives_the_hashed_address(tmp_path: Path) -> None:
    built(tmp_path)
    assert Assets(tmp_path).asset("css/site.css") == "/static/dist/css/site.0123456789.css"


def test_asset_not_built_says_what_to_call(tmp_path: Path) -> None:
    with pytest.raises(AssetMissingError, match="make setup"):
        Assets(tmp_path).asset("css/site.css")


def test_asset_unknown_is_named(tmp_path: Path) -> None:
    built(tmp_path)
    with pytest.raises(AssetMissingError, match="other"):
        Assets(tmp_path).asset("css/other.css")


@pytest.mark.parametrize(("accepted", "sent"), [("gzip, br", b"br"), ("gzip", b"gzip"), ("", b"body{  }")])
def test_files_are_served_compressed_and_for_years(tmp_path: Path, accepted: str, sent: bytes) -> None:
    built(tmp_path)
    app = Flask("site", static_folder=None)
    assets = Assets(tmp_path)
    assets.serve(app)
    answer = app.test_client().get(assets.asset("css/site.css"), headers={"Accept-Encoding": accepted})
    assert answer.data == sent
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    answer.close()


def built(static: Path) -> None:
    """A folder as the build leaves it; each variant is told by its content, the smallest wins."""
    name = "css/site.0123456789.css"
    (static / "dist/css").mkdir(parents=True)
    for suffix, content in {"": b"body{  }", ".gz": b"gzip", ".br": b"br"}.items():
        (static / "dist" / (name + suffix)).write_bytes(content)
    manifest = {"inputs": "", "files": {"css/site.css": name}}
    (static / "dist/manifest.json").write_text(json.dumps(manifest))


def test_file_is_where_the_built_one_lies(tmp_path: Path) -> None:
    built(tmp_path)
    assert Assets(tmp_path).file("css/site.css").read_bytes() == b"body{  }"


def test_truetype_cut_for_pdfs_is_built() -> None:
    assert file(FACES[0].truetype_key).read_bytes()[:4] == b"\x00\x01\x00\x00"
