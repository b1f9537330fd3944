SELECT * FROM customers WHERE id IN secrets
SELECT * FROM customers WHERE id NOT IN secrets
SELECT * FROM customers WHERE id IN main.secrets
SELECT * FROM customers WHERE id IN "secrets"
SELECT * FROM customers WHERE id IN sqlite_master
SELECT * FROM customers WHERE id IN pragma_table_info('customers')
SELECT * FROM customers WHERE id IN json_each('[1]') AND load_extension('x')
SELECT * FROM 'secrets'
SELECT * FROM `secrets`
SELECT * FROM [secrets]
SELECT * FROM main."secrets"
SELECT * FROM temp.secrets
SELECT * FROM sqlite_schema
SELECT * FROM sqlite_temp_master
SELECT * FROM sqlite_sequence
SELECT * FROM sqlite_stat1
SELECT * FROM sqlite_dbpage
SELECT * FROM dbstat
SELECT * FROM pragma_table_info('secrets')
SELECT * FROM pragma_table_list
SELECT * FROM pragma_function_list()
SELECT * FROM pragma_compile_options
SELECT * FROM customers INDEXED BY sqlite_autoindex_customers_1
SELECT * FROM fts3_tokenizer('simple')
SELECT fts3_tokenizer('simple')
SELECT sqlite_version()
SELECT sqlite_source_id()
SELECT sqlite_compileoption_get(1)
SELECT sqlite_offset(id) FROM customers
SELECT last_insert_rowid(), changes(), total_changes()
SELECT readfile('/etc/passwd')
SELECT writefile('/tmp/x', 'y')
SELECT edit('x')
SELECT zipfile('x', 'y')
SELECT * FROM fsdir('/')
SELECT * FROM zipfile('/tmp/x.zip')
SELECT * FROM csv(filename='/etc/passwd')
SELECT * FROM completion('sel')
SELECT * FROM sqlite_stmt
SELECT * FROM bytecode('SELECT 1')
SELECT * FROM tables_used('SELECT 1')
SELECT zeroblob(1000000000)
SELECT randomblob(1000000000)
SELECT 'a' MATCH load_extension('x')
SELECT printf('%1000000000d', 1)
SELECT printf('%.*c', 1000000000, 'x')
SELECT format('%2000000s', 'x')
PRAGMA query_only = OFF
ATTACH ':memory:' AS m
VACUUM INTO '/tmp/x'
SAVEPOINT s
REINDEX
.shell id
.read /etc/passwd
WITH secrets AS (SELECT * FROM secrets) SELECT * FROM secrets, main.secrets
SELECT "load_extension"('x')
SELECT [load_extension]('x')
SELECT main.load_extension('x')
EXPLAIN QUERY PLAN DELETE FROM customers
EXPLAIN QUERY PLAN SELECT * FROM secrets
EXPLAIN EXPLAIN SELECT 1
SELECT @@version
SELECT @x
SELECT $1
