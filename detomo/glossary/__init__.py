"""The project's terms: what people call tables, columns, values and expressions, in both languages."""
