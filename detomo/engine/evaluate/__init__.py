"""Measuring the engine: corpora, comparison of results."""
