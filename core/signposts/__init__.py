"""What search engines, browsers and other programs look for on a site: which pages are for all, and where they stand.

Features say at start which pages they want to be found (`add`); whatever else is public has its own address too.
"""

from core.signposts.addresses import Links, absolute, language_address, page_links
from core.signposts.found import add

__all__ = ["Links", "absolute", "add", "language_address", "page_links"]
