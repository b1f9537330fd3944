"""What kinds of columns a table has: names to show, quantities, dates, years, keys."""

from detomo.engine.catalog.model import Column, Table
from detomo.engine.propose.grammar.link.words import name_words
from detomo.engine.propose.grammar.schema.schema import Schema
from detomo.engine.types import ColumnType

NUMBERS = frozenset({ColumnType.INTEGER, ColumnType.DECIMAL, ColumnType.REAL})
DATES = frozenset({ColumnType.DATE, ColumnType.DATETIME})
_NAMES = ("name", "title", "label", "fullname", "名", "名称", "氏名", "名前")
_PERSON = ({"first", "name"}, {"last", "name"})
_JAPANESE_YEARS = ("年", "年度")
_JAPANESE_TIMES = (*_JAPANESE_YEARS, "日", "日付", "日時", "年月日", "年月")
_KEYS = frozenset({"id", "code", "key", "number", "uuid"})


def is_key_column(schema: Schema, table: str, column: str) -> bool:
    """A key, a reference, or a column that is named as one: nothing to add up or to average."""
    folded = column.casefold()
    key = schema.key(table)
    if folded in schema.foreign_columns(table) or (len(key) == 1 and folded == key[0].casefold()):
        return True
    return name_words(column)[-1:] == ("id",)


def is_number(schema: Schema, table: str, column: str) -> bool:
    found = schema.column(table, column)
    return found is not None and found.type in NUMBERS


def is_quantity(schema: Schema, table: str, column: str) -> bool:
    return is_number(schema, table, column) and not is_key_column(schema, table, column)


def is_temporal(column: Column) -> bool:
    named = bool({"date", "year", "time", "day"} & set(name_words(column.name))) or column.name.endswith(
        _JAPANESE_TIMES
    )
    return column.type in DATES or named


def is_year(column: Column) -> bool:
    named = "year" in name_words(column.name) or column.name.endswith(_JAPANESE_YEARS)
    return named and column.type not in DATES


def temporal_columns(schema: Schema, table: str) -> list[Column]:
    found = [column for column in schema.tables[table].columns if is_temporal(column)]
    return sorted(found, key=lambda column: (column.type not in DATES, not is_year(column)))


def shown_columns(schema: Schema, table: str) -> tuple[str, ...]:
    """What to show of an entity: first and last name, else its name or title, else the first text that is no key,
    else its key."""
    found = schema.tables[table]
    if person := _person_names(found):
        return person
    if named := _named(found):
        return (named,)
    texts = [
        column.name
        for column in found.columns
        if column.type == ColumnType.TEXT and not is_key_column(schema, table, column.name)
    ]
    return tuple(texts[:1]) or schema.key(table) or tuple(column.name for column in found.columns[:1])


def _person_names(table: Table) -> tuple[str, ...]:
    by_words = {frozenset(name_words(column.name)): column.name for column in table.columns}
    names = [next((name for words, name in by_words.items() if part <= words), "") for part in _PERSON]
    return tuple(names) if all(names) else ()


def _named(table: Table) -> str:
    """`name`, `<table>_name`, `title`; of several the one whose words say least besides."""
    of_table = set(name_words(table.name))
    candidates: list[tuple[int, int, str]] = []
    for place, column in enumerate(table.columns):
        words = name_words(column.name)
        own = [word for word in words if word not in of_table]
        if any(word in _NAMES for word in words) and column.type not in NUMBERS:
            candidates.append((len(own), place, column.name))
        elif not own and column.type == ColumnType.TEXT and words[-1:] not in (("id",), ("code",)):
            candidates.append((1, place, column.name))
    return min(candidates)[2] if candidates else ""


def quantities(schema: Schema, table: str) -> list[str]:
    return [c.name for c in schema.tables[table].columns if is_quantity(schema, table, c.name) and not is_year(c)]
