"""Quotas: how much a user or a role may ask. Without any, nothing is limited."""
