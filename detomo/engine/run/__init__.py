"""Running checked statements, read-only, within deadlines and caps: one file per engine."""
