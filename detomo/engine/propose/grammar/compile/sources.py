"""The FROM of one block: which tables, under which names, joined how."""

from sqlglot import exp

from detomo.engine.catalog.ddl import quoted
from detomo.engine.guard.repair.graph import Edge
from detomo.engine.propose.grammar.form import Column
from detomo.engine.propose.grammar.schema import Schema


class Unreachable(Exception):
    """No keys lead from one table of a form to another."""


class Sources:
    """Tables of a SELECT, starting with its subject; others join themselves when a column of theirs is asked for.
    `around` are those of the SELECT that it stands in, where it speaks of their columns."""

    def __init__(self, schema: Schema, subject: str, around: "Sources | None" = None) -> None:
        self.schema = schema
        self.subject = subject
        self._taken: tuple[str, ...] = tuple(around._names.values()) if around is not None else ()
        self._names: dict[tuple[str, str], str] = {}
        self._names[subject, ""] = self._free_name(subject)
        self._joins: list[tuple[str, str, exp.Expr]] = []  # table, its name here, condition
        self._steps: list[tuple[str, str, Edge]] = []
        self._optional: set[str] = set()

    def column(self, column: Column) -> exp.Column:
        """A column under the name of its table in this block, which is joined if it is not there yet."""
        return self._column(self.join(column.table, column.via), column.name)

    def key(self, table: str, via: str = "") -> list[exp.Column]:
        name = self.join(table, via)
        return [self._column(name, column) for column in self.schema.key(table)]

    def join(self, table: str, via: str = "", *, optional: bool = False) -> str:
        """The name of a table in this block; `optional`: rows that refer to none of it stay. Raises `Unreachable`."""
        if (table, via) not in self._names:
            if via:
                self._join_via(table, via, optional=optional)
            else:
                self._join_nearest(table)
        return self._names[table, via]

    def has(self, table: str, via: str = "") -> bool:
        return (table, via) in self._names

    @property
    def tables(self) -> list[str]:
        return [table for table, _ in self._names]

    def multiplied(self, table: str, via: str = "") -> bool:
        """Whether a row of this table may stand in several rows of the join."""
        name = self._names[table, via]
        return any(self._step_multiplies(step, name) for step in self._steps)

    def from_clause(self, select: exp.Select) -> exp.Select:
        """Add FROM and joins, without prefixes where one table is all there is."""
        subject = self._table(self.subject, self._names[self.subject, ""])
        select = select.from_(subject)
        for table, name, condition in self._joins:
            side = "left" if name in self._optional else ""
            select = select.join(self._table(table, name), on=condition, join_type=side)
        if not self._joins and not self._taken:
            for column in select.find_all(exp.Column):
                if column.find_ancestor(exp.Select) is select:
                    column.set("table", None)
        return select

    def _step_multiplies(self, step: tuple[str, str, Edge], seen_from: str) -> bool:
        """A step away from the table multiplies it when the edge does; a step towards it when its reverse does."""
        left, right, edge = step
        if self._is_behind(seen_from, right):
            return self.schema.multiplies(edge.reversed())
        del left
        return self.schema.multiplies(edge)

    def _is_behind(self, name: str, step_to: str) -> bool:
        """Whether the step to `step_to` lies on the way from the subject to `name`."""
        parents = {right: left for left, right, _ in self._steps}
        here: str | None = name
        while here is not None:
            if here == step_to:
                return True
            here = parents.get(here)
        return False

    def _join_via(self, table: str, via: str, *, optional: bool) -> None:
        owner, _, column = via.rpartition(".")
        left = self.join(owner)
        edges = [e for e in self.schema.edges(owner) if e.right == table and e.left_columns == (column,)]
        if not edges:
            raise Unreachable(table)
        self._add(left, edges[0], (table, via))
        known = self.schema.column(owner, column)
        if optional and known is not None and known.nullable:
            self._optional.add(self._names[table, via])

    def _join_nearest(self, table: str) -> None:
        ways = [(way, known) for known in self._names if (way := self.schema.way(known[0], table))]
        if not ways:
            raise Unreachable(table)
        way, start = min(ways, key=lambda found: len(found[0]))
        left = self._names[start]
        for edge in way:
            if (edge.right, "") not in self._names:
                self._add(left, edge, (edge.right, ""))
            left = self._names[edge.right, ""]

    def _add(self, left: str, edge: Edge, source: tuple[str, str]) -> None:
        name = self._free_name(source[0])
        pairs = zip(edge.left_columns, edge.right_columns, strict=True)
        condition = exp.and_(*(exp.EQ(this=self._column(left, a), expression=self._column(name, b)) for a, b in pairs))
        self._names[source] = name
        self._joins.append((source[0], name, condition))
        self._steps.append((left, name, edge))

    def _free_name(self, table: str) -> str:
        name = self.schema.tables[table].name
        used = {*self._taken, *self._names.values()}
        return next(n for n in (name, *(f"{name}_{i}" for i in range(2, 99))) if n not in used)

    def _column(self, source: str, name: str) -> exp.Column:
        return exp.Column(this=self.identifier(name), table=self.identifier(source))

    def _table(self, table: str, name: str) -> exp.Table:
        known = self.schema.tables[table]
        db = self.identifier(known.schema) if known.schema else None
        alias = exp.TableAlias(this=self.identifier(name)) if name != known.name else None
        return exp.Table(this=self.identifier(known.name), db=db, alias=alias)

    def identifier(self, name: str) -> exp.Identifier:
        needs_quotes = quoted(name, self.schema.dialect) != name
        return exp.Identifier(this=name, quoted=needs_quotes)
