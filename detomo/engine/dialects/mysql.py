"""MySQL and MariaDB."""

from detomo.engine.dialects.facts import WINDOW, DialectFacts, words

MYSQL = DialectFacts(
    dialect="mysql",
    default_schema="",
    scalar=words(
        # numbers
        "abs acos asin atan atan2 bit_count ceil ceiling conv cos cot crc32 crc32c degrees exp floor greatest least",
        "ln log log10 log2 mod natural_sort_key oct pi pow power radians rand round sign sin sqrt tan truncate",
        # text
        "ascii bin bit_length char char_length character_length chr concat concat_ws elt export_set field",
        "find_in_set format from_base64 hex insert instr lcase left length lengthb locate lower lpad ltrim make_set",
        "md5 mid octet_length ord position quote regexp_instr regexp_like regexp_replace regexp_substr repeat",
        "replace reverse right rpad rtrim sha sha1 sha2 soundex space strcmp substr substring substring_index",
        "to_base64 to_char trim ucase unhex upper weight_string match uuid sformat",
        # choice
        "cast coalesce convert if ifnull interval isnull nullif nvl nvl2 decode row value binary",
        # dates
        "add_months adddate addtime convert_tz curdate curtime date date_add date_format date_sub datediff day",
        "dayname dayofmonth dayofweek dayofyear extract from_days from_unixtime get_format hour last_day localtime",
        "localtimestamp makedate maketime microsecond minute month monthname months_between now period_add",
        "period_diff quarter sec_to_time second str_to_date subdate subtime sysdate time time_format time_to_sec",
        "timediff timestamp timestampadd timestampdiff to_days to_seconds unix_timestamp utc_date utc_time",
        "utc_timestamp week weekday weekofyear year yearweek current_date current_time current_timestamp",
        # JSON
        "json_array json_array_append json_array_insert json_array_intersect json_compact json_contains",
        "json_contains_path json_depth json_detailed json_equals json_exists json_extract json_insert",
        "json_key_value json_keys json_length json_loose json_merge json_merge_patch json_merge_preserve",
        "json_normalize json_object json_object_filter_keys json_object_to_array json_overlaps json_pretty",
        "json_query json_quote json_remove json_replace json_schema_valid json_search json_set json_type",
        "json_unquote json_valid json_value uuid_to_bin bin_to_uuid is_uuid inet_aton inet_ntoa inet6_aton",
        "inet6_ntoa is_ipv4 is_ipv6",
    ),
    aggregate=words(
        "any_value avg bit_and bit_or bit_xor count group_concat grouping json_arrayagg json_objectagg max median",
        "min percentile_cont percentile_disc std stddev stddev_pop stddev_samp sum var_pop var_samp variance",
    ),
    window=WINDOW,
    table=words("json_table"),
    bare=words("current_date current_time current_timestamp localtime localtimestamp utc_date utc_time utc_timestamp"),
    alternatives={
        "strftime": "date_format(date, format)",
        "date_trunc": "date_format(date, '%Y-%m-01')",
        "string_agg": "group_concat(text SEPARATOR ',')",
        "array_agg": "json_arrayagg(value)",
        "julianday": "datediff(a, b)",
        "strpos": "locate(part, text)",
        "iif": "if(condition, a, b)",
        "getdate": "now()",
    },
)
