SELECT * FROM 'data.csv'
SELECT * FROM "data.parquet"
SELECT * FROM '/etc/passwd'
SELECT * FROM "https://example.com/x.parquet"
SELECT * FROM 's3://bucket/x.parquet'
FROM 'data.csv'
FROM read_blob('/etc/*')
SELECT * FROM read_csv_auto('/etc/passwd')
SELECT * FROM read_json_auto('x')
SELECT * FROM read_parquet(['a', 'b'])
SELECT * FROM parquet_scan('x')
SELECT * FROM parquet_schema('x')
SELECT * FROM glob('/etc/*')
SELECT * FROM sniff_csv('x')
SELECT * FROM query('SELECT * FROM secrets')
SELECT * FROM query_table('secrets')
SELECT * FROM seq_scan('secrets')
SELECT * FROM histogram('secrets', token)
SELECT * FROM histogram_values('secrets', token)
SELECT * FROM summary((SELECT 1))
SELECT * FROM repeat_row(1, num_rows = 10)
SELECT * FROM repeat('x', 10)
SELECT * FROM duckdb_tables()
SELECT * FROM duckdb_settings()
SELECT * FROM duckdb_secrets()
SELECT * FROM duckdb_views()
SELECT * FROM duckdb_tables
SELECT * FROM pragma_table_info('secrets')
SELECT * FROM pragma_show('secrets')
SELECT * FROM sqlite_scan('x', 'y')
SELECT * FROM postgres_scan('x', 'y', 'z')
SELECT * FROM mysql_query('x', 'y')
SELECT * FROM iceberg_scan('x')
SELECT * FROM delta_scan('x')
SELECT * FROM st_read('x')
SELECT * FROM read_xlsx('x')
SELECT * FROM python_map_function(1)
SELECT * FROM pandas_scan(1)
SELECT * FROM arrow_scan(1, 2, 3)
SELECT * FROM checkpoint()
SELECT * FROM force_checkpoint()
SELECT * FROM enable_logging()
SELECT * FROM json_execute_serialized_sql('x')
SELECT json_serialize_sql('SELECT 1')
SELECT json_deserialize_sql('x')
SELECT json_serialize_plan('SELECT 1')
SELECT current_setting('threads')
SELECT getvariable('x')
SELECT getenv('HOME')
SELECT current_query()
SELECT current_schemas(true)
SELECT txid_current()
SELECT write_log('x')
SELECT sleep_ms(1000)
SELECT setval('s', 1)
SELECT currval('s')
SELECT pg_get_viewdef(1)
SELECT has_table_privilege('secrets', 'select')
SELECT user
SELECT current_role
SELECT current_catalog
SELECT in_search_path('a', 'b')
SELECT 'secrets'.query_table()
SELECT ('/etc/passwd').read_text()
SELECT [x FOR x IN (SELECT token FROM secrets)]
SELECT list_transform([1], lambda x: (SELECT token FROM secrets))
SELECT list_filter([1], lambda x: getenv('HOME') = '')
SELECT {'a': (SELECT token FROM secrets)}
SELECT MAP {'k': (SELECT token FROM secrets)}
SELECT (SELECT token FROM secrets)[1]
SELECT ARRAY(SELECT token FROM secrets)
SELECT * FROM customers ASOF JOIN secrets ON customers.id >= secrets.id
SELECT * FROM customers POSITIONAL JOIN secrets
SELECT * FROM customers SEMI JOIN secrets USING (id)
SELECT * FROM customers, LATERAL (SELECT token FROM secrets) x
SELECT secrets FROM secrets
PIVOT secrets ON token USING count(*)
UNPIVOT secrets ON id, token
SELECT * FROM (PIVOT secrets ON token USING count(*))
SELECT * FROM (UNPIVOT secrets ON token)
SUMMARIZE secrets
SUMMARIZE customers
DESCRIBE secrets
SHOW ALL TABLES
CHECKPOINT
EXPORT DATABASE '/tmp/x'
IMPORT DATABASE '/tmp/x'
COPY (SELECT 1) TO '/tmp/x'
COPY FROM DATABASE a TO b
CREATE SECRET s (TYPE s3)
CREATE MACRO f(x) AS x
SET memory_limit = '1TB'
SET VARIABLE x = 1
INSTALL httpfs
LOAD httpfs
SELECT * FROM system.information_schema.tables
SELECT * FROM memory.main.secrets
SELECT * FROM temp.main.secrets
SELECT repeat('x', 1000000000)
SELECT lpad('x', 1000000000, 'y')
SELECT * FROM range(100000000000)
SELECT list_resize([1], 1000000000)
WITH RECURSIVE secrets AS (SELECT token FROM secrets UNION ALL SELECT token FROM secrets WHERE false) SELECT * FROM secrets
WITH RECURSIVE secrets AS (SELECT * FROM secrets) SELECT * FROM secrets
WITH a AS (SELECT * FROM secrets), secrets AS (SELECT 1) SELECT * FROM a
SELECT $1
