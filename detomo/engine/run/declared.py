"""Declared type texts of all engines → `ColumnType`."""

import re

from detomo.engine.types import ColumnType

_BY_NAME = {
    ColumnType.INTEGER: "int integer tinyint smallint mediumint bigint "
    "int2 int4 int8 hugeint uhugeint utinyint usmallint "
    "uinteger ubigint serial smallserial bigserial year oid bignum varint",
    ColumnType.DECIMAL: "decimal numeric dec fixed number",
    ColumnType.REAL: "real float float4 float8 double",
    ColumnType.TEXT: "text char character varchar nvarchar nchar clob bpchar name citext tinytext mediumtext longtext "
    "string enum set uuid inet cidr macaddr macaddr8 interval xml tsvector bit varbit money",
    ColumnType.BOOLEAN: "boolean bool",
    ColumnType.DATE: "date",
    ColumnType.TIME: "time timetz",
    ColumnType.DATETIME: "datetime timestamp timestamptz timestamp_s timestamp_ms timestamp_ns",
    ColumnType.BYTES: "blob bytea bytes binary varbinary tinyblob mediumblob longblob geometry",
    ColumnType.JSON: "json jsonb struct map list array variant",
}
_TYPES = {name: kind for kind, names in _BY_NAME.items() for name in names.split()}
# SQLite lets a column carry any type text; these are its own rules for what the text means, in its own order.
_AFFINITIES = (
    ("int", ColumnType.INTEGER),
    ("char", ColumnType.TEXT),
    ("clob", ColumnType.TEXT),
    ("text", ColumnType.TEXT),
    ("blob", ColumnType.BYTES),
    ("real", ColumnType.REAL),
    ("floa", ColumnType.REAL),
    ("doub", ColumnType.REAL),
)


def column_type(declared: str) -> ColumnType:
    """The type that a declaration such as `numeric(10,2)`, `int unsigned` or `text[]` stands for."""
    text = declared.strip('" ').lower()
    if text.endswith("]"):
        return ColumnType.JSON
    if text in ("tinyint(1)", "bit(1)"):
        return ColumnType.BOOLEAN
    word = re.match(r"\w+", text)
    return _TYPES.get(word.group(), ColumnType.UNKNOWN) if word else ColumnType.UNKNOWN


def affinity_type(declared: str) -> ColumnType:
    """As `column_type`, and for unknown words what SQLite makes of them."""
    known = column_type(declared)
    if known is not ColumnType.UNKNOWN or not declared:
        return known
    text = declared.lower()
    return next((kind for part, kind in _AFFINITIES if part in text), ColumnType.DECIMAL)
