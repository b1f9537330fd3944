"""The live schema: tables, columns, keys."""

from detomo.engine.catalog.model import Catalog, Column, ForeignKey, Table

__all__ = ["Catalog", "Column", "ForeignKey", "Table"]
