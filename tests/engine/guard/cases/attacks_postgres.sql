SELECT * FROM ONLY secrets
SELECT * FROM "Customers"
SELECT pg_read_binary_file('/etc/passwd')
SELECT pg_ls_dir('/')
SELECT pg_stat_file('/etc/passwd')
SELECT PG_CATALOG.pg_read_file('/etc/passwd')
SELECT pg_catalog.pg_read_file('/etc/passwd')
SELECT "pg_catalog"."pg_sleep"(1)
SELECT "pg_sleep"(1)
SELECT U&"pg_sl\0065ep"(1)
SELECT * FROM U&"secr\0065ts"
SELECT lo_import('/etc/passwd')
SELECT lo_export(1, '/tmp/x')
SELECT lo_get(1)
SELECT dblink_exec('x', 'y')
SELECT * FROM dblink('x', 'y') AS t(a int)
SELECT * FROM pg_ls_dir('/') AS f
SELECT * FROM pg_stat_activity
SELECT * FROM pg_settings
SELECT * FROM pg_shadow
SELECT * FROM pg_user
SELECT current_setting('data_directory')
SELECT set_config('role', 'postgres', true)
SELECT pg_terminate_backend(1)
SELECT pg_cancel_backend(1)
SELECT pg_reload_conf()
SELECT pg_advisory_lock(1)
SELECT pg_notify('a', 'b')
SELECT query_to_xml('select 1', true, true, '')
SELECT table_to_xml('secrets', true, true, '')
SELECT cursor_to_xml('c', 1, true, true, '')
SELECT database_to_xml(true, true, '')
SELECT ts_stat('select 1')
SELECT ts_rewrite('a'::tsquery, 'select t, s from x')
SELECT plpgsql_call_handler()
SELECT nextval('s'), currval('s'), setval('s', 1), lastval()
SELECT txid_current()
SELECT pg_current_wal_lsn()
SELECT pg_relation_size('secrets')
SELECT pg_total_relation_size('secrets')
SELECT pg_get_viewdef('v_secret'::regclass)
SELECT 'secrets'::regclass
SELECT CAST('secrets' AS regclass)
SELECT regclass 'secrets'
SELECT 'postgres'::regrole
SELECT 'pg_sleep'::regproc
SELECT 'x'::pg_catalog.regclass
SELECT to_regclass('secrets')
SELECT has_table_privilege('secrets', 'select')
SELECT obj_description(1)
SELECT current_catalog
SELECT current_role
SELECT user
SELECT system_user
SELECT inet_server_addr()
SELECT pg_postmaster_start_time()
SELECT pg_backend_pid()
SELECT xpath('/x', xmlparse(document '<x/>'))
SELECT * FROM xmltable('/x' PASSING '<x/>' COLUMNS a text)
SELECT json_populate_record(NULL::secrets, '{}')
SELECT NULL::secrets
SELECT (NULL::secrets).token
SELECT * FROM jsonb_populate_recordset(NULL::secrets, '[]')
SELECT row_to_json(s) FROM secrets s
SELECT * FROM ROWS FROM (pg_ls_dir('/'), generate_series(1, 2)) AS t
SELECT * FROM generate_series(1, 2), LATERAL (SELECT token FROM secrets) x
SELECT * FROM customers CROSS JOIN LATERAL pg_ls_dir('/') f
SELECT * FROM unnest(ARRAY(SELECT token FROM secrets)) t
SELECT ARRAY(SELECT token FROM secrets)
SELECT ARRAY(TABLE secrets)
SELECT EXISTS (TABLE secrets)
SELECT 1 OPERATOR(public.+) 1
SELECT 1 WHERE 1 = SOME (SELECT id FROM secrets)
SELECT DISTINCT ON ((SELECT token FROM secrets)) id FROM customers
SELECT string_agg(name, (SELECT token FROM secrets)) FROM customers
SELECT percentile_cont((SELECT 0.5 FROM secrets)) WITHIN GROUP (ORDER BY id) FROM customers
SELECT COUNT(*) FILTER (WHERE EXISTS (SELECT 1 FROM secrets)) FROM customers
SELECT * FROM customers TABLESAMPLE BERNOULLI ((SELECT id FROM secrets))
SELECT * FROM customers FETCH FIRST (SELECT COUNT(*) FROM secrets) ROWS ONLY
SELECT * FROM customers FOR NO KEY UPDATE
SELECT * FROM customers FOR KEY SHARE SKIP LOCKED
WITH t AS MATERIALIZED (SELECT * FROM secrets) SELECT 1
COPY (SELECT 1) TO PROGRAM 'id'
COPY customers FROM PROGRAM 'id'
DO $$ BEGIN PERFORM 1; END $$
LISTEN x
NOTIFY x
LOCK TABLE customers
REFRESH MATERIALIZED VIEW v
SET ROLE postgres
SET SESSION AUTHORIZATION postgres
DISCARD ALL
SELECT 1 \gexec
\copy customers to '/tmp/x'
\! id
EXPLAIN (ANALYZE, BUFFERS) SELECT 1
EXPLAIN (FORMAT JSON, ANALYZE) SELECT 1
EXPLAIN ANALYZE VERBOSE SELECT 1
EXPLAIN (SETTINGS) SELECT 1
EXPLAIN EXECUTE p
SELECT repeat('x', 1000000000)
SELECT lpad('x', 1000000000)
SELECT format('%1000000000s', 'x')
SELECT format('%*s', 1000000000, 'x')
SELECT COUNT(*) FROM generate_series(1, 100000000000)
SELECT $1
