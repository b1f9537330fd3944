"""Projects: the workspace that every question, training item and result belongs to."""
