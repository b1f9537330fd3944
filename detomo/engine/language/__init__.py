"""Normalising English and Japanese questions."""
