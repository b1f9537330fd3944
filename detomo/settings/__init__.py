"""Checking, keeping and documenting the settings that `config.py` declares."""
