"""Health: whether the process lives, and whether it is ready to answer."""
