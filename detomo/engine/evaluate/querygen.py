"""Random queries over a small schema: joins of all kinds, common tables, nested and correlated queries, set operations.

Every query has one right result on a given database: rows are cut only under an order over all columns. Most queries
are valid; some fail while they run (divisions, casts), some name columns that do not exist for the viewer.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from detomo.engine.evaluate.queryparts import Columns, QueryParts, Relation
from detomo.engine.types import Dialect


@dataclass(frozen=True, slots=True)
class Generated:
    sql: str
    columns: Columns


_JOINS: dict[Dialect, tuple[str, ...]] = {
    "sqlite": ("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN"),
    "duckdb": ("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN"),
    "postgres": ("JOIN", "LEFT JOIN", "RIGHT JOIN"),
    "mysql": ("JOIN", "LEFT JOIN", "RIGHT JOIN"),
}
_WHOLE_ROW: dict[Dialect, tuple[str, ...]] = {
    "sqlite": (),
    "mysql": (),
    "duckdb": ("{0}", "COUNT({0})", "to_json({0})"),
    "postgres": ("COUNT({0})", "row_to_json({0})::text", "({0})::text"),
}


class QueryGenerator(QueryParts):
    """Whole queries, the same ones for the same seed."""

    def query(self) -> str:
        """The next query."""
        self._number = 0
        self._shadowed = set()
        if self._chance(0.15):
            return self._with_common_tables()
        return self._ordered(self._body(3, ()), ()).sql

    # --- the shapes of a query ---

    def _body(self, depth: int, ctes: Sequence[Relation]) -> Generated:
        kind = self._random.random()
        if kind < 0.18 and depth > 1:
            return self._set_operation(depth, ctes)
        if kind < 0.45:
            return self._grouped(depth, ctes)
        if kind < 0.55:
            return self._windowed(depth, ctes)
        return self._plain(depth, ctes)

    def _plain(self, depth: int, ctes: Sequence[Relation]) -> Generated:
        source, relations = self._from(depth, ctes)
        distinct = "DISTINCT " if self._chance(0.2) else ""
        if self._chance(0.25):
            starred = self._star(relations)
            return Generated(_select(distinct + starred.sql, source, self._where(relations, depth)), starred.columns)
        if self._chance(0.06) and _WHOLE_ROW[self._dialect]:
            shape = self._random.choice(_WHOLE_ROW[self._dialect]).format(relations[0].alias)
            return Generated(_select(f"{shape} AS whole", source, self._where(relations, depth)), ())
        picked = [self._any_column(relations) for _ in range(self._random.randint(1, 4))]
        projections, columns = self._named(picked)
        return Generated(_select(distinct + projections, source, self._where(relations, depth)), columns)

    def _grouped(self, depth: int, ctes: Sequence[Relation]) -> Generated:
        source, relations = self._from(depth, ctes)
        where = self._where(relations, depth)
        if self._dialect == "postgres" and relations[0].name in self._keys and self._chance(0.3):
            return self._grouped_by_key(source, relations[0], where)
        keys = [self._any_column(relations) for _ in range(self._random.randint(0, 2))]
        aggregates = [self._aggregate(relations) for _ in range(self._random.randint(1, 2))]
        projections, columns = self._named(keys + aggregates)
        sql = _select(projections, source, where)
        if keys:
            numbers = self._chance(0.3)
            sql += " GROUP BY " + ", ".join(str(i + 1) if numbers else text for i, (text, _) in enumerate(keys))
            sql += f" HAVING COUNT(*) > {self._random.randint(0, 2)}" if self._chance(0.3) else ""
        return Generated(sql, columns)

    def _grouped_by_key(self, source: str, keyed: Relation, where: str) -> Generated:
        """Columns that depend on the grouped key, themselves not grouped."""
        key = self._refer(keyed, self._keys[keyed.name])
        projections, columns = self._named([(key, "int"), self._any_column([keyed]), ("COUNT(*)", "int")])
        return Generated(f"{_select(projections, source, where)} GROUP BY {key}", columns)

    def _windowed(self, depth: int, ctes: Sequence[Relation]) -> Generated:
        source, relations = self._from(depth, ctes)
        part, by, value = (self._any_column(relations) for _ in range(3))
        window = self._random.choice(
            (
                (f"COUNT(*) OVER (PARTITION BY {part[0]})", "int"),
                (f"MIN({value[0]}) OVER (PARTITION BY {part[0]})", value[1]),
                (f"RANK() OVER (PARTITION BY {part[0]} ORDER BY {by[0]})", "int"),
            )
        )
        projections, columns = self._named([part, window])
        return Generated(_select(projections, source, self._where(relations, depth)), columns)

    def _set_operation(self, depth: int, ctes: Sequence[Relation]) -> Generated:
        kinds = [self._random.choice(("int", "text", "date")) for _ in range(self._random.randint(1, 3))]
        operator = self._random.choice(("UNION", "UNION ALL", "INTERSECT", "EXCEPT"))
        left, right = self._typed(kinds, depth - 1, ctes), self._typed(kinds, depth - 1, ctes)
        return Generated(f"{left.sql} {operator} {right.sql}", left.columns)

    def _typed(self, kinds: Sequence[str], depth: int, ctes: Sequence[Relation]) -> Generated:
        """A query whose outputs have the given kinds."""
        source, relations = self._from(depth, ctes)
        projections, columns = self._named([(self._column(relations, kind) or "NULL", kind) for kind in kinds])
        return Generated(_select(projections, source, self._where(relations, depth)), columns)

    def _with_common_tables(self) -> str:
        ctes: list[Relation] = []
        texts: list[str] = []
        recursive = self._chance(0.3)
        if recursive:
            texts.append(self._recursive())
            ctes.append(Relation("walk", (("id", "int"), ("step", "int"))))
        for _ in range(self._random.randint(1, 2)):
            body = self._typed(["int", "text"], 2, ctes)
            name = self._common_name(ctes, shadow=self._dialect != "sqlite" and not recursive)
            self._shadowed.add(name)
            ctes.append(Relation(name, (("k", "int"), ("label", "text"))))
            texts.append(f"{name}(k, label) AS ({body.sql})")
        keyword = "WITH RECURSIVE" if recursive else "WITH"
        return f"{keyword} {', '.join(texts)} {self._ordered(self._body(2, ctes), ctes).sql}"

    def _recursive(self) -> str:
        return (
            "walk(id, step) AS (SELECT id, 0 FROM emp WHERE boss_id IS NULL UNION ALL "
            "SELECT e.id, walk.step + 1 FROM emp e JOIN walk ON e.boss_id = walk.id WHERE walk.step < 6)"
        )

    def _common_name(self, ctes: Sequence[Relation], *, shadow: bool) -> str:
        taken = {cte.name for cte in ctes}
        lower = [table.name for table in self._tables if table.name.islower() and table.name not in taken]
        return self._random.choice(lower) if shadow and self._chance(0.4) else self._fresh("c")

    def _ordered(self, body: Generated, ctes: Sequence[Relation]) -> Generated:
        if not body.columns or self._chance(0.7):
            return body
        order = ", ".join(str(i + 1) for i in range(len(body.columns)))
        limit = f" LIMIT {self._random.randint(1, 9)}" if self._chance(0.6) else ""
        return Generated(f"{body.sql} ORDER BY {order}{limit}", body.columns)

    # --- FROM ---

    def _from(self, depth: int, ctes: Sequence[Relation]) -> tuple[str, list[Relation]]:
        text, relation = self._source(depth, ctes, ())
        relations = [relation]
        for _ in range(self._random.choice((0, 0, 1, 1, 2))):
            joined, relation = self._source(depth, ctes, relations)
            text = self._join(text, joined, relations, relation)
            relations.append(relation)
        return text, relations

    def _source(self, depth: int, ctes: Sequence[Relation], taken: Sequence[Relation]) -> tuple[str, Relation]:
        if depth > 1 and self._chance(0.2):
            body = self._ordered(self._typed(["int", "text"], depth - 1, ctes), ctes)
            alias = self._fresh("d")
            return f"({body.sql}) AS {alias}", Relation("", body.columns, alias)
        free = [table for table in self._tables if table.name not in self._shadowed]
        relation = self._random.choice([*ctes, *free] if ctes and self._chance(0.6) else free)
        text = self._table_name(relation, is_cte=relation in ctes)
        bare = relation.name.islower() and relation.name not in {other.alias for other in taken}
        if bare and self._chance(0.4):
            return text, Relation(relation.name, relation.columns, relation.name)
        alias = self._fresh("t")
        return f"{text} {'AS ' if self._chance(0.5) else ''}{alias}", Relation(relation.name, relation.columns, alias)

    def _table_name(self, relation: Relation, *, is_cte: bool) -> str:
        quoted = self._quote(relation.name)
        if is_cte:
            return relation.name
        choices = [quoted, f"{self._quote(self._schema)}.{quoted}"]
        if relation.name.islower():
            choices += [relation.name, relation.name]
            choices += [relation.name.upper()] if self._dialect != "mysql" else []
        return self._random.choice(choices)

    def _join(self, left: str, right: str, relations: Sequence[Relation], new: Relation) -> str:
        shared = [name for name, _ in relations[0].columns if name in {other for other, _ in new.columns}]
        kind = self._random.random()
        if kind < 0.08:
            return f"{left}, {right}" if " JOIN " not in left else f"{left} CROSS JOIN {right}"
        if kind < 0.16 and len(relations) == 1 and shared:
            return f"{left} NATURAL {self._random.choice(('', 'LEFT '))}JOIN {right}"
        verb = self._random.choice(_JOINS[self._dialect])
        if kind < 0.3 and len(relations) == 1 and shared:
            return f"{left} {verb} {right} USING ({self._quote(self._random.choice(shared))})"
        mine, theirs = self._column([new], "int"), self._column(relations, "int")
        return f"{left} {verb} {right} ON {mine or 1} = {theirs or 1}"

    def _star(self, relations: Sequence[Relation]) -> Generated:
        if len(relations) == 1 and self._chance(0.6):
            return Generated("*", relations[0].columns)
        one = self._random.choice(relations)
        return Generated(f"{one.alias}.*", one.columns)


def _select(outputs: str, source: str, where: str) -> str:
    return f"SELECT {outputs} FROM {source}{where}"  # noqa: S608 - the text is the generator's own
