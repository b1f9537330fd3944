"""Custom roles: named sets of permissions beside the built-in ones."""
