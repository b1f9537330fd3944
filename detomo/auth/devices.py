"""A few words for a User-Agent header, by which people recognise their own devices."""

import re

BROWSERS = (  # the first that is found: most browsers also name those that they resemble
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
PRODUCT = re.compile(r"[A-Za-z][\w.-]*(?:/[\w.]+)?")  # RFC 9110, section 10.1.5


def device_name(user_agent: str) -> str:
    """As `Firefox, Windows`; of a program that is no browser its first product, as `curl/8.5.0`; empty for none."""
    browser = next((name for mark, name in BROWSERS if f"{mark}/" in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    if browser and user_agent.startswith("Mozilla/"):
        return ", ".join(filter(None, (browser, system)))
    product = PRODUCT.match(user_agent)
    return product[0][:50] if product else ""
