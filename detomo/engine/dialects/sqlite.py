"""SQLite: the functions a query may use."""

_WORDS = """
    abs acos acosh asin asinh atan atan2 atanh avg ceil ceiling char coalesce concat concat_ws cos cosh count
    cume_dist current_date current_time current_timestamp date datetime degrees dense_rank exp first_value floor format
    glob group_concat hex ifnull iif instr julianday lag last_value lead length like likelihood likely ln log log10 log2
    lower ltrim max min mod nth_value ntile nullif octet_length percent_rank pi pow power printf quote radians rank
    replace round row_number rtrim sign sin sinh soundex sqrt strftime string_agg substr substring sum tan tanh time
    timediff total trim trunc typeof unicode unixepoch unlikely upper
    json json_array json_array_length json_each json_extract json_group_array json_group_object json_insert json_object
    json_patch json_quote json_remove json_replace json_set json_tree json_type json_valid -> ->>
    match bm25 highlight snippet
"""
allowed_functions = frozenset(_WORDS.split())
