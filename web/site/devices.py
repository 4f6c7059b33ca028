"""A name for the device of a log-in: browser and system, and nothing else of what the browser tells."""

BROWSERS = (
    ("edg", "Edge"),
    ("opr/", "Opera"),
    ("samsungbrowser", "Samsung Internet"),
    ("firefox", "Firefox"),
    ("fxios", "Firefox"),
    ("crios", "Chrome"),
    ("chrome", "Chrome"),
    ("safari", "Safari"),
)
SYSTEMS = (
    ("iphone", "iPhone"),
    ("ipad", "iPad"),
    ("android", "Android"),
    ("windows", "Windows"),
    ("mac os", "Mac"),
    ("cros", "ChromeOS"),
    ("linux", "Linux"),
)
"""The first that is found counts: browsers also name those that they want to be taken for."""


def describe(user_agent: str) -> str:
    """ "Firefox · Android"; empty when neither is known."""
    text = user_agent[:500].lower()
    found = [next((name for sign, name in known if sign in text), None) for known in (BROWSERS, SYSTEMS)]
    return " · ".join(name for name in found if name)
