"""The guard for each viewer, kept while schema and rules stay as they are."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from detomo.engine.catalog import Catalog
from detomo.engine.catalog.live import LiveCatalog
from detomo.engine.guard import Guard
from detomo.engine.guard.rewrite import Rules, fingerprint
from detomo.engine.recent import Recent
from detomo.engine.types import Viewer

_KEPT = 256  # viewers


@dataclass(frozen=True, slots=True)
class _Made:
    catalog: Catalog
    rules: Rules
    guard: Guard


class Guards:
    """Thread-safe. Asks for the rules at every call, so that a new rule holds from the next statement on."""

    def __init__(self, catalog: LiveCatalog, rules: Callable[[], Rules]) -> None:
        self._catalog = catalog
        self._rules = rules
        self._made: Recent[Hashable, _Made] = Recent(_KEPT)

    def of(self, viewer: Viewer) -> Guard:
        """The guard that knows this viewer's schema and rules. Raises `Unavailable` when there is no schema."""
        catalog, rules = self._catalog.current(), self._rules()
        key = _key(viewer) if rules else None
        made = self._made.get(key)
        if made is None or made.catalog is not catalog or made.rules != rules:
            made = _Made(catalog, rules, Guard(catalog, rules=rules, viewer=viewer))
            self._made.put(key, made)
        return made.guard

    def whole_catalog(self) -> Catalog:
        """The schema before any rule: to decide by, never to be shown."""
        return self._catalog.current()

    def fingerprint(self, viewer: Viewer) -> str:
        """Which rules hold for the viewer; needs no schema. See `rewrite.fingerprint`."""
        return fingerprint(self._rules(), viewer)


def _key(viewer: Viewer) -> Hashable:
    """With types, for 1, 1.0 and True are equal here and differ in SQL."""
    return viewer.role, frozenset((name, type(value), value) for name, value in viewer.attributes.items())
