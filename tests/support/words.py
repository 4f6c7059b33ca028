"""Words that a browser breaks in two without a hyphen, because they found no room."""

from playwright.sync_api import Page

_BROKEN = r"""root => {
  const found = [], range = document.createRange();
  const walker = document.createTreeWalker(document.querySelector(root), NodeFilter.SHOW_TEXT);
  const top = (node, at) => {
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    return range.getBoundingClientRect().top;
  };
  for (let node; (node = walker.nextNode()); ) {
    if (!node.parentElement.checkVisibility()) continue;
    for (const word of node.data.matchAll(/\p{L}{4,}/gu)) {
      const apart = top(node, word.index + word[0].length - 1) - top(node, word.index);
      if (Math.abs(apart) > 4) found.push(word[0]);  // a line is more, a rounded number is less
    }
  }
  return found;
}"""


def broken_words(page: Page, root: str) -> list[str]:
    """Words of four letters and more inside `root` (a CSS selector) that do not stand on one line."""
    found: list[str] = page.evaluate(_BROKEN, root)
    return found
