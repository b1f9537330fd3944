"""Asking the database small questions within a budget."""

import time
from collections.abc import Sequence
from typing import Any

from sqlglot import exp

from detomo.engine.errors import EngineError
from detomo.engine.present.autopsy.model import Budget, Run
from detomo.engine.types import Dialect

Rows = Sequence[Sequence[Any]]


class BudgetSpent(Exception):
    """No more statements or time. Stays inside this package."""


class Prober:
    """Runs probes through the caller's guard and runner, and counts them."""

    def __init__(self, run: Run, dialect: Dialect, budget: Budget) -> None:
        self._run = run
        self._dialect = dialect
        self._budget = budget
        self._end = time.monotonic() + budget.seconds
        self.spent = 0

    def rows(self, query: exp.Expr) -> Rows | None:
        """The rows of one probe; None when the guard or the database did not take it. Raises BudgetSpent."""
        if self.spent >= self._budget.statements or time.monotonic() >= self._end:
            raise BudgetSpent
        self.spent += 1
        try:
            return self._run(query.sql(self._dialect, comments=False))
        except EngineError:
            return None

    def finds(self, query: exp.Expr) -> bool:
        """Whether the query has a row."""
        return bool(self.rows(query))

    def finds_none(self, query: exp.Expr) -> bool:
        """Whether the query ran and has no row."""
        rows = self.rows(query)
        return rows is not None and not rows
