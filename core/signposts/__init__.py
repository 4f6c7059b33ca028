"""What search engines, browsers and other programs look for on a site: where a public page stands, in each language."""

from core.signposts.addresses import Links, absolute, language_address, page_address, page_links

__all__ = ["Links", "absolute", "language_address", "page_address", "page_links"]
