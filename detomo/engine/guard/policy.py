"""What a query may consist of and read. Everything here is an allow-list: unknown means refused."""

from collections.abc import Callable

from rapidfuzz import process
from sqlglot import exp

from detomo.engine.catalog.model import Catalog
from detomo.engine.dialects import DialectFacts, facts
from detomo.engine.dialects.facts import words
from detomo.engine.guard.functions import check_function, check_table_function
from detomo.engine.guard.messages import nearest_hint, refusal, tables_hint
from detomo.engine.guard.names import ascii_lower
from detomo.engine.guard.nodes import allowed_nodes, refused_part
from detomo.engine.guard.parse import QUERY_ROOTS, grammar, render
from detomo.engine.guard.scopes import BindingKind, Kind, Resolution, Source
from detomo.engine.types import Text

_VARIABLE_MARKS = ("$", "@", ":", "?", "#")

# Names that are a function call without parentheses, unless a column has the name.
_BARE_CALLS = words(
    "user current_user session_user system_user current_role current_catalog current_schema current_database"
)
_SAFE_TYPES = words(
    """ARRAY BIGINT BINARY BIT BLOB BOOLEAN CHAR DATE DATE32 DATEMULTIRANGE DATERANGE DATETIME DATETIME2 DATETIME64
    DECIMAL DECIMAL32 DECIMAL64 DECIMAL128 DOUBLE ENUM FLOAT INET INT INT128 INT256 INT4MULTIRANGE INT4RANGE
    INT8MULTIRANGE INT8RANGE INTERVAL JSON JSONB LIST LONGBLOB LONGTEXT MAP MEDIUMBLOB MEDIUMINT MEDIUMTEXT MONEY NCHAR
    NULL NUMMULTIRANGE NUMRANGE NVARCHAR POINT SERIAL SMALLINT STRUCT TEXT TIME TIMESTAMP TIMESTAMPLTZ TIMESTAMPNTZ
    TIMESTAMPTZ TIMESTAMP_MS TIMESTAMP_NS TIMESTAMP_S TIMETZ TINYBLOB TINYINT TINYTEXT TSMULTIRANGE TSRANGE
    TSTZMULTIRANGE TSTZRANGE UBIGINT UDECIMAL UDOUBLE UINT UINT128 UMEDIUMINT UNION USMALLINT UTINYINT UUID VARBINARY
    VARCHAR YEAR BIGDECIMAL CHARACTER_SET UNKNOWN"""
)


_CODES: tuple[tuple[tuple[type[exp.Expr], ...], str], ...] = (
    ((exp.Parameter, exp.SessionParameter, exp.Placeholder), "variable_not_allowed"),
    ((exp.ObjectIdentifier, exp.PseudoType), "type_not_allowed"),
)


class Policy:
    """The allow-lists of one dialect over one catalog."""

    def __init__(self, catalog: Catalog) -> None:
        self._facts: DialectFacts = facts(catalog.dialect)
        self._grammar = grammar(catalog.dialect)
        self._nodes = allowed_nodes(catalog.dialect)
        self._names = {ascii_lower(table.name): table.full_name for table in catalog.tables}
        self._checks: dict[type[exp.Expr], Callable[[exp.Expr, Resolution], None]] = {
            exp.DataType: self._check_type,
            exp.Column: self._check_column,
            exp.In: self._check_in,
            exp.Dot: self._check_dot,
            exp.Operator: self._check_operator,
            exp.Select: self._check_select,
            exp.CTE: self._check_body,
            exp.Subquery: self._check_body,
        }

    def check(self, resolution: Resolution) -> None:
        """Raise Refused for the first part of the statement that is not allowed."""
        for source in resolution.table_references():
            self._check_reference(source)
        for source in resolution.sources():
            self._check_source(source)
        for node in resolution.tree.walk():
            self._check_node(node, resolution)

    def _check_node(self, node: exp.Expr, resolution: Resolution) -> None:
        kind = type(node)
        if isinstance(node, exp.Func):
            check_function(node, self._facts, self._grammar)
        elif kind not in self._nodes:
            raise self._construct_refusal(node)
        part = refused_part(node)
        if part is not None:
            raise refusal("construct_not_allowed", part if isinstance(part, str) else self._sql(part))
        check = self._checks.get(kind)
        if check is not None:
            check(node, resolution)

    def _check_reference(self, source: Source) -> None:
        if source.kind is Kind.UNKNOWN:
            raise refusal("table_not_allowed", self._sql(source.node), self._table_hint(source.node.name))
        if source.kind is Kind.FUNCTION:
            for function in source.node.args.get("rows_from") or [source.node]:
                check_table_function(function.this, self._facts, self._grammar)

    def _check_source(self, source: Source) -> None:
        """What stands in FROM without being an `exp.Table`: UNNEST and LATERAL calls."""
        if source.kind is Kind.UNKNOWN and not isinstance(source.node, exp.Table):
            raise self._construct_refusal(source.node)
        if source.kind is Kind.FUNCTION and not isinstance(source.node, exp.Table):
            function = source.node.this if isinstance(source.node, exp.Lateral) else source.node
            check_table_function(function, self._facts, self._grammar)

    def _check_type(self, node: exp.Expr, _: Resolution) -> None:
        declared = node.this
        name = declared.name if isinstance(declared, exp.DType) else str(declared)
        if name not in _SAFE_TYPES:
            raise refusal("type_not_allowed", self._sql(node))

    def _check_column(self, node: exp.Expr, resolution: Resolution) -> None:
        name = node.this
        if not isinstance(name, (exp.Identifier, exp.Star)):
            raise refusal("construct_not_allowed", self._sql(node))
        if node.name[:1] in _VARIABLE_MARKS and not name.args.get("quoted"):
            raise refusal("variable_not_allowed", self._sql(node))
        if node.args.get("table") is None and ascii_lower(node.name) in _BARE_CALLS:
            self._check_bare_call(node, resolution)

    def _check_bare_call(self, node: exp.Expr, resolution: Resolution) -> None:
        assert isinstance(node, exp.Column)  # noqa: S101 - for the type checker
        if self._facts.dialect == "postgres":
            called = not node.this.args.get("quoted")
        else:
            called = resolution.bind(node).kind not in (BindingKind.COLUMN, BindingKind.ALIAS, BindingKind.ROW)
        if called and not (self._facts.dialect in ("sqlite", "mysql") and node.name.lower() == "user"):
            raise refusal("function_not_allowed", self._sql(node))

    def _check_in(self, node: exp.Expr, _: Resolution) -> None:
        """In SQLite `x IN name` reads a table; a lone name or call there is turned into a subquery beforehand."""
        if self._facts.dialect == "sqlite" and node.args.get("field") is not None:
            raise refusal("construct_not_allowed", self._sql(node))

    def _check_select(self, node: exp.Expr, _: Resolution) -> None:
        """The parser takes a join without FROM, and would write its table as one more output."""
        if node.args.get("from_") is None and (node.args.get("joins") or node.args.get("laterals")):
            raise refusal("syntax_error", self._sql(node))

    def _check_body(self, node: exp.Expr, _: Resolution) -> None:
        bodies = QUERY_ROOTS if isinstance(node, exp.CTE) else (*QUERY_ROOTS, exp.Table)
        if not isinstance(node.this, bodies):
            raise refusal("not_a_query", self._sql(node))

    def _check_dot(self, node: exp.Expr, _: Resolution) -> None:
        if not isinstance(node.expression, (exp.Identifier, exp.Func, exp.Star)):
            raise refusal("construct_not_allowed", self._sql(node))

    def _check_operator(self, node: exp.Expr, _: Resolution) -> None:
        operator = str(node.args.get("operator"))
        schema, dot, _symbol = operator.rpartition(".")
        if dot and schema.lower() != "pg_catalog":
            raise refusal("construct_not_allowed", self._sql(node))

    def _construct_refusal(self, node: exp.Expr) -> Exception:
        code = next((code for kinds, code in _CODES if isinstance(node, kinds)), "construct_not_allowed")
        return refusal(code, self._sql(node))

    def _table_hint(self, name: str) -> Text | None:
        near = process.extract(ascii_lower(name), list(self._names), limit=3, score_cutoff=70)
        if near:
            return nearest_hint([self._names[found[0]] for found in near])
        return tables_hint(sorted(self._names.values())[:5]) if self._names else None

    def _sql(self, node: exp.Expr) -> str:
        return render(node, self._grammar)
