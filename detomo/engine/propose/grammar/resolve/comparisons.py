"""Comparisons with numbers, dates, averages and other rows."""

from detomo.engine.language.quantity import Period
from detomo.engine.propose.grammar.form import (
    FLIPPED,
    INVERSE,
    Aggregate,
    Between,
    Column,
    Comparator,
    Comparison,
    Condition,
    Constant,
    InPeriod,
    IsNull,
    Not,
    Or,
    Order,
    Query,
    Related,
    Rows,
)
from detomo.engine.propose.grammar.link.model import Mention, ValueLink
from detomo.engine.propose.grammar.phrases import (
    Compared,
    Phrase,
)
from detomo.engine.propose.grammar.resolve.attributes import Unresolved, all_of, january
from detomo.engine.propose.grammar.resolve.nodes import Entity, is_reversed
from detomo.engine.propose.grammar.resolve.units import in_unit_of
from detomo.engine.propose.grammar.resolve.values import Values
from detomo.engine.propose.grammar.schema.columns import (
    is_number,
    is_temporal,
    quantities,
)

_YEARS = range(1000, 2200)


class Comparisons(Values):
    def _compared(self, modifier: Compared, base: str, column: Column | None) -> Condition | None:
        functions = modifier.attribute.functions if modifier.attribute is not None else ()
        if "count" in functions:
            return self._compared_count(modifier, base)
        if functions and isinstance(modifier.operand, int | float):
            self._of_group(modifier, base)
            return None
        return self._compared_attribute(modifier, base, column)

    def _compared_attribute(self, modifier: Compared, base: str, column: Column | None) -> Condition:
        implied = modifier.attribute is not None and bool(modifier.attribute.attribute)
        if implied and column is not None and self._is_measured(column):
            attribute: Column | None = column  # `a life expectancy longer than 72`
        else:
            attribute = self._attribute(modifier.attribute, base)
        operator = modifier.operator
        if attribute is not None and operator != "between" and self._is_flipped(modifier, attribute, column):
            operator = FLIPPED[operator]
        attribute = attribute or self._fitting(column, modifier)
        if attribute is None and (counted := self._counted_rows_of(modifier, base)) is not None:
            return counted
        attribute = attribute or self._guessed(modifier, base)
        if operator == "between":
            return self._between(attribute, modifier)
        return self._compared_with(modifier, operator, attribute, base)

    def _compared_with(self, modifier: Compared, operator: Comparator, attribute: Column, base: str) -> Condition:
        if modifier.negated:
            operator = INVERSE[operator]
        operand = modifier.operand
        if operand == "average":
            return Comparison(attribute, operator, Query(attribute.table, (Aggregate("avg", attribute),)))
        if isinstance(operand, Phrase):
            return self._against_role(attribute, operator, operand, base) or self._against(attribute, operator, operand)
        if isinstance(operand, Mention):
            return self._against_value(attribute, operator, operand)
        if isinstance(operand, int | float):
            return self._number(attribute, operator, in_unit_of(attribute, operand, modifier.unit))
        raise Unresolved

    def _against_role(self, attribute: Column, operator: Comparator, other: Phrase, base: str) -> Condition | None:
        """`than their manager`: the same attribute of whom a reference leads to."""
        role = self._nodes.role(other, base) if not other.functions else None
        if role is None or role.table != attribute.table:
            return None
        return Comparison(attribute, operator, Column(attribute.table, attribute.name, role.via))

    def _is_flipped(self, modifier: Compared, attribute: Column, column: Column | None) -> bool:
        adjective = modifier.attribute
        return adjective is not None and bool(adjective.attribute) and self._is_less(adjective, attribute, column)

    def _is_less(self, adjective: Phrase, attribute: Column, column: Column | None) -> bool:
        """Whether more of the adjective is less of the column: `younger`, `shorter`."""
        is_named = attribute == column or adjective.head is not None
        if is_named and not self._nodes.names_column(adjective, attribute):
            return adjective.attribute[0].startswith("-")
        return is_reversed(adjective, attribute, self._nodes.names)

    def _of_group(self, modifier: Compared, base: str) -> None:
        """`whose average age is above 3`: a condition on groups, kept for the query."""
        assert modifier.attribute is not None  # noqa: S101 # its caller looked
        column = self._attribute(modifier.attribute, base)
        if column is None or not isinstance(modifier.operand, int | float) or modifier.operator == "between":
            raise Unresolved
        measured = Aggregate(modifier.attribute.functions[0], column)
        self.having.append(Comparison(measured, modifier.operator, Constant(modifier.operand)))

    def _compared_count(self, modifier: Compared, base: str) -> Condition:
        """`whose number of dogs is above 3`."""
        assert modifier.attribute is not None  # noqa: S101 # its caller looked
        node = self._nodes.node(modifier.attribute, base)
        if node is None or not isinstance(modifier.operand, int) or modifier.operator == "between":
            raise Unresolved
        return Related(Rows(node.table), None, count=(modifier.operator, modifier.operand))

    def _fitting(self, column: Column | None, modifier: Compared) -> Column | None:
        """The attribute at hand, unless it is text and a number is compared."""
        if column is None or not isinstance(modifier.operand, int | float):
            return column
        known = self._schema.column(column.table, column.name)
        fits = known is not None and (is_number(self._schema, column.table, column.name) or is_temporal(known))
        return column if fits or modifier.operand not in _YEARS else None

    def _counted_rows_of(self, modifier: Compared, base: str) -> Condition | None:
        """`clubs with at least 5 members`: of something that measures nothing, the rows that refer to it, whatever
        they are called."""
        if not isinstance(modifier.operand, int) or modifier.operator == "between" or quantities(self._schema, base):
            return None
        referring = {edge.right for edge in self._schema.edges(base) if self._schema.multiplies(edge)}
        if len(referring) != 1 or modifier.operand in _YEARS:
            return None
        table = referring.pop()
        self._nodes.choices.guesses.append(table)
        return Related(Rows(table), None, modifier.negated, (modifier.operator, modifier.operand))

    def _guessed(self, modifier: Compared, base: str) -> Column:
        """A number without an attribute: a year of the only kind there is, else the only quantity there is."""
        operand = modifier.operand
        if isinstance(operand, int) and operand in _YEARS:
            return self._time_of(None, base, None)
        only = quantities(self._schema, base)
        if len(only) != 1:
            raise Unresolved
        self._nodes.choices.guesses.append(f"{base}.{only[0]}")
        return Column(base, only[0])

    def _lacks(self, column: Column, *, negated: bool = False) -> Condition:
        """`without stock`: of a quantity, nothing recorded or zero."""
        if not self._is_measured(column) or self._nodes.is_time(column):
            return IsNull(column, negated)
        if negated:
            return Comparison(column, ">", Constant(0))
        return Or((IsNull(column), Comparison(column, "=", Constant(0))))

    def _between(self, attribute: Column, modifier: Compared) -> Condition:
        low, high = modifier.operand, modifier.upper
        if not isinstance(low, int | float) or high is None:
            raise Unresolved
        if self._is_date(attribute) and isinstance(low, int):
            return InPeriod(attribute, january(low), january(int(high) + 1))
        return Between(attribute, Constant(low), Constant(high))

    def _number(self, attribute: Column, operator: Comparator, number: float) -> Condition:
        if not self._is_date(attribute) or not isinstance(number, int) or number not in _YEARS:
            return Comparison(attribute, operator, Constant(number))
        starts, ends = january(number), january(number + 1)
        if operator == "=":
            return InPeriod(attribute, starts, ends)
        if operator == "<>":
            return Not(InPeriod(attribute, starts, ends))
        first = {">": ends, ">=": starts}.get(operator)
        after = {"<": starts, "<=": ends}.get(operator)
        return InPeriod(attribute, first, after)

    def _against(self, attribute: Column, operator: Comparator, other: Phrase) -> Condition:
        """`than any …`, `than the population of …`, `than the maximum age of …`."""
        node = self._nodes.node(other, attribute.table)
        table = node.table if node is not None else attribute.table
        column = node if isinstance(node, Column) else Column(attribute.table, attribute.name)
        subject = (
            table
            if isinstance(node, Entity) and self._schema.distance(table, column.table) is not None
            else column.table
        )
        inner = self.of(other.modifiers, subject, column)
        orderings = self.orderings(other.modifiers, subject)
        where = all_of(inner) if inner else None
        if other.functions:
            wanted = Aggregate(other.functions[0], column)
            return Comparison(attribute, operator, Query(subject, (wanted,), where))
        if orderings and not orderings[0].grouped:
            order = (Order(orderings[0].key, orderings[0].descending),)
            return Comparison(attribute, operator, Query(subject, (column,), where, order=order, limit=1))
        if other.quantifier:
            high = (other.quantifier == "all") == (operator in {">", ">="})
            wanted = Aggregate("max" if high else "min", column)
            return Comparison(attribute, operator, Query(subject, (wanted,), where))
        if where is None:
            raise Unresolved
        return Comparison(attribute, operator, Query(subject, (column,), where))

    def _against_value(self, attribute: Column, operator: Comparator, mention: Mention) -> Condition:
        link = next((link for link in mention.links if isinstance(link, ValueLink)), None)
        if link is None:
            raise Unresolved
        is_other = link.column and (link.table, link.column) != (attribute.table, attribute.name)
        if is_other and (self._is_measured(attribute) or self._is_date(attribute)):
            of = Comparison(Column(link.table, link.column), "=", Constant(link.value))
            return Comparison(attribute, operator, Query(attribute.table, (attribute,), of))
        if self._is_date(attribute) and not link.column:
            raise Unresolved  # a text is no date
        return Comparison(attribute, operator, Constant(link.value))

    def _during(self, period: Period, column: Column) -> Condition:
        if not self._is_date(column):
            if period.grain == "year" and period.first is not None and period.after == january(period.first.year + 1):
                return Comparison(column, "=", Constant(period.first.year))
            tests: list[Condition] = []
            if period.first is not None:
                tests.append(Comparison(column, ">=", Constant(period.first.year)))
            if period.after is not None:
                tests.append(Comparison(column, "<", Constant(period.after.year)))
            return all_of(tests)
        return InPeriod(column, period.first, period.after)
