"""Questions to SQL without a model: links to the schema, a logical form, SQL by syntax tree."""

from detomo.engine.propose.grammar.readings import Clarification, Option, Reading, Readings, readings

__all__ = ["Clarification", "Option", "Reading", "Readings", "readings"]
