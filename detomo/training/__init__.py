"""Training data: DDL, documentation and question/SQL pairs, kept in the application database."""
