"""What the parser and the compiler need to know of a catalog, worked out once for each catalog."""

from detomo.engine.propose.grammar.schema.schema import Schema, schema_of

__all__ = ["Schema", "schema_of"]
