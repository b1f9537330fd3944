"""SQLite. The engine's authorizer uses the same list, so it also names what operators call (`like`, `glob`, `->`)."""

from detomo.engine.dialects.facts import WINDOW, DialectFacts, words

SQLITE = DialectFacts(
    dialect="sqlite",
    default_schema="main",
    scalar=words(
        # numbers
        "abs acos acosh asin asinh atan atan2 atanh ceil ceiling cos cosh degrees exp floor ln log log10 log2 max",
        "min mod pi pow power radians random round sign sin sinh sqrt tan tanh trunc",
        # text
        "char concat concat_ws format glob hex instr length like lower ltrim octet_length printf quote regexp",
        "replace rtrim soundex substr substring trim unhex unicode unistr upper",
        # choice
        "coalesce if ifnull iif likelihood likely nullif typeof unlikely",
        # dates
        "date datetime julianday strftime time timediff unixepoch",
        # JSON
        "-> ->> json json_array json_array_length json_error_position json_extract json_insert json_object",
        "json_patch json_pretty json_quote json_remove json_replace json_set json_type json_valid",
    ),
    aggregate=words(
        "avg count group_concat json_group_array json_group_object max min string_agg sum total median percentile",
        "percentile_cont percentile_disc",
    ),
    window=WINDOW,
    table=words("json_each json_tree generate_series"),
    alternatives={
        "year": "strftime('%Y', …)",
        "month": "strftime('%m', …)",
        "day": "strftime('%d', …)",
        "date_trunc": "strftime('%Y-%m-01', …)",
        "to_char": "strftime(format, …)",
        "now": "datetime('now')",
        "curdate": "date('now')",
        "getdate": "datetime('now')",
        "date_format": "strftime(format, …)",
        "datediff": "julianday(a) - julianday(b)",
        "left": "substr(text, 1, n)",
        "right": "substr(text, -n)",
        "regexp_matches": "LIKE or GLOB",
        "stddev": "sqrt(avg(x * x) - avg(x) * avg(x))",
        "greatest": "max(a, b)",
        "least": "min(a, b)",
    },
    verbatim=words("mod"),
)
