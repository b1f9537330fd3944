"""Asking: questions, their SQL, results and charts, in one call or in steps with an id."""
