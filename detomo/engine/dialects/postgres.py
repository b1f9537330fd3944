"""PostgreSQL: functions that neither write, read files, reach the network, run text as SQL nor tell of the server."""

from detomo.engine.dialects.facts import WINDOW, DialectFacts, words

POSTGRES = DialectFacts(
    dialect="postgres",
    default_schema="public",
    scalar=words(
        # numbers
        "abs acos acosd acosh asin asind asinh atan atan2 atan2d atand atanh cbrt ceil ceiling cos cosd cosh cot",
        "cotd degrees div erf erfc exp factorial floor gcd greatest lcm least ln log log10 min_scale mod pi pow",
        "power radians random random_normal round scale sign sin sind sinh sqrt tan tand tanh trim_scale trunc",
        "width_bucket",
        # text
        "ascii bit_count bit_length btrim char_length character_length chr concat concat_ws convert_from convert_to",
        "crc32 decode encode format get_bit get_byte initcap is_normalized left length lower lpad ltrim md5",
        "normalize octet_length overlay parse_ident position quote_ident quote_literal quote_nullable regexp_count",
        "regexp_instr regexp_like regexp_match regexp_matches regexp_replace regexp_split_to_array",
        "regexp_split_to_table regexp_substr repeat replace reverse right rpad rtrim set_bit sha224 sha256 sha384",
        "sha512 similar_to_escape split_part starts_with string_to_array string_to_table strpos substr substring",
        "to_ascii to_hex translate trim unistr upper casefold gen_random_uuid levenshtein levenshtein_less_equal",
        "similarity word_similarity unaccent soundex metaphone dmetaphone difference",
        # choice
        "cast coalesce nullif num_nonnulls num_nulls pg_typeof row",
        # dates
        "age clock_timestamp date date_add date_bin date_part date_subtract date_trunc extract isfinite",
        "justify_days justify_hours justify_interval make_date make_interval make_time make_timestamp",
        "make_timestamptz now overlaps statement_timestamp timeofday timezone to_char to_date to_number",
        "to_timestamp transaction_timestamp",
        # arrays and ranges
        "array array_append array_cat array_dims array_fill array_length array_lower array_ndims array_position",
        "array_positions array_prepend array_remove array_replace array_reverse array_sample array_shuffle",
        "array_sort array_to_json array_to_string array_upper cardinality generate_series generate_subscripts",
        "trim_array unnest daterange int4range int8range isempty lower_inc lower_inf numrange range_merge tsrange",
        "tstzrange upper_inc upper_inf multirange int4multirange int8multirange nummultirange datemultirange",
        "tsmultirange tstzmultirange",
        # JSON
        "json_array json_array_elements json_array_elements_text json_array_length json_build_array",
        "json_build_object json_each json_each_text json_exists json_extract_path json_extract_path_text",
        "json_object json_object_keys json_query json_scalar json_serialize json_strip_nulls json_to_record",
        "json_to_recordset json_typeof json_value jsonb_array_elements jsonb_array_elements_text jsonb_array_length",
        "jsonb_build_array jsonb_build_object jsonb_each jsonb_each_text jsonb_extract_path jsonb_extract_path_text",
        "jsonb_insert jsonb_object jsonb_object_keys jsonb_path_exists jsonb_path_match jsonb_path_query",
        "jsonb_path_query_array jsonb_path_query_first jsonb_pretty jsonb_set jsonb_set_lax jsonb_strip_nulls",
        "jsonb_to_record jsonb_to_recordset jsonb_typeof row_to_json to_json to_jsonb",
        # full text, over given text only
        "numnode phraseto_tsquery plainto_tsquery setweight strip to_tsquery to_tsvector ts_delete ts_filter",
        "ts_headline ts_rank ts_rank_cd tsvector_to_array websearch_to_tsquery",
        # networks and geometry, as values
        "abbrev area broadcast center diameter family height host hostmask masklen netmask network npoints radius",
        "set_masklen width text",
    ),
    aggregate=words(
        "any_value array_agg avg bit_and bit_or bit_xor bool_and bool_or corr count covar_pop covar_samp every",
        "grouping json_agg json_agg_strict json_arrayagg json_object_agg json_objectagg jsonb_agg jsonb_agg_strict",
        "jsonb_object_agg max min mode percentile_cont percentile_disc range_agg range_intersect_agg regr_avgx",
        "regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy stddev stddev_pop",
        "stddev_samp string_agg sum var_pop var_samp variance",
    ),
    window=WINDOW,
    table=words(
        "generate_series generate_subscripts unnest json_array_elements json_array_elements_text json_each",
        "json_each_text json_object_keys json_to_record json_to_recordset json_table jsonb_array_elements",
        "jsonb_array_elements_text jsonb_each jsonb_each_text jsonb_object_keys jsonb_path_query jsonb_to_record",
        "jsonb_to_recordset regexp_matches regexp_split_to_table string_to_table",
    ),
    bare=words("current_date current_time current_timestamp localtime localtimestamp"),
    alternatives={
        "ifnull": "coalesce(a, b)",
        "nvl": "coalesce(a, b)",
        "isnull": "coalesce(a, b)",
        "if": "CASE WHEN … THEN … ELSE … END",
        "iif": "CASE WHEN … THEN … ELSE … END",
        "strftime": "to_char(date, format)",
        "date_format": "to_char(date, format)",
        "year": "extract(year FROM …)",
        "month": "extract(month FROM …)",
        "day": "extract(day FROM …)",
        "datediff": "date_a - date_b",
        "julianday": "date_a - date_b",
        "curdate": "current_date",
        "getdate": "now()",
        "group_concat": "string_agg(text, ',')",
        "instr": "strpos(text, part)",
        "median": "percentile_cont(0.5) WITHIN GROUP (ORDER BY …)",
    },
    verbatim=words("to_hex"),
)
