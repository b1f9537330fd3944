"""Logical form to SQL, as a syntax tree."""

from detomo.engine.propose.grammar.compile.query import compile_form

__all__ = ["compile_form"]
