"""What a language model is told about each dialect: where statements written from habit go wrong."""

from dataclasses import dataclass

from detomo.engine.types import Dialect


@dataclass(frozen=True, slots=True)
class DialectNotes:
    name: str
    notes: tuple[str, ...]


NOTES: dict[Dialect, DialectNotes] = {
    "sqlite": DialectNotes(
        "SQLite",
        (
            "Dates are text: strftime('%Y-%m', d) takes parts of them. Concatenate with ||.",
            "There is no ILIKE, no date_trunc, no EXTRACT. Dividing integers drops the fraction: multiply by 1.0.",
            "Strings stand in 'single quotes', names that need it in \"double quotes\".",
        ),
    ),
    "duckdb": DialectNotes(
        "DuckDB",
        (
            "date_trunc('month', d), strftime(d, '%Y-%m'), ILIKE, QUALIFY and GROUP BY ALL are there.",
            "/ divides to a fraction, // to a whole number.",
            "Strings stand in 'single quotes', names that need it in \"double quotes\".",
        ),
    ),
    "postgres": DialectNotes(
        "PostgreSQL",
        (
            "date_trunc('month', d), EXTRACT, to_char and ILIKE are there; round() with digits takes numeric alone.",
            "Dividing integers drops the fraction: cast to numeric first.",
            "Names with capitals stand in \"double quotes\", strings in 'single quotes'.",
        ),
    ),
    "mysql": DialectNotes(
        "MySQL / MariaDB",
        (
            "DATE_FORMAT(d, '%Y-%m'), YEAR(d) take parts of dates. Concatenate with CONCAT(a, b), not ||.",
            "There is no ILIKE, no FULL JOIN, no NULLS LAST, no FILTER.",
            "Strings stand in 'single quotes', names that need it in `backticks`.",
        ),
    ),
}
