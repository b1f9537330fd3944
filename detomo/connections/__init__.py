"""Connections to target databases, as rows that administrators manage; a project may ask one of them."""
