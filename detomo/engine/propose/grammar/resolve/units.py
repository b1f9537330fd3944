"""Amounts in the unit of the column that they are compared with."""

from decimal import Decimal

from detomo.engine.language.units import UNITS, converted
from detomo.engine.propose.grammar.form import Column
from detomo.engine.propose.grammar.link.words import name_words


def in_unit_of(column: Column, number: float, unit: str) -> float:
    """`5 minutes` of a column of milliseconds: 300000. The number itself where the column's name tells no unit."""
    wanted = next((word for word in name_words(column.name) if word in UNITS), "")
    if not unit or not wanted:
        return number
    value = converted(Decimal(str(number)), unit, wanted)
    if value is None:
        return number
    return int(value) if value == value.to_integral_value() else float(value)
