"""What may run: policy, names against the catalog, repair, lint, row and column rules."""
