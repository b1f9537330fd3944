"""The list of rules. A rule looks at one block of a statement; adding one means a function here and its cases."""

from collections.abc import Callable, Iterator

from detomo.engine.guard.lint.blocks import Block
from detomo.engine.guard.lint.booleans import or_with_value, or_without_parentheses
from detomo.engine.guard.lint.comparisons import text_number_compare
from detomo.engine.guard.lint.counts import count_after_join
from detomo.engine.guard.lint.dates import date_as_text, date_end_inclusive
from detomo.engine.guard.lint.distinct import distinct_misuse, order_by_constant
from detomo.engine.guard.lint.division import integer_division
from detomo.engine.guard.lint.fan_out import fan_out, sum_distinct
from detomo.engine.guard.lint.fixed_outcomes import (
    contradiction,
    reversed_between,
    self_comparison,
    wildcard_in_equals,
)
from detomo.engine.guard.lint.grouping import non_aggregated_column
from detomo.engine.guard.lint.joins import cartesian_product, or_without_join
from detomo.engine.guard.lint.limits import limit_without_order, top_n_ties
from detomo.engine.guard.lint.nulls import equals_null, not_in_null
from detomo.engine.guard.lint.outer_joins import left_join_undone
from detomo.engine.types import LintWarning

Rule = Callable[[Block], Iterator[LintWarning]]

RULES: tuple[Rule, ...] = (
    fan_out,
    sum_distinct,
    count_after_join,
    left_join_undone,
    not_in_null,
    equals_null,
    integer_division,
    non_aggregated_column,
    date_end_inclusive,
    date_as_text,
    limit_without_order,
    top_n_ties,
    text_number_compare,
    self_comparison,
    reversed_between,
    contradiction,
    wildcard_in_equals,
    cartesian_product,
    or_without_join,
    or_without_parentheses,
    or_with_value,
    distinct_misuse,
    order_by_constant,
)
