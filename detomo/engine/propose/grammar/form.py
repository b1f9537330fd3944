"""The logical form: what a question asks for, in terms of the schema and of no language.

A `Query` speaks of the rows of one entity, its `subject`. Columns of other tables may stand anywhere; the compiler
finds the joins along the key graph, so no form holds a join. `Related` is the exception that makes meaning: it says
that rows of another entity exist, do not exist or are counted, and its condition speaks of one and the same related
row. Tables are named by `Table.full_name`.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal as OneOfThese

Function = OneOfThese["count", "sum", "avg", "min", "max"]
Comparator = OneOfThese["=", "<>", "<", "<=", ">", ">="]
Grain = OneOfThese["year", "quarter", "month", "week", "day"]
SetOperator = OneOfThese["union", "intersect", "except"]
FLIPPED: dict[Comparator, Comparator] = {">": "<", ">=": "<=", "<": ">", "<=": ">=", "=": "=", "<>": "<>"}
INVERSE: dict[Comparator, Comparator] = {">": "<=", ">=": "<", "<": ">=", "<=": ">", "=": "<>", "<>": "="}
Scalar = str | int | float | Decimal | bool | date


@dataclass(frozen=True, slots=True)
class Column:
    """`via` names the foreign key column (`table.column`) by which a table is reached that keys reach in several ways:
    a manager by `employees.reports_to`, an airport by `flights.source`. Empty: by the shortest way."""

    table: str
    name: str
    via: str = ""


@dataclass(frozen=True, slots=True)
class Constant:
    value: Scalar


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of an entity: what is counted, or grouped by (its key and the columns shown of it)."""

    table: str
    via: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """The year, quarter, month, week or day of a date; `serial` true: with all above it (2024-03), else alone (3)."""

    grain: Grain
    of: Column
    serial: bool = True


@dataclass(frozen=True, slots=True)
class Aggregate:
    """`where` takes only the rows for which it holds (shares: the aggregate of a part over that of the whole)."""

    function: Function
    argument: "Expression | Rows"
    distinct: bool = False
    where: "Condition | None" = None


@dataclass(frozen=True, slots=True)
class Arithmetic:
    operator: OneOfThese["+", "-", "*"]
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of its sum over all groups, in percent if `percent`."""

    part: "Expression"
    percent: bool = True


@dataclass(frozen=True, slots=True)
class Ratio:
    """`part` in percent of `whole`; nothing where that is zero."""

    part: "Expression"
    whole: "Expression"


@dataclass(frozen=True, slots=True)
class RunningTotal:
    """The sum of `of` up to each row, along the query's first group or `along`."""

    of: "Expression"
    along: "Expression"


@dataclass(frozen=True, slots=True)
class Previous:
    """The value of `of` in the previous row along `along`."""

    of: "Expression"
    along: "Expression"


Expression = Column | Constant | Part | Aggregate | Arithmetic | Ratio | Share | RunningTotal | Previous


@dataclass(frozen=True, slots=True)
class Comparison:
    """`right` may be a query of one value: an average, the highest of a group."""

    left: Expression
    operator: Comparator
    right: "Expression | Query"


@dataclass(frozen=True, slots=True)
class Between:
    """Both ends included."""

    operand: Expression
    low: Expression
    high: Expression


@dataclass(frozen=True, slots=True)
class InPeriod:
    """`first` included, `after` not; either end may be open."""

    operand: Column
    first: date | None
    after: date | None


@dataclass(frozen=True, slots=True)
class Like:
    """`pattern` with % and _ as in SQL; without regard to case."""

    operand: Expression
    pattern: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class IsNull:
    operand: Expression
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Within:
    """The operand is one of the values, or of the rows of a query of one column."""

    operand: Expression
    values: "tuple[Scalar, ...] | Query"
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Related:
    """Rows of `entity`, joined to the subject by keys, for which `where` holds: some, none (`negated`), or so many
    (`count`: comparator and number)."""

    entity: Rows
    where: "Condition | None" = None
    negated: bool = False
    count: tuple[Comparator, int] | None = None


@dataclass(frozen=True, slots=True)
class FirstOfGroup:
    """The row is among the first `number` by `of` of all the rows with the same `group`; those that tie count too."""

    of: Column
    group: Column
    descending: bool = True
    number: int = 1


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: "Condition"


Condition = Comparison | Between | InPeriod | Like | IsNull | Within | Related | FirstOfGroup | And | Or | Not


@dataclass(frozen=True, slots=True)
class Order:
    key: Expression
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """`group` empty with an aggregate selected: one row over everything. A `Rows` in `group` groups by that entity's
    key; what is selected of it comes along."""

    subject: str
    select: tuple[Expression, ...]
    where: Condition | None = None
    group: tuple[Expression | Rows, ...] = ()
    having: Condition | None = None
    order: tuple[Order, ...] = ()
    limit: int | None = None
    distinct: bool = False


@dataclass(frozen=True, slots=True)
class Combined:
    """Rows of both (`union`, once each), in both (`intersect`), or in the left alone (`except`)."""

    operator: SetOperator
    left: "Form"
    right: "Form"


Form = Query | Combined
