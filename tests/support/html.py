"""Pages as tests read them."""

import html
import re
from typing import Any


def text(response: Any) -> str:
    """What is shown, on one line, without tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))).split())


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
