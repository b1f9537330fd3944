"""Asking questions, and checking saved SQL."""
