"""Pages as tests read them."""

import html
import re
from html.entities import html5
from html.parser import HTMLParser
from typing import Any

import html5lib

EMPTY = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
END_MAY_BE_LEFT_OUT = {"p", "li", "dt", "dd", "option", "colgroup", "caption", "thead", "tbody", "tr", "th", "td"}
REFERENCES = ("for", "list", "aria-describedby", "aria-labelledby", "aria-controls")


def text(response: Any) -> str:
    """What is shown, on one line, without tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))).split())


def section(page: Any, name: str) -> str:
    """What a section of the list says."""
    found = re.search(rf'<section[^>]*aria-labelledby="{name}".*?</section>', page.text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else ""


def hidden(response: Any, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'<input(?=[^>]*name="{name}")[^>]*value="([^"]*)"', response.get_data(as_text=True))
    assert found, f"no field {name}"
    return html.unescape(found[1])


def error_at(response: Any, name: str) -> str:
    """The error that stands at a field, "" when there is none."""
    found = re.search(rf'<p class="kern-error" id="{name}-error">(.*?)</p>', response.get_data(as_text=True), re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found[1])).split()) if found else ""


def chosen(response: Any, name: str) -> str:
    """The value that is selected in a select."""
    select = re.search(rf'<select[^>]*name="{name}"[^>]*>(.*?)</select>', response.get_data(as_text=True), re.DOTALL)
    assert select, f"no select {name}"
    found = re.search(r'<option selected[^>]*value="([^"]*)"', select[1])
    return html.unescape(found[1]) if found else ""


def links(response: Any, start: str) -> list[str]:
    """The addresses of links that begin like this."""
    found = re.findall(r'href="([^"]*)"', response.get_data(as_text=True))
    return [html.unescape(address) for address in found if html.unescape(address).startswith(start)]


def form_data(page: str, having: str) -> dict[str, Any]:
    """What the form with a control of this name would send as it stands on the page."""
    forms = html5lib.parse(page, namespaceHTMLElements=False).iter("form")
    form = next(form for form in forms if form.find(f".//*[@name='{having}']") is not None)
    found: dict[str, Any] = {}
    for control in (one for one in form.iter() if one.tag in {"input", "textarea", "select"}):
        if control.get("name") and (value := _value_of(control)) is not None:
            found.setdefault(control.get("name"), []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def _value_of(control: Any) -> str | None:
    if control.tag == "textarea":
        return control.text or ""
    if control.tag == "select":
        options = list(control.iter("option"))
        chosen = next((option for option in options if option.get("selected") is not None), options[0])
        return str(chosen.get("value"))
    if control.get("type") in {"checkbox", "radio"} and control.get("checked") is None:
        return None
    return control.get("value") or ("y" if control.get("type") == "checkbox" else "")


def faults(page: str) -> list[str]:
    """What is wrong with a page's HTML: parse errors, tags that do not match, ids that stand twice or are missing."""
    balance = _Balance()
    balance.feed(page)
    return _parse_errors(page) + balance.faults + _wrong_ids(page)


def _parse_errors(page: str) -> list[str]:
    parser = html5lib.HTMLParser()
    parser.parse(page)
    # html5lib still minds `&to=` in an address; HTML itself only minds what ends like an entity.
    found = [f"{code} {facts} in line {at[0]}" for at, code, facts in parser.errors if code != "expected-named-entity"]
    return found + [f"&{name}" for name in re.findall(r"&(\w+;)", page) if name not in html5]


class _Balance(HTMLParser):
    """Each end tag closes what was opened last, but for elements whose end tag may be left out."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass  # <path/> in SVG

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.open:
            self.faults.append(f"</{tag}> without its start in line {self.getpos()[0]}")
            return
        while (last := self.open.pop()) != tag:
            if last not in END_MAY_BE_LEFT_OUT:
                self.faults.append(f"{last} is not closed before </{tag}> in line {self.getpos()[0]}")


def _wrong_ids(page: str) -> list[str]:
    elements = list(html5lib.parse(page).iter())
    ids = [element.get("id") for element in elements if element.get("id")]
    found = [f"id {one} stands twice" for one in sorted({one for one in ids if ids.count(one) > 1})]
    for element in elements:
        wanted = [(name, target) for name in REFERENCES for target in (element.get(name) or "").split()]
        found += [f"{name} leads to {target}, which is not there" for name, target in wanted if target not in ids]
    return found


def fields(page: Any) -> dict[str, Any]:
    """What the last form of a page with the button to save would send: hidden inputs, each as often as it stands."""
    text = page.get_data(as_text=True)
    found: dict[str, Any] = {}
    main = text[text.index("lr-host__page") :]
    for tag in re.findall(r'<input[^>]*type="hidden"[^>]*>', main):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name:
            found.setdefault(name[1], []).append(html.unescape(value[1]) if value else "")
    return found
