"""Accounts: registering, logging in, sessions and roles."""
