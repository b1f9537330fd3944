"""Calls of another dialect and literals of the wrong type or spelling."""

from sqlglot import exp

from detomo.engine.guard.bind import Problem
from detomo.engine.guard.bind.literals import plain_number
from detomo.engine.guard.foreign import translate
from detomo.engine.guard.likeness import spelling
from detomo.engine.guard.repair.workbench import Workbench, change
from detomo.engine.types import Change, Text

_TRANSLATED = Text(
    "{before} is not available in this database; {after} was used.",
    "{before} はこのデータベースにないため、{after} を使いました。",
)
_UNQUOTED = Text(
    "The text {before} was compared as the number {after}.", "文字列 {before} を数値 {after} として比べました。"
)
_QUOTED = Text(
    "The number {before} was compared as the text {after}.", "数値 {before} を文字列 {after} として比べました。"
)
_TRUTH = Text("The number {before} was compared as {after}.", "数値 {before} を真偽値 {after} として比べました。")
_RESPELT = Text(
    "No row has {before}; the stored spelling is {after}.", "{before} の行はなく、登録されている表記は {after} です。"
)


def translate_call(problem: Problem, bench: Workbench) -> Change | None:
    replacement = translate(problem.node, bench.catalog.dialect)
    if replacement is None:
        return None
    before = bench.sql(problem.node)
    problem.node.replace(replacement)
    return change("foreign_function", before, bench.sql(replacement), _TRANSLATED)


def unquote_number(problem: Problem, bench: Workbench) -> Change | None:
    number = plain_number(problem.node.name)
    return _replaced(problem, exp.Literal.number(number), bench, _UNQUOTED) if number else None


def quote_number(problem: Problem, bench: Workbench) -> Change | None:
    return _replaced(problem, exp.Literal.string(problem.node.name), bench, _QUOTED)


def number_to_boolean(problem: Problem, bench: Workbench) -> Change | None:
    truth = {"0": exp.false(), "1": exp.true()}.get(problem.node.name)
    return _replaced(problem, truth, bench, _TRUTH) if truth is not None else None


def respell_value(problem: Problem, bench: Workbench) -> Change | None:
    """Use the stored spelling when exactly one differs in case, width or spaces only."""
    asked = problem.node.name
    same = [stored for stored in problem.nearest if spelling(stored) == spelling(asked)]
    return _replaced(problem, exp.Literal.string(same[0]), bench, _RESPELT) if len(same) == 1 else None


def _replaced(problem: Problem, literal: exp.Expr, bench: Workbench, reason: Text) -> Change:
    before = bench.sql(problem.node)
    problem.node.replace(literal)
    return change(problem.code, before, bench.sql(literal), reason)
