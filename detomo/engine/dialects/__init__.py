"""What differs from engine to engine beyond running: allowed functions."""
