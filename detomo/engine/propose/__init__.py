"""Who writes SQL."""
