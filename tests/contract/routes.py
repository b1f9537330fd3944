"""The calls that an app's URL map allows"""

import re
from collections.abc import Collection

from flask import Flask


def calls(app: Flask, methods: set[str], but_not: Collection[str] = ()) -> list[tuple[str, str]]:
    """Method and path of every call with one of the methods; each variable of a path is filled with 1."""
    return [
        (method, re.sub(r"<[^>]+>", "1", rule.rule))
        for rule in app.url_map.iter_rules()
        if rule.rule not in but_not
        for method in sorted((rule.methods or set()) & methods)
    ]
