"""Taught pairs as templates: what a taught question mentions may be another in the new one, and in its SQL."""
